# SPDX-License-Identifier: Apache-2.0
"""A mint held against prices of the caller's choice: a committed order's own, for one."""

from typing import Any

import pytest

from tests.support.pairing import FT, LP, LT, live_terms
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import PoolWorld


@pytest.mark.parametrize("side", [LT, FT, LP])
def test_at_the_sources_prices_it_is_the_quote(lens: Any, world: PoolWorld, side: int) -> None:
    seen = (world.price(2_030), world.price(2_010), 0)
    at = lens.quote_mint_at(world.address, side, world.unit, seen)
    assert at == lens.quote_mint(world.address, side, world.unit)


@pytest.mark.parametrize(("side", "worse"), [(LT, 2_020), (FT, 1_960), (LP, 1_960)])
def test_is_what_an_order_comes_to(lens: Any, side: int, worse: int, holder: str) -> None:
    world = PoolWorld(live_terms(10))
    world.fund(holder)
    world.open()
    number = world.commit(True, side, world.unit, holder)
    for dollars in (worse, 1_990):
        world.later(60, dollars)
    seen = (world.price(1_990), world.price(1_990), world.price(worse))
    quote = lens.quote_mint_at(world.address, side, world.unit, seen)
    assert quote.shares < lens.quote_mint(world.address, side, world.unit).shares
    assert world.delayed_orders.execute(number, sender=holder) == quote.shares


def test_needs_no_living_source(lens: Any, bull: PoolWorld) -> None:
    price = bull.price(2_000)
    bull.kill_source()
    assert lens.quote_mint_at(bull.address, LT, bull.unit, (price, price, 0)).shares > 0


def test_refuses(lens: Any, bull: PoolWorld) -> None:
    price = bull.price(2_000)
    with reverts("price: out of range"):
        lens.quote_mint_at(bull.address, LT, bull.unit, (price, price, price * 2))
    with reverts("quote: market not open"):
        lens.quote_mint_at(PoolWorld().address, LT, 1, (price, price, 0))
