# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple
from typing import Any

import pytest

from tests.support.engine import now
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import (
    DAY,
    FT,
    HOUR,
    LP,
    LT,
    PERCENT,
    SIDES,
    WAD,
    Fees,
    PoolWorld,
    live_terms,
    plain_terms,
)

UNIT = 10**18
MAX_STEPS = 64


def charging(**changes: Any) -> Fees:
    """0.1% of the market per paid rebalance, half of it the keeper's."""
    given: dict[str, Any] = {"swap": 0, "imbalance": 0, "liquidity_exit": 0, "rebalance": PERCENT // 10}
    return Fees(**(given | {"reward": WAD // 2, "max_reward": 10**30} | changes))


# ------------------------------------------------------------------ when


@pytest.mark.parametrize(("inside", "outside"), [(1_800, 1_799.99), (2_200, 2_200.01)])
def test_when_the_mean_has_left_the_range(plain: PoolWorld, inside: float, outside: float) -> None:
    """The bounds belong to it; where spot is says nothing."""
    plain.see(inside)
    with reverts("rebalance: not due"):
        plain.rebalance()
    plain.see(outside, 2_000)
    with reverts("rebalance: not due"):
        plain.rebalance()
    plain.see(outside)
    assert plain.rebalance() == (1, False, 0)
    assert plain.pool.position().reference == plain.price(outside)


def test_when_the_period_is_over(plain: PoolWorld) -> None:
    plain.later(DAY - 1, 2_100)
    with reverts("rebalance: not due"):
        plain.rebalance()
    plain.later(1, 2_100)
    assert plain.rebalance() == (1, False, 0)
    assert plain.pool.position().reference == plain.price(2_100)
    assert plain.pool.clocks().last_rebalance == now()
    with reverts("rebalance: not due"):
        plain.rebalance()


@pytest.mark.parametrize("side", SIDES)
def test_an_hour_after_a_queue_began(plain: PoolWorld, holder: str, side: int) -> None:
    plain.mint(side, UNIT, holder)
    plain.enqueue(side, WAD, holder)
    plain.later(HOUR - 1, 2_000)
    with reverts("rebalance: not due"):
        plain.rebalance()
    plain.later(1, 2_000)
    assert plain.rebalance() == (1, False, 0)


@pytest.mark.parametrize(("agreeing", "far"), [(2_050, 2_050.01), (1_950, 1_949.99)])
def test_at_the_market_spot_is_near_the_mean(plain: PoolWorld, agreeing: float, far: float) -> None:
    """A quarter of the range, 2.5%."""
    plain.wait(DAY)
    plain.see(far, 2_000)
    with reverts("rebalance: spot far from twap"):
        plain.rebalance()
    plain.see(agreeing, 2_000)
    assert plain.rebalance()[0] == 1


@pytest.mark.parametrize(("mean", "spot"), [(1_750, 1_620), (2_250, 2_420)])
def test_waits_while_spot_is_within_a_further_range(plain: PoolWorld, mean: float, spot: float) -> None:
    """Beyond it the step is at the bound, and the next one waits."""
    plain.see(spot, mean)
    with reverts("rebalance: spot far from twap"):
        plain.rebalance()
    beyond = spot * (0.9999 if spot < 2_000 else 1.0001)
    plain.see(beyond, mean)
    assert plain.rebalance()[0] == 1
    assert plain.pool.position().reference == plain.price(1_800 if spot < 2_000 else 2_200)


# ------------------------------------------------------------------ what it does


@pytest.mark.parametrize("dollars", [1_750, 2_250])
def test_moves_no_value_at_its_own_price(held: PoolWorld, dollars: float) -> None:
    """PAIR-SPLIT-01: and brings LT back to its leverage."""
    held.later(600, dollars)
    price, terms = held.price(dollars), astuple(held.terms)
    before = [held.engine.value_of(held.pool.accrued_position(), terms, side, price) for side in SIDES]
    held.rebalance()
    after = [held.engine.value_of(held.pool.position(), terms, side, price) for side in SIDES]
    for old, new in zip(before, after, strict=True):
        assert abs(old - new) <= 6 * price
    assert held.leverage(LT, dollars) == pytest.approx(3)
    assert held.leverage(FT, dollars) == 0
    held.check()


def test_the_engine_decides(held: PoolWorld, holder: str, keeper: str) -> None:
    held.enqueue(LT, held.share(LT).balanceOf(holder) // 2, holder)
    held.later(HOUR, 1_500)
    expected = held.engine.rebalance(
        held.pool.accrued_position(), astuple(held.terms), held.price(1_500), held.price(1_500), False, held.states(), 0
    )
    assert held.rebalance(keeper) == (len(expected.steps), False, 0)
    steps, state = held.events("Step"), held.event("State")
    assert [tuple(step.moved) for step in steps] == [tuple(step) for step in expected.steps]
    assert held.pool.position() == expected.position
    assert state.underlying == expected.position.underlying
    held.check()


def test_a_step_at_the_bound_tells_what_it_moved_at_the_market(plain: PoolWorld, holder: str) -> None:
    """LT keep more than at the market, liquidity pays it; to a quote unit each."""
    plain.mint(LT, 100 * UNIT, holder)
    plain.see(1_300)
    plain.rebalance()
    at_the_bound, *_, last = [event.moved for event in plain.events("Step")]
    assert at_the_bound.price == plain.price(1_800)
    assert at_the_bound.leveraged > 0 > at_the_bound.liquidity
    assert abs(at_the_bound.leveraged + at_the_bound.funding + at_the_bound.liquidity) <= 2
    assert last.price == plain.price(1_300)
    assert max(abs(last.leveraged), abs(last.funding), abs(last.liquidity)) <= 1


def test_pays_the_queue_before_any_swap(held: PoolWorld, holder: str, keeper: str) -> None:
    share, purse = held.share(LT), held.asset.balanceOf(keeper)
    nav = held.value(LT, 2_000) / share.totalSupply()
    shares = share.balanceOf(holder)
    epoch = held.enqueue(LT, shares, holder)
    held.later(HOUR, 2_000)
    held.rebalance(keeper)
    paid = held.event("Settle")
    assert (paid.side, paid.share, paid.epochs, paid.closed, paid.left) == (LT, share.address, 1, False, 0)
    assert paid.paid == share.counted() == held.asset.balanceOf(share.address)
    assert paid.paid * 2_000 / UNIT == pytest.approx(shares * nav, rel=1e-4)
    assert held.asset.balanceOf(keeper) == purse
    assert share.claim(epoch, holder, sender=holder) == paid.paid
    held.check()


def test_a_step_at_a_bound_pays_no_queue(plain: PoolWorld, holder: str) -> None:
    """Not even one that is ready: its price is not the market's."""
    plain.mint(LT, 100 * UNIT, holder)
    plain.enqueue(LT, WAD, holder)
    plain.wait(HOUR)
    plain.see(1_500, 1_790)
    assert plain.rebalance() == (1, False, 0)
    assert plain.pool.position().reference == plain.price(1_800)
    assert plain.states()[LT].epochs[0] == WAD
    assert plain.events("Settle") == []


def test_a_gap_of_any_size_is_handled_in_bounded_calls(held: PoolWorld, holder: str) -> None:
    """PAIR-STEP-01: 64 steps a call; in between only rebalance, queue and claim are open."""
    held.later(901, 1)
    calls = 0
    while held.rebalance()[1]:
        calls += 1
        for side in (LT, FT):
            with reverts("price: out of range"):
                held.mint(side, UNIT, holder)
            with reverts("price: out of range"):
                held.redeem(side, 1, holder)
        with reverts("price: out of range"):
            held.mint(LP, UNIT, holder)
        epoch = held.enqueue(FT, 1, holder)
        held.share(FT).cancel(epoch, sender=holder)
        held.check()
    assert calls == 1
    assert held.pool.position().reference == held.price(1)
    assert held.mint(LP, 100 * UNIT, holder) > 0


def test_a_backlog_is_only_rebalanced_on(held: PoolWorld) -> None:
    """The call says so, and the clock was set: not even the period hurries it."""
    held.later(901, 1)
    steps, backlog, _ = held.rebalance()
    assert (steps, backlog) == (MAX_STEPS, True)
    assert held.pool.clocks().last_rebalance == now()
    assert held.pool.position().reference > held.price(1)
    steps, backlog, _ = held.rebalance()
    assert steps > 0 and not backlog


# ------------------------------------------------------------------ fee and reward


@pytest.mark.parametrize(("maximum", "reward"), [(10**30, UNIT // 2), (7, 7), (0, 0)])
def test_the_keeper_gets_a_part_of_the_fee_up_to_a_most(keeper: str, maximum: int, reward: int) -> None:
    world = PoolWorld(plain_terms(fees=charging(max_reward=maximum))).open()
    world.later(DAY, 2_000)
    assert world.rebalance(keeper) == (1, False, reward)
    assert world.asset.balanceOf(keeper) == reward
    assert tuple(world.pool.fees_owed()) == (UNIT - reward, 0)
    assert world.pool.position().underlying == 999 * UNIT
    world.check()


def test_event(keeper: str) -> None:
    world = PoolWorld(plain_terms(fees=charging())).open()
    world.later(DAY, 2_100)
    world.rebalance(keeper)
    event = world.event("Rebalance")
    assert (event.keeper, event.steps, event.backlog) == (keeper, 1, False)
    assert (event.price, event.fee, event.reward) == (world.price(2_100), UNIT, UNIT // 2)


def test_a_rebalance_for_a_queue_alone_is_free(keeper: str) -> None:
    world = PoolWorld(plain_terms(fees=charging())).open()
    world.enqueue(LP, 1, world.creator)
    world.later(HOUR, 2_000)
    assert world.rebalance(keeper) == (1, False, 0)
    assert tuple(world.pool.fees_owed()) == (0, 0)


def test_the_liquidity_exit_fee_stays_with_those_who_stay(depositor: str) -> None:
    world = PoolWorld(plain_terms(fees=Fees(swap=0, imbalance=0)))
    world.fund(depositor)
    world.open()
    shares = world.mint(LP, 100 * UNIT, depositor)
    epoch = world.enqueue(LP, shares, depositor)
    world.later(HOUR, 2_000)
    world.rebalance()
    assert world.share(LP).claim(epoch, depositor, sender=depositor) == pytest.approx(99.5 * UNIT, rel=1e-9)


# ------------------------------------------------------------------ ends of generations


def test_a_vault_worth_less_than_a_dollar_ends_its_generation(plain: PoolWorld, holder: str) -> None:
    """Old shares keep a claim on what was left, new ones start anew; the other sides go on."""
    plain.mint(LT, UNIT // 1_000, holder)
    old = plain.share(LT)
    plain.later(901, 400)
    plain.rebalance()
    settled = plain.event("Settle")
    assert (settled.side, settled.epochs, settled.closed, settled.paid) == (LT, 0, True, 0)
    assert old.closed()[0] and old.closed()[2] == settled.left == plain.asset.balanceOf(old.address)
    assert plain.pool.position().leveraged.leveraged == 0
    assert not any(plain.share(side).closed()[0] for side in (FT, LP))
    assert old.claim_closed(holder, sender=holder) > 0
    plain.check()


def test_the_end_of_liquidity_pays_the_fee_recipients_shares_too(holder: str) -> None:
    """They become U that it may collect."""
    world = PoolWorld(plain_terms(fees=Fees(imbalance=0, liquidity_exit=0, cut=WAD // 2)))
    world.fund(holder)
    world.open()
    for side, amount in ((FT, 100), (LT, 40)):
        world.mint(side, amount * UNIT, holder)
    world.enqueue(LP, world.share(LP).balanceOf(world.creator), world.creator)
    world.later(DAY, 2_000)
    world.rebalance()
    assert world.pool.fees_owed()[1] > 0
    world.later(DAY, 100)
    while world.rebalance()[1]:
        pass
    assert world.share(LP).closed()[0]
    assert world.pool.fees_owed()[1] == world.share(LP).balanceOf(world.address) == 0
    assert world.pool.fees_owed()[0] > 0
    world.check()


# ------------------------------------------------------------------ refused


def test_refuses_before_the_opening(unopened: PoolWorld) -> None:
    with reverts("market: not open"):
        unopened.rebalance()


def test_refuses_a_deprecated_market(live: PoolWorld, keeper: str) -> None:
    live.deprecate(keeper)
    with reverts("market: deprecated"):
        live.rebalance()


def test_refuses_without_a_price(live: PoolWorld) -> None:
    live.wait(DAY)
    with reverts("oracle: stale"):
        live.rebalance()
    live.source.put(live.price(2_000), 0)
    with reverts("twap: history too short"):
        live.rebalance()
    live.kill_source()
    with reverts("source: broken"):
        live.rebalance()


def test_anybody_may_where_orders_trade(attacker: str) -> None:
    world = PoolWorld(live_terms(10)).open()
    world.later(DAY, 2_000)
    assert world.rebalance(attacker)[0] == 1
