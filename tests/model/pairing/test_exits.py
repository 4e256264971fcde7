# SPDX-License-Identifier: Apache-2.0
"""Leaving in any state (PAIR-EXIT-01): queue, generations, consolidation, a dead oracle, orders."""

import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.model.pairing.core import DEAD
from steelyard.model.pairing.ordering import Kind
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.queue import ExitQueue
from steelyard.model.pairing.valuation import Side, Vault
from steelyard.model.rounding import WAD
from tests.model.pairing.support import FT, LP, LT, UNIT, World, parameters
from tests.model.pairing.test_market import refused


def test_a_queued_share_is_paid_at_the_next_market_re_split_without_a_counterparty() -> None:
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    epoch = world.pool.enqueue(LT, shares, sender="holder")
    with refused("poke: not due"):
        world.poke()
    with refused("claim: epoch still waits"):
        world.pool.claim(LT, epoch, "holder", sender="holder")
    world.quiet(100, minutes=60)
    assert world.poke() == 1
    paid = world.pool.claim(LT, epoch, "holder", sender="holder")
    assert paid / UNIT == pytest.approx(2, rel=0.01)
    with refused("claim: no request"):
        world.pool.claim(LT, epoch, "holder", sender="holder")
    assert world.asset.balance_of("pool") == world.pool.counted()


def test_queued_shares_bear_profit_and_loss() -> None:
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    world.pool.enqueue(LT, shares, sender="holder")
    world.quiet(105, minutes=60)
    world.poke()
    assert world.pool.claim(LT, 0, "holder", sender="holder") * 105 / 200 / UNIT == pytest.approx(1.15, rel=0.01)


def test_a_request_is_free_until_its_notice_is_over() -> None:
    world = World()
    shares = world.mint(LT, UNIT)
    epoch = world.pool.enqueue(LT, shares, sender="holder")
    world.clock.advance(899)
    assert world.pool.cancel(LT, epoch, sender="holder") == shares
    epoch = world.pool.enqueue(LT, shares, sender="holder")
    world.clock.advance(900)
    with refused("queue: notice is over"):
        world.pool.cancel(LT, epoch, sender="holder")
    with refused("queue: no request"):
        world.pool.cancel(LT, epoch, sender="saver")
    with refused("queue: zero shares"):
        world.pool.enqueue(LT, 0, sender="holder")


def test_lp_leaves_after_its_notice_less_the_exit_fee() -> None:
    world = World()
    world.deposit(10 * UNIT)
    shares = world.pool.tokens[LP].balance_of("provider")
    world.pool.enqueue(LP, shares, sender="provider")
    world.quiet(100, minutes=50)
    with refused("poke: not due"):
        world.poke()
    world.quiet(100, minutes=10)
    world.poke()
    assert world.pool.claim(LP, 0, "provider", sender="provider") / UNIT == pytest.approx(9.95, rel=1e-3)


def test_the_last_lp_leaves_without_a_fee() -> None:
    world = World()
    shares = world.pool.tokens[LP].balance_of("creator")
    world.pool.enqueue(LP, shares, sender="creator")
    world.quiet(100, minutes=70)
    world.poke()
    assert world.pool.claim(LP, 0, "creator", sender="creator") / UNIT == pytest.approx(29.7, rel=1e-6)
    assert world.pool.tokens[LP].supply == world.pool.tokens[LP].balance_of(DEAD)


