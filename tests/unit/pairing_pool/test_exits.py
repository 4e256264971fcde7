# SPDX-License-Identifier: Apache-2.0
"""PAIR-EXIT-01: what needs no price is open in every state, and the queue pays within one due rebalance."""

from collections.abc import Callable

import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import DAY, FT, HOUR, LP, LT, SIDES, WAD, Fees, PoolWorld, plain_terms

UNIT = 10**18


def out_of_range(world: PoolWorld) -> None:
    world.see(1_000, 1_990)


def with_a_backlog(world: PoolWorld) -> None:
    world.see(1)
    assert world.rebalance()[1]


def stale(world: PoolWorld) -> None:
    world.wait(DAY)


def without_a_mean(world: PoolWorld) -> None:
    world.source.put(world.price(2_000), 0)


def dead(world: PoolWorld) -> None:
    world.kill_source()
    world.pool.report_stale()


STATES = [out_of_range, with_a_backlog, stale, without_a_mean, dead]
in_every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


@in_every_state
@pytest.mark.parametrize("side", SIDES)
def test_queue_and_cancel_are_open(held: PoolWorld, holder: str, side: int, state: Callable[[PoolWorld], None]) -> None:
    held.mint(LP, UNIT, holder)
    state(held)
    shares = held.share(side).balanceOf(holder)
    epoch = held.enqueue(side, shares, holder)
    assert held.share(side).cancel(epoch, sender=holder) == shares


@in_every_state
def test_a_claim_is_open(held: PoolWorld, holder: str, state: Callable[[PoolWorld], None]) -> None:
    epoch = held.enqueue(LT, WAD, holder)
    held.later(HOUR, 2_000)
    held.rebalance()
    state(held)
    assert held.share(LT).claim(epoch, holder, sender=holder) > 0


@in_every_state
def test_a_claim_of_an_ended_generation_is_open(
    plain: PoolWorld, holder: str, state: Callable[[PoolWorld], None]
) -> None:
    plain.mint(LT, UNIT // 1_000, holder)
    old = plain.share(LT)
    plain.later(901, 400)
    plain.rebalance()
    plain.later(901, 2_000)
    while plain.rebalance()[1]:
        pass
    plain.mint(LT, UNIT, holder)
    state(plain)
    assert old.claim_closed(holder, sender=holder) > 0


@in_every_state
def test_a_dead_source_ends_every_one_of_them(held: PoolWorld, holder: str, state: Callable[[PoolWorld], None]) -> None:
    """By deprecation; the queue is settled with it."""
    state(held)
    epoch = held.enqueue(FT, WAD, holder)
    held.kill_source()
    if not held.pool.clocks().stale_since:
        held.pool.report_stale()
    held.wait(72 * HOUR)
    held.pool.deprecate()
    assert held.share(FT).claim(epoch, holder, sender=holder) > 0
    for side, who in ((LT, holder), (FT, holder), (LP, held.creator)):
        held.share(side).claim_closed(who, sender=who)
        assert held.share(side).raw_balance(who) == 0
    assert held.pool.position().underlying == 0


@pytest.mark.parametrize("side", SIDES)
def test_nothing_stands_in_the_way_of_the_queue(rich: tuple[str, ...], side: int) -> None:
    """No cap, no fee recipient, no inventory: one due rebalance after the notice pays all of it."""
    world = PoolWorld(plain_terms(fees=Fees(cut=WAD // 2)))
    world.fund(*rich)
    world.open()
    for number, who in enumerate(rich[:3]):
        world.mint(number, 100 * UNIT, who)
    who = rich[side]
    epoch = world.enqueue(side, world.share(side).balanceOf(who), who)
    world.later(HOUR, 1_700)
    worth = world.value(side, 1_700) * world.share(side).raw_balance(world.share(side).address)
    worth /= world.share(side).raw_supply()
    world.rebalance()
    paid = world.share(side).claim(epoch, who, sender=who) * 1_700 / UNIT
    assert paid == pytest.approx(worth * (0.995 if side == LP else 1), rel=1e-3)
    world.check()


def test_the_last_liquidity_leaves_without_a_fee(plain: PoolWorld) -> None:
    """Only the seed would gain it; LT and FT still leave by the queue, with liquidity empty."""
    creator = plain.creator
    for side in (FT, LT):
        plain.mint(side, 50 * UNIT, creator)
    epoch = plain.enqueue(LP, plain.share(LP).balanceOf(creator), creator)
    plain.later(DAY, 2_000)
    plain.rebalance()
    assert plain.share(LP).claim(epoch, creator, sender=creator) > 999 * UNIT
    assert plain.value(LP, 2_000) < 11
    for side in (FT, LT):
        plain.enqueue(side, plain.share(side).balanceOf(creator), creator)
    plain.later(DAY, 2_000)
    plain.rebalance()
    for side in (FT, LT):
        assert plain.share(side).claim(0, creator, sender=creator) * 2_000 / UNIT == pytest.approx(100_000, rel=0.01)
    assert sum(plain.values(2_000)) < 50
    plain.check()


def test_nobody_trades_meanwhile(held: PoolWorld, holder: str) -> None:
    """PAIR-STEP-01."""
    with_a_backlog(held)
    for side in (LT, FT):
        with reverts("price: out of range"):
            held.mint(side, UNIT, holder)
        with reverts("price: out of range"):
            held.redeem(side, 1, holder)
    with reverts("price: out of range"):
        held.mint(LP, UNIT, holder)
