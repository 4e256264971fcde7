# SPDX-License-Identifier: Apache-2.0
from dataclasses import astuple

import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.orders import UNIT, as_orders, event_of, ordered
from tests.unit.pairing_pool.world import FT, LP, LT, PoolWorld

SHARES = 100 * UNIT


@pytest.fixture
def world(holder: str) -> PoolWorld:
    return ordered(holder)


def order(
    world: PoolWorld, holder: str, price: float = 0, *, side: int = LT, shares: int = SHARES, min_out: int = 0
) -> int:
    """As the delayed orders; a price of 0 is none."""
    also = world.price(price) if price else 0
    before = world.asset.balanceOf(holder)
    as_orders(world, "redeem_ordered", side, shares, min_out, holder, also)
    return int(world.asset.balanceOf(holder)) - int(before)


def test_the_engine_decides_held_against_one_more_price(world: PoolWorld, holder: str) -> None:
    world.see(2_010, 1_990)
    seen = (world.price(2_010), world.price(1_990), world.price(1_970))
    position, terms = world.pool.accrued_position(), astuple(world.terms)
    expected = world.engine.redeem(position, terms, seen, LT, SHARES, False, world.states())
    assert order(world, holder, 1_970) == expected.amount
    assert world.pool.position() == expected.position
    world.check()


def test_event(world: PoolWorld, holder: str) -> None:
    before = world.asset.balanceOf(holder)
    as_orders(world, "redeem_ordered", LT, SHARES, 0, holder, 0)
    event = event_of(world, "Redeem")
    amount = world.asset.balanceOf(holder) - before
    assert (event.side, event.owner, event.receiver) == (LT, world.delayed_orders.address, holder)
    assert (event.shares, event.amount) == (SHARES, amount)


def test_refuses_anybody_else(world: PoolWorld, held: PoolWorld, holder: str) -> None:
    for market in (world, held):
        with reverts("trade: orders only"):
            market.pool.redeem_ordered(LT, 1, 0, holder, 0, sender=holder)


def test_refuses_liquidity(world: PoolWorld, holder: str) -> None:
    with reverts("redeem: not LT or FT"):
        order(world, holder, side=LP)


def test_refuses_more_than_the_delayed_orders_holds(world: PoolWorld, holder: str) -> None:
    with reverts("redeem: over balance"):
        order(world, holder, side=FT)
    with reverts("redeem: zero shares"):
        order(world, holder, shares=0)


def test_refuses_a_price_out_of_range(world: PoolWorld, holder: str) -> None:
    for price in (1_939.99, 2_061.9):
        with reverts("price: out of range"):
            order(world, holder, price)


def test_refuses_less_than_wanted(world: PoolWorld, holder: str) -> None:
    with reverts("redeem: below minimum"):
        order(world, holder, min_out=UNIT)


def test_refuses_a_deprecated_market(world: PoolWorld, holder: str) -> None:
    world.deprecate(holder)
    with reverts("market: deprecated"):
        order(world, holder)
