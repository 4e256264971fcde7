# SPDX-License-Identifier: Apache-2.0
"""An order has one outcome, whoever carries it out and when; and it has one."""

from contextlib import suppress

import pytest

from steelyard.model.clock import HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.valuation import Side
from studies.stale_trader.environment import TRADER, Environment
from studies.stale_trader.library import bundled
from studies.stale_trader.markets import Market, Pricing, majors
from studies.stale_trader.price_path import DOLLAR, PricePath, with_simulated_feed
from studies.stale_trader.search import opened
from tests.regression.audit.known import attempt, known_issue
from tests.support.contracts import deploy
from tests.support.engine import now, wait
from tests.support.pairing import FT, LT, live_terms
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import WAD

COIN = 10**18
FIVE_MINUTES = 300
BOUNTY = Fees(max_reward=10**15)
FALL = [1_780, 1_700, 1_620, 1_560, 1_540, 1_540, 1_540]
LIFE = 60  # seconds for which the trader's orders are good
TRADED_HOURS = 6


def with_leverage(who: str, keeper: str) -> FeedPoolWorld:
    """A 3x market that trades by orders, in which `who` holds LT for 5 U."""
    world = FeedPoolWorld(live_terms(3, commits=True, fees=BOUNTY), 2_000)
    world.fund(who, keeper)
    world.open(1_000)
    number = world.commit(True, LT, 5 * COIN, who)
    wait(LIFE)
    world.answer(2_000)
    world.delayed_orders.execute(number)
    world.quiet(2_000)
    return world


@known_issue(73)
def test_an_order_whose_price_has_left_the_range_ends(holder: str, keeper: str) -> None:
    """A redeem given as a fall begins: by the time that keepers come, rebalances have moved the range past its price.
    It is executed or given back; it does not wait for days."""
    world = with_leverage(holder, keeper)
    number = world.commit(False, LT, world.share(LT).balanceOf(holder), holder)
    for dollars in FALL:
        wait(FIVE_MINUTES)
        world.answer(dollars)
        attempt(world.rebalance)
        attempt(world.delayed_orders.execute, number)
    for _ in range(3):
        world.quiet(FALL[-1], 30)
        attempt(world.rebalance)
    if attempt(world.delayed_orders.execute, number) is None:
        attempt(world.delayed_orders.refund, number)
    assert world.delayed_orders.order(number).owner != holder, "the shares are locked in the delayed orders"


@known_issue(73)
def test_an_order_ends_with_its_aggregator(holder: str, keeper: str) -> None:
    """The feed's aggregator is replaced before the order has its round: it is given back."""
    world = with_leverage(holder, keeper)
    number = world.commit(False, LT, world.share(LT).balanceOf(holder), holder)
    world.feed.begin_phase(world.scaled(2_000), now())
    world.quiet(2_000, 60)
    if attempt(world.delayed_orders.execute, number) is None:
        attempt(world.delayed_orders.refund, number)
    assert world.delayed_orders.order(number).owner != holder, "the shares are locked in the delayed orders"


@known_issue(73)
def test_the_lens_tells_an_order_that_is_stuck(holder: str, keeper: str) -> None:
    """An order is ready, or refundable, or waits for a price: what is ready can be executed."""
    world = with_leverage(holder, keeper)
    world.commit(False, LT, world.share(LT).balanceOf(holder), holder)
    for dollars in FALL:
        wait(FIVE_MINUTES)
        world.answer(dollars)
        attempt(world.rebalance)
    world.quiet(FALL[-1], 60)
    attempt(world.rebalance)
    (order,) = deploy("PairingLens").orders(world.address, holder, 0, 32)
    done = attempt(world.delayed_orders.execute, order.number)
    assert order.is_refundable or not order.is_ready or done is not None, "called ready, and refused"


@known_issue(74)
def test_a_short_deadline_is_no_option(holder: str, keeper: str) -> None:
    """Two opposite orders, good for the second in which the round lands. Whoever gave them executes the one that pays
    in the block of the round; a keeper of the next block must still be able to execute the other."""
    world = FeedPoolWorld(live_terms(3, commits=True, fees=BOUNTY), 2_000)
    world.fund(holder)
    world.open(1_000)
    number, other = (world.commit(True, side, 10 * COIN, holder, deadline=now() + LIFE) for side in (LT, FT))
    wait(LIFE)
    world.answer(2_000)
    assert attempt(world.delayed_orders.execute, number, sender=holder) is not None, (
        "the order that pays was to be executed"
    )
    wait(12)
    assert attempt(world.delayed_orders.execute, other, sender=keeper) is not None, (
        "the order that costs lapsed free of charge"
    )


