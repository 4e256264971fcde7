# SPDX-License-Identifier: Apache-2.0
"""Leaving in any state (PAIR-EXIT-01): queue, generations, consolidation, a dead oracle, orders."""

import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.exit_queue import ExitQueue
from steelyard.model.pairing.pairing_share import DEAD, ShareState
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side, Vault
from tests.model.pairing.support import E36, FT, LP, LT, UNIT, World, parameters
from tests.model.pairing.test_market import refused


def test_a_queued_share_is_paid_at_the_next_market_rebalance_without_a_counterparty() -> None:
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    epoch = world.enqueue(LT, shares)
    with refused("rebalance: not due"):
        world.rebalance()
    with refused("claim: epoch still waits"):
        world.claim(LT, epoch)
    world.quiet(100, minutes=60)
    assert world.rebalance() == 1
    paid = world.claim(LT, epoch)
    assert paid / UNIT == pytest.approx(2, rel=0.01)
    with refused("claim: no request"):
        world.claim(LT, epoch)
    world.check_counted()


def test_queued_shares_bear_profit_and_loss() -> None:
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    world.enqueue(LT, shares)
    world.quiet(105, minutes=60)
    world.rebalance()
    assert world.claim(LT, 0) * 105 / 200 / UNIT == pytest.approx(1.15, rel=0.01)


def test_a_request_is_free_until_it_binds_a_quarter_of_an_hour_before_it_may_be_paid() -> None:
    world = World()
    shares = world.mint(LT, UNIT)
    epoch = world.enqueue(LT, shares)
    world.clock.advance(899)
    assert world.cancel(LT, epoch) == shares
    epoch = world.enqueue(LT, shares)
    world.clock.advance(900)
    with refused("queue: request binds"):
        world.cancel(LT, epoch)
    with refused("queue: no request"):
        world.cancel(LT, epoch, "saver")
    with refused("queue: zero shares"):
        world.enqueue(LT, 0)


def test_lp_leaves_after_its_notice_less_the_exit_fee() -> None:
    world = World()
    world.deposit(10 * UNIT)
    shares = world.pool.tokens[LP].balance_of("provider")
    world.enqueue(LP, shares, "provider")
    world.quiet(100, minutes=50)
    with refused("rebalance: not due"):
        world.rebalance()
    world.quiet(100, minutes=10)
    world.rebalance()
    assert world.claim(LP, 0, "provider") / UNIT == pytest.approx(9.95, rel=1e-3)


def test_the_last_lp_leaves_without_a_fee() -> None:
    world = World()
    shares = world.pool.tokens[LP].balance_of("creator")
    world.enqueue(LP, shares, "creator")
    world.quiet(100, minutes=70)
    world.rebalance()
    assert world.claim(LP, 0, "creator") / UNIT == pytest.approx(29.7, rel=1e-6)
    assert world.pool.supply(LP) == world.pool.tokens[LP].balance_of(DEAD)


