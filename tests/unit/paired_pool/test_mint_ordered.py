# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.refusal import refuses
from tests.unit.paired_pool.orders import UNIT, as_desk, event_of, ordered
from tests.unit.paired_pool.world import FT, LP, LT, SIDES, PoolWorld


@pytest.fixture
def world(holder: str) -> PoolWorld:
    return ordered(holder)


def order(world: PoolWorld, side: int, holder: str, price: float = 0, least: int = 0) -> int:
    """One ether's worth, as the desk; a price of 0 is none."""
    also = world.price(price) if price else 0
    before = world.share(side).balanceOf(holder)
    as_desk(world, "mint_ordered", side, UNIT, least, holder, also)
    return int(world.share(side).balanceOf(holder)) - int(before)


@pytest.mark.parametrize("side", SIDES)
def test_the_engine_decides_held_against_one_more_price(world: PoolWorld, holder: str, side: int) -> None:
    world.see(2_010, 1_990)
    seen = (world.price(2_010), world.price(1_990), world.price(2_030))
    expected = world.engine.mint(world.pool.accrued_book(), astuple(world.terms), seen, side, UNIT, world.states())
    purse = world.asset.balanceOf(world.desk.address)
    assert order(world, side, holder, 2_030) == expected.shares == world.share(side).balanceOf(holder)
    assert purse - world.asset.balanceOf(world.desk.address) == UNIT
    assert world.pool.book() == expected.book
    world.check()


def test_event(world: PoolWorld, holder: str) -> None:
    as_desk(world, "mint_ordered", FT, UNIT, 0, holder, 0)
    event = event_of(world, "Mint")
    shares = world.share(FT).balanceOf(holder)
    assert (event.side, event.sender, event.receiver) == (FT, world.desk.address, holder)
    assert (event.amount, event.shares) == (UNIT, shares)


def test_refuses_anybody_else(world: PoolWorld, live: PoolWorld, attacker: str) -> None:
    """And everybody where there is no desk."""
    for market in (world, live):
        with refuses("trade: desk only"):
            market.pool.mint_ordered(LT, UNIT, 0, attacker, 0, sender=attacker)


def test_refuses_a_price_out_of_range(world: PoolWorld, holder: str) -> None:
    for price in (1_939.99, 2_061.9):
        with refuses("price: out of range"):
            order(world, LT, holder, price)
    order(world, LT, holder, 1_940)


def test_refuses_less_than_wanted(world: PoolWorld, holder: str) -> None:
    with refuses("mint: below minimum"):
        order(world, LP, holder, least=10**24)


def test_refuses_a_deprecated_market(world: PoolWorld, holder: str) -> None:
    world.deprecate(holder)
    with refuses("market: deprecated"):
        order(world, LT, holder)
