# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import LP, LT, SIDES, PoolWorld, plain_terms

UNIT = 10**18
MILLION = 10**6


@pytest.fixture
def fallen(holder: str) -> tuple[PoolWorld, float]:
    """LT of $40,000,000 that rebalance after rebalance came to less than a millionth of that; and the price now."""
    world, dollars = PoolWorld(plain_terms()), 2_000.0
    world.fund(holder)
    world.open(100_000)
    world.mint(LT, 20_000 * UNIT, holder)
    while world.value(LT, dollars) * MILLION >= world.share(LT).totalSupply() / UNIT:
        with reverts("consolidate: not small enough"):
            world.pool.consolidate(LT)
        dollars *= 0.89
        world.later(901, dollars)
        world.rebalance()
    assert not world.share(LT).closed()[0]
    return world, dollars


def test_a_million_shares_become_one(fallen: tuple[PoolWorld, float], holder: str, keeper: str) -> None:
    world, _ = fallen
    share, position = world.share(LT), world.pool.accrued_position()
    shown, raw = share.balanceOf(holder), share.raw_balance(holder)
    world.pool.consolidate(LT, sender=keeper)
    event = world.event("Consolidate")
    assert (event.side, event.share) == (LT, share.address)
    assert (share.index(), share.balanceOf(holder), share.raw_balance(holder)) == (MILLION, shown // MILLION, raw)
    assert world.pool.position() == position
    world.check()


def test_trades_go_on(fallen: tuple[PoolWorld, float], holder: str) -> None:
    """Shares come in whole ones as shown, and are worth what they were a million of."""
    world, dollars = fallen
    world.pool.consolidate(LT)
    shares = world.mint(LT, UNIT, holder)
    assert shares * world.value(LT, dollars) / world.share(LT).totalSupply() == pytest.approx(dollars, rel=1e-6)
    assert world.redeem(LT, shares, holder)[1] == pytest.approx(UNIT, rel=1e-6)
    assert not world.engine.is_small(
        world.pool.position(), astuple(world.terms), LT, world.price(dollars), world.states()[LT]
    )
    with reverts("consolidate: not small enough"):
        world.pool.consolidate(LT)


@pytest.mark.parametrize("side", SIDES)
def test_refuses_what_is_worth_enough(live: PoolWorld, side: int) -> None:
    with reverts("consolidate: not small enough"):
        live.pool.consolidate(side)


def test_refuses_an_ended_generation(plain: PoolWorld) -> None:
    plain.later(901, 400)
    plain.rebalance()
    with reverts("consolidate: no shares"):
        plain.pool.consolidate(LT)


@pytest.mark.parametrize("side", [LP + 1, 2**256 - 1])
def test_refuses_another_side(live: PoolWorld, side: int) -> None:
    with reverts("consolidate: no such side"):
        live.pool.consolidate(side)


def test_refuses_before_the_opening(unopened: PoolWorld) -> None:
    with reverts("market: not open"):
        unopened.pool.consolidate(LT)


def test_refuses_a_deprecated_market(live: PoolWorld, keeper: str) -> None:
    live.deprecate(keeper)
    with reverts("market: deprecated"):
        live.pool.consolidate(LT)


def test_refuses_without_a_price(live: PoolWorld) -> None:
    live.kill_source()
    with reverts("source: broken"):
        live.pool.consolidate(LT)