@known_issue(74)
def test_an_order_that_can_never_be_executed_is_refused(holder: str) -> None:
    """Its deadline is now, and the first round that it may get comes a minute later."""
    world = FeedPoolWorld(live_terms(3, commits=True, fees=BOUNTY), 2_000)
    world.fund(holder)
    world.open(1_000)
    number = attempt(world.commit, True, LT, 10 * COIN, holder, deadline=now())
    assert number is None, "a free order that lapses at once"


@known_issue(74)
def test_orders_that_lapse_gain_nothing() -> None:
    """On the model: an order for LT and one for FT in every bar of a crash, good until the next one, executed where
    the round is off in the trader's favour. Keepers are one bar late."""
    minutes = bundled()
    crash = int(abs(minutes.true[HOUR // 60 :] / minutes.true[: -HOUR // 60] - 1).argmax())
    first, last = max(crash - 5 * 60, 0), crash + (TRADED_HOURS - 2) * 60
    times, closes = minutes.times[first:last], minutes.true[first:last] / DOLLAR
    price_path = with_simulated_feed("a crash", "bundled minutes", times, closes, 0.005, lag=1)
    market = next(market for market in majors() if market.pricing is Pricing.COMMIT and market.name == "3x")
    trades, profit = _lapse(market, price_path)
    assert trades > 0, "no order was executed: nothing was played"
    assert profit <= 0, f"{trades} trades gained {profit:.3%} of the market; all others lapsed free of charge"


def _lapse(market: Market, price_path: PricePath) -> tuple[int, float]:
    """Trades and profit, as a part of the market, of a trader who lets every order lapse that would not pay."""
    environment = opened(market, price_path, 0, len(price_path.times) - 1)
    assert environment is not None
    landed, given, trades, profit = set(price_path.round_times), dict[int, dict[Side, tuple[int, int]]](), 0, 0.0
    whole = environment.pool.position.underlying * environment.price
    while not environment.ends():
        due = given.pop(environment.now - LIFE, {})
        for side, (number, amount) in due.items():
            if environment.now in landed and environment.gap(side) > market.leg_cost:
                gain = _gain(environment, side, number, amount)
                trades, profit = trades + (gain != 0), profit + gain / whole
        environment.standing = {
            side: number for side, (number, _) in due.items() if number in environment.delayed_orders.orders
        }
        environment.keep()
        for number in [
            number for number, order in environment.delayed_orders.orders.items() if environment.now > order.deadline
        ]:
            if environment.delayed_orders.orders[number].owner == TRADER:
                environment.delayed_orders.refund(number)
        given[environment.now] = {}
        for side in (Side.LEVERAGED, Side.FUNDING):
            with suppress(Reverted):
                amount = environment.room(side) // 8
                deadline = environment.now + LIFE
                number = environment.delayed_orders.commit(True, side, amount, 0, deadline, TRADER, sender=TRADER)
                given[environment.now][side] = (number, amount)
        environment.advance()
    return trades, profit


def _gain(environment: Environment, side: Side, number: int, amount: int) -> float:
    """What an executed order is worth more than it cost, quote units scaled by 1e36; 0 for one that is refused."""
    token = environment.pool.tokens[side]
    before = token.balance_of(TRADER)
    try:
        environment.delayed_orders.execute(number, sender=TRADER)
    except Reverted:
        return 0.0
    got = token.balance_of(TRADER) - before
    worth = environment.fair(side, environment.price) * got // token.total_supply() - amount * environment.price
    with suppress(Reverted):
        token.enqueue(got, sender=TRADER)
    return float(worth)


@known_issue(75)
@pytest.mark.parametrize("days", [3])
def test_a_unit_in_the_queue_evades_no_fee(holder: str, keeper: str, days: int) -> None:
    """One raw unit queued before each period ends makes the rebalance one of the queue, which pays no rebalance fee:
    the fee of as many periods is owed all the same."""
    fees = Fees(rebalance=PERCENT // 50, reward=WAD // 2, max_reward=10**16)
    world = FeedPoolWorld(live_terms(3, commits=False, fees=fees), 2_000)
    world.fund(holder)
    world.open(1_000)
    world.mint(LT, COIN, holder)
    owed = world.pool.fees_owed()[0]
    for _ in range(days):
        for step in range(138):
            wait(600)
            world.answer(2_000)
            if step == 130:
                world.share(LT).enqueue(1, sender=holder)
        attempt(world.rebalance, holder)
    assert world.pool.fees_owed()[0] > owed, "no rebalance fee was ever taken"
