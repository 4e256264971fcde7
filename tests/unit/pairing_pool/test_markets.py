# SPDX-License-Identifier: Apache-2.0
"""Whole stories on the real feed: bears, decimals, tiny prices, commit and execute, a wick."""

import pytest
from boa import BoaError

from tests.support.engine import now, wait
from tests.support.reverts import reason_of, reverts
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import (
    DAY,
    FT,
    HOUR,
    LP,
    LT,
    SIDES,
    WAD,
    Fees,
    PoolWorld,
    live_terms,
    plain_terms,
)

MINUTE = 60


def story(world: FeedPoolWorld, holder: str, dollars: float, move: float, in_u: float) -> None:
    """A million dollars of liquidity, half of a tenth of it LT and FT; the price moves by `move`; everybody leaves."""
    world.fund(holder)
    for who in (holder, world.creator):
        world.asset.mint(who, int(1_000_000 * in_u))
    world.pool.open(int(1_000_000 * in_u), sender=world.creator)
    for side in (LT, FT):
        assert world.mint(side, int(50_000 * in_u), holder) / WAD == pytest.approx(50_000, rel=0.02)
    world.quiet(dollars * move)
    world.rebalance()
    world.check()
    change = (move - 1) * world.terms.target
    assert world.value(LT, dollars * move) == pytest.approx(50_000 * (1 + change), rel=0.03)
    assert world.value(FT, dollars * move) == pytest.approx(50_000, rel=0.02)
    for side in (LT, FT):
        world.enqueue(side, world.share(side).balanceOf(holder), holder)
    world.enqueue(LP, world.share(LP).balanceOf(world.creator), world.creator)
    world.quiet(dollars * move, 90)
    world.rebalance()
    for side in SIDES:
        who = world.creator if side == LP else holder
        assert world.share(side).claim(0, who, sender=who) > 0
        assert world.value(side, dollars * move) < 200
    world.check()


@pytest.mark.parametrize("decimals", [6, 8, 9, 18])
@pytest.mark.parametrize("move", [0.85, 1.15])
def test_any_decimals(holder: str, decimals: int, move: float) -> None:
    world = FeedPoolWorld(plain_terms(), decimals=decimals)
    story(world, holder, 2_000, move, 10**decimals / 2_000)


@pytest.mark.parametrize("move", [0.85, 1.2])
def test_a_price_of_a_billionth(holder: str, move: float) -> None:
    """A coin of 18 decimals priced in a quote of 18."""
    terms = plain_terms(2, dollar=WAD, max_underlying=2**120)
    story(FeedPoolWorld(terms, 1e-9, feed_decimals=18), holder, 1e-9, move, 10**27)


@pytest.mark.parametrize("target", [3, 4])
@pytest.mark.parametrize("move", [0.89, 1.12])
def test_a_bear_gains_when_the_coin_falls(holder: str, target: int, move: float) -> None:
    """U is the dollar token, and its price in coins the inverse of the feed's."""
    world = FeedPoolWorld(plain_terms(target, is_bear=True), decimals=6)
    in_u = 10**6
    world.fund(holder)
    world.pool.open(10**6 * in_u, sender=world.creator)
    shares = world.mint(LT, 50_000 * in_u, holder)
    world.quiet(2_000 * move)
    world.rebalance()
    worth = world.value(LT, 2_000 * move) * shares / world.share(LT).totalSupply()
    # in coins the vault moves by T times the inverse price; in dollars that is times the coin
    in_coins = 1 + target * (1 / move - 1)
    assert worth == pytest.approx(50_000 * in_coins * move, rel=0.01)
    assert (worth > 50_000) == (move < 1)
    world.enqueue(LT, shares, holder)
    world.quiet(2_000 * move, 90)
    world.rebalance()
    assert world.share(LT).claim(0, holder, sender=holder) / in_u == pytest.approx(worth, rel=0.01)
    world.check()


# ------------------------------------------------------------------ commit and execute


@pytest.fixture
def ten(holder: str, keeper: str) -> FeedPoolWorld:
    """A 10x on a feed, opened with 1,000 ether."""
    world = FeedPoolWorld(live_terms(10))
    world.fund(holder, keeper)
    world.open()
    return world


def test_an_order_is_priced_at_the_update_after_it(ten: FeedPoolWorld, holder: str, keeper: str) -> None:
    """Who knew the price beforehand paid the higher of the two."""
    number = ten.commit(True, LT, ten.unit, holder)
    with reverts("order: no update yet"):
        ten.delayed_orders.execute(number, sender=keeper)
    wait(MINUTE)
    ten.answer(2_040)
    shares = ten.delayed_orders.execute(number, sender=keeper)
    assert ten.share(LT).balanceOf(holder) == shares
    worth = shares * ten.value(LT, 2_040) / ten.share(LT).totalSupply()
    assert 0.9 * 2_040 < worth < 2_040
    ten.check()


def test_being_late_can_only_cost_the_owner(ten: FeedPoolWorld, holder: str, keeper: str) -> None:
    """The price was the higher one in between, and is held against them."""
    late, prompt = (ten.commit(True, LT, ten.unit, holder) for _ in range(2))
    wait(MINUTE)
    ten.answer(2_040)
    first = ten.delayed_orders.execute(prompt, sender=keeper)
    wait(MINUTE)
    ten.answer(2_000)
    assert ten.delayed_orders.execute(late, sender=keeper) < first * 1.25
    ten.check()