def test_two_epochs_wait_at_most_and_an_emptied_one_steps_aside() -> None:
    queue = ExitQueue(HOUR)
    assert queue.join("holder", 5, 0) == 0
    assert queue.join("saver", 7, HOUR) == 1
    assert queue.join("provider", 1, 5 * HOUR) == 1
    assert queue.waiting() == (5, 8)
    assert queue.ripe(HOUR) == 1
    assert queue.ripe(6 * HOUR) == 2
    late = ExitQueue(HOUR)
    late.join("holder", 5, 0)
    assert late.join("saver", 5, HOUR // 2) == 0
    assert late.ripe(HOUR) == 0
    assert late.ripe(HOUR * 3 // 2) == 1
    other = ExitQueue(HOUR)
    other.join("attacker", 5, 0)
    other.join("saver", 7, HOUR)
    other.cancel("attacker", 0, HOUR - 901)
    assert other.join("attacker", 5, HOUR + 1) == 1
    assert (other.head, other.ripe(2 * HOUR + 1)) == (1, 1)
    assert other.is_due(2 * HOUR + 1)


def wiped() -> tuple[World, int]:
    """A 3x market whose leveraged side is worth nothing at the price in force."""
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    world.pool.position = world.pool.position.with_vault(LT, Vault(leveraged=0), world.pool.position.underlying)
    return world, shares


def test_a_vault_below_a_dollar_ends_its_generation() -> None:
    world, shares = wiped()
    with refused("mint: vault below one dollar"):
        world.mint(LT, UNIT)
    world.enqueue(LT, shares // 2)
    world.quiet(100, minutes=24 * 60)
    world.rebalance()
    ended = world.pool.tokens[LT]
    assert ended.state() == ShareState(closed=True)
    with refused("queue: generation ended"):
        world.enqueue(LT, 1)
    assert world.claim_closed(LT) == 0
    assert world.claim(LT, 0) == 0
    with refused("claim: no closed shares"):
        world.claim_closed(LT)
    with refused("redeem: zero shares"):
        world.redeem(LT, 1)
    with refused("mint: first below 20 dollars"):
        world.mint(LT, UNIT // 10)
    assert world.mint(LT, UNIT) / WAD == pytest.approx(90, rel=0.02)
    assert (world.pool.generation(LT), world.pool.past[LT]) == (2, (ended,))
    assert world.pool.tokens[LT].balance_of(DEAD) == 10 * WAD


def test_a_million_to_one() -> None:
    world = World()
    with refused("consolidate: not small enough"):
        world.pool.consolidate(LT)
    world.mint(LT, UNIT)
    position, token = world.pool.position, world.pool.tokens[LT]
    token.market_state.mint("holder", 10**8 * token.raw_supply())
    world.pool.consolidate(LT)
    held = token.balance_of("holder")
    assert held == token.raw_balance("holder") // 10**6
    assert world.pool.position == position
    token.transfer("saver", held // 2, sender="holder")
    assert token.balance_of("saver") == held // 2
    burnt, amount = world.redeem(LT, held // 2, "saver")
    assert burnt == held // 2
    assert amount / UNIT == pytest.approx(0.5 * 1.1, rel=0.02)
    minted = world.mint(LT, UNIT)
    assert token.raw_balance("holder") % 10**6 == token.raw_supply() % 10**6
    assert minted > 0


def test_after_72_stale_hours_every_share_is_a_fixed_claim() -> None:
    world = World(parameters(fees=Fees(cut=10 * PERCENT)))
    world.mint(LT, 2 * UNIT)
    saved = world.mint(FT, 3 * UNIT, "saver")
    world.enqueue(FT, saved // 2, "saver")
    with refused("deprecate: not stale"):
        world.pool.deprecate()
    world.clock.advance(2 * HOUR)
    world.pool.report_stale()
    world.clock.advance(72 * HOUR - 1)
    with refused("deprecate: too early"):
        world.pool.deprecate()
    world.clock.advance(1)
    world.pool.deprecate()
    with refused("market: deprecated"):
        world.mint(LT, UNIT)
    with refused("queue: generation ended"):
        world.enqueue(LT, WAD)
    assert world.claim_closed(LT) / UNIT == pytest.approx(2, rel=0.02)
    parts = world.claim(FT, 0, "saver"), world.claim_closed(FT, "saver")
    assert sum(parts) / UNIT == pytest.approx(3, rel=0.02)
    world.claim_closed(LP, "creator")
    world.pool.collect_fees()
    for side in Side:
        world.claim_closed(side, DEAD)
    world.check_counted()
    assert world.pool.counted() == 0
    assert sum(token.counted for token in world.pool.tokens.values()) <= 10


def test_a_fresh_price_cancels_the_72_hours() -> None:
    world = World()
    world.clock.advance(2 * HOUR)
    world.pool.report_stale()
    world.clock.advance(30 * HOUR)
    world.answer(100)
    world.clock.advance(42 * HOUR)
    with refused("deprecate: source came back"):
        world.pool.deprecate()
    world.pool.report_stale()
    with refused("deprecate: too early"):
        world.pool.deprecate()
    world.quiet(100)
    world.deposit(UNIT)
    world.clock.advance(72 * HOUR)
    with refused("deprecate: not stale"):
        world.pool.deprecate()


def test_an_order_is_priced_at_the_first_update_after_it() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    pool, delayed_orders = world.pool, world.delayed_orders
    with refused("trade: commit first"):
        world.mint(LT, UNIT)
    with refused("trade: orders only"):
        pool.mint_ordered(LT, UNIT, 0, "holder", 100 * E36, sender="holder")
    until = world.clock.now + DAY
    order = world.commit_mint(LT, UNIT, until)
    with refused("order: no update yet"):
        delayed_orders.execute(order, sender="keeper")
    world.clock.advance(60)
    world.answer(101)
    shares = delayed_orders.execute(order, sender="keeper")
    assert shares == pool.tokens[LT].balance_of("holder")
    with refused("order: unknown"):
        delayed_orders.execute(order, sender="keeper")
    back = world.commit_redeem(LT, shares, until)
    late = world.commit_mint(LP, UNIT, until, "provider")
    for price in (100.5, 101.5):
        world.clock.advance(60)
        world.answer(price)
    assert delayed_orders.execute(back, sender="keeper") < UNIT
    assert delayed_orders.execute(late, sender="keeper") > 0
    assert world.asset.balance_of(delayed_orders.address) == 0
    world.check_counted()


def test_an_update_within_a_minute_of_the_order_may_be_older_than_it_looks() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    order = world.commit_mint(LT, UNIT, world.clock.now + DAY)
    for price in (99, 98.5):
        world.clock.advance(29)
        world.answer(price)
        with refused("order: no update yet"):
            world.delayed_orders.execute(order, sender="keeper")
    world.clock.advance(2)
    world.answer(100)
    dear = world.delayed_orders.execute(order, sender="keeper")
    assert dear < 3 * WAD * 100  # at 100 the most that one U of 100 dollars can bring, not at 98.5


def test_the_executor_gets_the_bounty_out_of_the_order() -> None:
    fees = Fees(max_reward=UNIT // 1_000)
    world = World(parameters(target=10, commits=True, fees=fees), amount=300 * UNIT)
    with refused("order: not over the bounty"):
        world.commit_mint(LT, UNIT // 1_000, world.clock.now + DAY)
    order = world.commit_mint(LT, UNIT, world.clock.now + DAY)
    world.clock.advance(60)
    world.answer(100)
    shares = world.delayed_orders.execute(order, sender="keeper")
    assert world.asset.balance_of("keeper") == UNIT // 1_000
    back = world.commit_redeem(LT, shares, world.clock.now + DAY)
    world.clock.advance(60)
    world.answer(100)
    before = world.asset.balance_of("holder")
    assert world.delayed_orders.execute(back, sender="keeper") == world.asset.balance_of("holder") - before
    assert world.asset.balance_of("keeper") == 2 * UNIT // 1_000
    assert world.asset.balance_of(world.delayed_orders.address) == 0


def test_an_order_executed_late_gets_the_worse_of_the_first_update_and_now() -> None:
    minted = []
    for first in (100, 102):
        world = World(parameters(target=10, commits=True), amount=300 * UNIT)
        order = world.commit_mint(LT, UNIT, world.clock.now + DAY)
        world.clock.advance(60)
        world.answer(first)
        world.quiet(100)
        minted.append(world.delayed_orders.execute(order, sender="keeper"))
    assert minted[1] < minted[0] * 90 // 100


def test_an_order_that_nobody_executes_is_given_back() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    delayed_orders, until = world.delayed_orders, world.clock.now + HOUR
    with refused("order: LP leaves by the queue"):
        world.commit_redeem(LP, WAD, until, "creator")
    with refused("order: nothing"):
        world.commit_mint(LT, 0, until)
    with refused("order: too late"):
        world.commit_mint(LT, UNIT, world.clock.now - 1)
    with refused("order: zero owner"):
        delayed_orders.commit(True, LT, UNIT, 0, until, ZERO_ADDRESS, sender="holder")
    held = world.asset.balance_of("holder")
    order = world.commit_mint(LT, UNIT, until)
    with refused("order: still open"):
        delayed_orders.refund(order)
    world.quiet(100, minutes=70)
    with refused("order: expired"):
        delayed_orders.execute(order, sender="keeper")
    assert delayed_orders.refund(order) == UNIT
    assert world.asset.balance_of("holder") == held


def test_an_order_of_an_ended_generation_is_given_back_at_once() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    delayed_orders, until = world.delayed_orders, world.clock.now + 3 * DAY
    world.commit_mint(LT, UNIT, until)
    world.clock.advance(60)
    world.answer(100)
    shares = delayed_orders.execute(0, sender="keeper")
    order = world.commit_redeem(LT, shares, until)
    world.pool.position = world.pool.position.with_vault(LT, Vault(leveraged=0), world.pool.position.underlying)
    world.quiet(100, minutes=24 * 60)
    world.rebalance()
    with refused("order: generation ended"):
        delayed_orders.execute(order, sender="keeper")
    with refused("order: generation ended"):
        world.commit_redeem(LT, 1, until)
    assert delayed_orders.refund(order) == shares == world.pool.tokens[LT].balance_of("holder")


def test_an_order_survives_a_consolidation() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    delayed_orders, until = world.delayed_orders, world.clock.now + DAY
    world.commit_mint(LT, UNIT, until)
    world.clock.advance(60)
    world.answer(100)
    shares = delayed_orders.execute(0, sender="keeper")
    redeemed, refunded = world.commit_redeem(LT, shares // 2, until), world.commit_redeem(LT, shares // 3, until)
    world.clock.advance(60)
    token = world.pool.tokens[LT]
    token.market_state.mint("saver", 10**8 * token.raw_supply())
    world.pool.consolidate(LT)
    world.answer(100)
    assert delayed_orders.execute(redeemed, sender="keeper") > 0
    world.clock.advance(DAY + 1)
    assert delayed_orders.refund(refunded) == shares // 3 // 10**6
    assert token.raw_balance(delayed_orders.address) < 2 * 10**6


def test_only_the_market_moves_a_share_from_outside() -> None:
    world = World()
    token = world.pool.tokens[LT]
    for call in (
        lambda: token.mint("attacker", 1, sender="attacker"),
        lambda: token.burn("creator", 1, sender="attacker"),
        lambda: token.settle((0, 0), 0, True, 0, 0, sender="attacker"),
        lambda: token.consolidate(sender="attacker"),
    ):
        with refused("share: market only"):
            call()
    with refused("settle: asset not received"):
        token.settle((0, 0), 0, True, 1, 0, sender="pool")
    assert token.closed is None