def test_two_epochs_wait_at_most_and_an_emptied_one_steps_aside() -> None:
    queue = ExitQueue(HOUR)
    assert queue.join("holder", 5, 0) == 0
    assert queue.join("saver", 7, HOUR) == 1
    assert queue.join("provider", 1, 5 * HOUR) == 1
    assert queue.waiting() == 13
    assert queue.ripe(HOUR) == (0,)
    assert queue.ripe(6 * HOUR) == (0, 1)
    late = ExitQueue(HOUR)
    late.join("holder", 5, 0)
    assert late.join("saver", 5, HOUR // 2) == 0
    assert late.ripe(HOUR) == ()
    assert late.ripe(HOUR * 3 // 2) == (0,)
    other = ExitQueue(HOUR)
    other.join("attacker", 5, 0)
    other.join("saver", 7, HOUR)
    other.cancel("attacker", 0, HOUR - 1)
    assert other.join("attacker", 5, HOUR + 1) == 1
    assert other.ripe(2 * HOUR + 1) == (1,)
    assert other.is_due(2 * HOUR + 1)


def wiped() -> tuple[World, int]:
    """A 3x market whose leveraged side is worth nothing at the price in force."""
    world = World()
    shares = world.mint(LT, 2 * UNIT)
    world.pool.book = world.pool.book.with_vault(LT, Vault(leveraged=0), world.pool.book.underlying)
    return world, shares


def test_a_vault_below_a_dollar_ends_its_generation() -> None:
    world, shares = wiped()
    with refused("mint: vault below one dollar"):
        world.mint(LT, UNIT)
    world.pool.enqueue(LT, shares // 2, sender="holder")
    world.quiet(100, minutes=24 * 60)
    world.poke()
    token = world.pool.tokens[LT]
    assert (token.generation, token.supply) == (1, 0)
    assert world.pool.claim_closed(LT, 0, "holder", sender="holder") == 0
    assert world.pool.claim(LT, 0, "holder", sender="holder") == 0
    with refused("claim: no closed shares"):
        world.pool.claim_closed(LT, 0, "holder", sender="holder")
    with refused("mint: first below 20 dollars"):
        world.mint(LT, UNIT // 10)
    assert world.mint(LT, UNIT) / WAD == pytest.approx(90, rel=0.02)
    assert token.balance_of(DEAD) == 10 * WAD


def test_a_million_to_one() -> None:
    world = World()
    with refused("consolidate: not small enough"):
        world.pool.consolidate(LT, sender="keeper")
    world.mint(LT, UNIT)
    book, token = world.pool.book, world.pool.tokens[LT]
    token.ledger.mint("holder", 10**8 * token.supply)
    world.pool.consolidate(LT, sender="keeper")
    held = token.balance_of("holder")
    assert held == token.ledger.balance_of("holder") // 10**6
    assert world.pool.book == book
    token.transfer("saver", held // 2, sender="holder")
    assert token.balance_of("saver") == held // 2
    burnt, amount = world.redeem(LT, held // 2, "saver")
    assert burnt == held // 2
    assert amount / UNIT == pytest.approx(0.5 * 1.1, rel=0.02)
    minted = world.mint(LT, UNIT)
    assert world.pool.tokens[LT].ledger.balance_of("holder") % 10**6 == token.ledger.total_supply % 10**6
    assert minted > 0


def test_after_72_stale_hours_every_share_is_a_fixed_claim() -> None:
    world = World(parameters(fees=Fees(cut=10 * PERCENT)))
    world.mint(LT, 2 * UNIT)
    saved = world.mint(FT, 3 * UNIT, "saver")
    world.pool.enqueue(FT, saved // 2, sender="saver")
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
    with refused("queue: market deprecated"):
        world.pool.enqueue(LT, WAD, sender="holder")
    assert world.pool.claim_closed(LT, 0, "holder", sender="holder") / UNIT == pytest.approx(2, rel=0.02)
    parts = world.pool.claim(FT, 0, "saver", sender="saver"), world.pool.claim_closed(FT, 0, "saver", sender="saver")
    assert sum(parts) / UNIT == pytest.approx(3, rel=0.02)
    world.pool.claim_closed(LP, 0, "creator", sender="creator")
    world.pool.collect_fees()
    for side in Side:
        world.pool.claim_closed(side, 0, "nobody", sender=DEAD)
    assert world.asset.balance_of("pool") == world.pool.counted() <= 10


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
    pool = world.pool
    with refused("trade: commit first"):
        world.mint(LT, UNIT)
    until = world.clock.now + DAY
    order = pool.commit(Kind.MINT, LT, UNIT, 0, until, sender="holder")
    with refused("order: no update yet"):
        pool.execute(order)
    world.clock.advance(60)
    world.answer(101)
    shares = pool.execute(order)
    assert shares == pool.tokens[LT].balance_of("holder")
    with refused("order: unknown"):
        pool.execute(order)
    back = pool.commit(Kind.REDEEM, LT, shares, 0, until, sender="holder")
    late = pool.commit(Kind.MINT, LP, UNIT, 0, until, sender="provider")
    for price in (100.5, 101.5):
        world.clock.advance(60)
        world.answer(price)
    assert pool.execute(back) < UNIT
    assert pool.execute(late) > 0
    assert world.asset.balance_of("pool") == pool.counted()


def test_an_order_executed_late_gets_the_worse_of_the_first_update_and_now() -> None:
    minted = []
    for first in (100, 102):
        world = World(parameters(target=10, commits=True), amount=300 * UNIT)
        order = world.pool.commit(Kind.MINT, LT, UNIT, 0, world.clock.now + DAY, sender="holder")
        world.clock.advance(1)
        world.answer(first)
        world.quiet(100)
        minted.append(world.pool.execute(order))
    assert minted[1] < minted[0] * 90 // 100


def test_an_order_that_nobody_executes_is_given_back() -> None:
    world = World(parameters(target=10, commits=True), amount=300 * UNIT)
    pool, until = world.pool, world.clock.now + HOUR
    with refused("order: LP leaves by the queue"):
        pool.commit(Kind.REDEEM, LP, WAD, 0, until, sender="creator")
    with refused("order: nothing"):
        pool.commit(Kind.MINT, LT, 0, 0, until, sender="holder")
    with refused("order: too late"):
        pool.commit(Kind.MINT, LT, UNIT, 0, world.clock.now - 1, sender="holder")
    held = world.asset.balance_of("holder")
    order = pool.commit(Kind.MINT, LT, UNIT, 0, until, sender="holder")
    with refused("order: still open"):
        pool.refund(order)
    world.quiet(100, minutes=70)
    with refused("order: expired"):
        pool.execute(order)
    assert pool.refund(order) == UNIT
    assert world.asset.balance_of("holder") == held