@pytest.mark.parametrize("side", [LT, FT])
def test_in_and_out_by_orders(ten: FeedPoolWorld, holder: str, keeper: str, side: int) -> None:
    number = ten.commit(True, side, 10 * ten.unit, holder)
    wait(MINUTE)
    ten.answer(2_000)
    shares = ten.delayed_orders.execute(number, sender=keeper)
    purse = ten.asset.balanceOf(holder)
    number = ten.commit(False, side, shares, holder)
    assert ten.share(side).balanceOf(ten.delayed_orders.address) == shares
    wait(MINUTE)
    ten.answer(2_000)
    amount = ten.delayed_orders.execute(number, sender=keeper)
    assert ten.asset.balanceOf(holder) - purse == amount
    assert 0.94 * 10 < amount / ten.unit < 10
    assert ten.share(side).balanceOf(ten.delayed_orders.address) == 0
    ten.check()


def test_liquidity_comes_by_orders_and_leaves_by_the_queue(ten: FeedPoolWorld, holder: str, keeper: str) -> None:
    number = ten.commit(True, LP, 10 * ten.unit, holder)
    wait(MINUTE)
    ten.answer(2_000)
    shares = ten.delayed_orders.execute(number, sender=keeper)
    with reverts("order: LP leaves by the queue"):
        ten.commit(False, LP, shares, holder)
    ten.enqueue(LP, shares, holder)
    ten.quiet(2_000, 60)
    ten.rebalance()
    assert 9.9 < ten.share(LP).claim(0, holder, sender=holder) / ten.unit < 10


def test_an_order_that_can_never_be_executed_goes_back(ten: FeedPoolWorld, holder: str, keeper: str) -> None:
    """After its deadline at the latest, with the feed dead; its owner gets all of it."""
    purse = ten.asset.balanceOf(holder)
    number = ten.commit(True, LT, ten.unit, holder, deadline=now() + HOUR)
    ten.feed.set_broken(True)
    wait(HOUR)
    with reverts("order: still open"):
        ten.delayed_orders.refund(number, sender=keeper)
    wait(1)
    assert ten.delayed_orders.refund(number, sender=keeper) == ten.unit
    assert ten.asset.balanceOf(holder) == purse


# ------------------------------------------------------------------ a wick


@pytest.fixture
def touched(holder: str) -> FeedPoolWorld:
    """A live 3x with holders on every side."""
    world = FeedPoolWorld(live_terms())
    world.fund(holder)
    world.open()
    for side in SIDES:
        world.mint(side, 100 * world.unit, holder)
    return world


def test_a_wick_that_the_mean_does_not_follow_moves_nothing(touched: FeedPoolWorld, holder: str) -> None:
    """-80% for half a minute: the mean stays in range, nobody trades or rebalances at it."""
    position = touched.pool.position()
    wait(MINUTE)
    touched.answer(400)
    for _ in range(3):
        wait(10)
        with reverts("rebalance: not due"):
            touched.rebalance()
        with reverts("price: out of range"):
            touched.mint(LT, touched.unit, holder)
    touched.answer(2_000)
    assert touched.pool.position() == position
    wait(MINUTE)
    with reverts("rebalance: not due"):
        touched.rebalance()


def test_a_wick_that_the_mean_follows_leaves_everybody_a_way_out(touched: FeedPoolWorld, holder: str) -> None:
    """-80% for twenty minutes and back, rebalanced whenever somebody may: states stay sound, and all leave."""
    for dollars in (1_900, 400, 400, 400, 900, 2_000, 2_000, 2_000, 2_000):
        touched.answer(dollars)
        rebalance_on(touched)
        wait(400)
        touched.answer(dollars)
        rebalance_on(touched)
        touched.check()
    touched.quiet(2_000)
    rebalance_on(touched)
    assert touched.pool.position().reference == touched.price(2_000)
    for side in SIDES:
        if shares := touched.share(side).balanceOf(holder):
            touched.enqueue(side, shares, holder)
    touched.quiet(2_000, 120)
    touched.rebalance()
    for side in SIDES:
        assert touched.share(side).claim(0, holder, sender=holder) > 0
    touched.check()


def rebalance_on(world: PoolWorld) -> None:
    """While it is due and allowed."""
    try:
        while world.rebalance()[1]:
            world.check()
    except BoaError as error:
        assert reason_of(error) in ("rebalance: not due", "rebalance: spot far from twap")


def test_the_management_fee_runs_only_while_the_feed_is_fresh(holder: str) -> None:
    """2% a year on 1,000 ether for a day and the hour and six minutes for which the last answer is good; after that
    it runs again from the price at which somebody looks."""
    world = FeedPoolWorld(plain_terms(fees=Fees(0, 0, 0, management=WAD // 50)))
    world.fund(holder)
    world.open()
    world.quiet(2_000, 24 * 60)
    wait(10 * DAY)
    world.pool.report_stale()
    owed = world.pool.fees_owed()[0]
    assert owed / world.unit == pytest.approx(20 * (DAY + 3_960) / (365 * DAY), rel=1e-3)
    for expected in (0, 20 * HOUR / (365 * DAY)):
        world.quiet(2_000, 60)
        world.mint(LT, world.unit, holder)
        assert (world.pool.fees_owed()[0] - owed) / world.unit == pytest.approx(expected, rel=2e-2)
