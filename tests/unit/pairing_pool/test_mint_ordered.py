# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.orders import UNIT, as_orders, event_of, ordered
from tests.unit.pairing_pool.world import FT, LP, LT, SIDES, PoolWorld


@pytest.fixture
def world(holder: str) -> PoolWorld:
    return ordered(holder)


def order(world: PoolWorld, side: int, holder: str, price: float = 0, min_out: int = 0) -> int:
    """One ether's worth, as the delayed orders; a price of 0 is none."""
    also = world.price(price) if price else 0
    before = world.share(side).balanceOf(holder)
    as_orders(world, "mint_ordered", side, UNIT, min_out, holder, also)
    return int(world.share(side).balanceOf(holder)) - int(before)


@pytest.mark.parametrize("side", SIDES)
def test_the_engine_decides_held_against_one_more_price(world: PoolWorld, holder: str, side: int) -> None:
    world.see(2_010, 1_990)
    seen = (world.price(2_010), world.price(1_990), world.price(2_030))
    expected = world.engine.mint(world.pool.accrued_position(), astuple(world.terms), seen, side, UNIT, world.states())
    purse = world.asset.balanceOf(world.delayed_orders.address)
    assert order(world, side, holder, 2_030) == expected.shares == world.share(side).balanceOf(holder)
    assert purse - world.asset.balanceOf(world.delayed_orders.address) == UNIT
    assert world.pool.position() == expected.position
    world.check()


def test_event(world: PoolWorld, holder: str) -> None:
    as_orders(world, "mint_ordered", FT, UNIT, 0, holder, 0)
    event = event_of(world, "Mint")
    shares = world.share(FT).balanceOf(holder)
    assert (event.side, event.sender, event.receiver) == (FT, world.delayed_orders.address, holder)
    assert (event.amount, event.shares) == (UNIT, shares)


def test_refuses_anybody_else(world: PoolWorld, live: PoolWorld, attacker: str) -> None:
    """And everybody where there is no delayed orders."""
    for market in (world, live):
        with reverts("trade: orders only"):
            market.pool.mint_ordered(LT, UNIT, 0, attacker, 0, sender=attacker)


def test_refuses_a_price_out_of_range(world: PoolWorld, holder: str) -> None:
    for price in (1_939.99, 2_061.9):
        with reverts("price: out of range"):
            order(world, LT, holder, price)
    order(world, LT, holder, 1_940)


def test_refuses_less_than_wanted(world: PoolWorld, holder: str) -> None:
    with reverts("mint: below minimum"):
        order(world, LP, holder, min_out=10**24)


def test_refuses_a_deprecated_market(world: PoolWorld, holder: str) -> None:
    world.deprecate(holder)
    with reverts("market: deprecated"):
        order(world, LT, holder)
