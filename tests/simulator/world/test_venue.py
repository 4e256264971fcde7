# SPDX-License-Identifier: Apache-2.0
"""Venues against the exchanges' own formulas."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.simulator.world import ActiveLiquidity, FlatCost, Reserves, Venue
from steelyard.simulator.world.venue import received

PRICE = 2_000.0

volumes = st.floats(1, 5e6)


@given(volumes)
def test_flat_cost(volume: float) -> None:
    assert FlatCost(0.002).cost(volume) == pytest.approx(0.002)


@given(volumes, st.booleans())
def test_reserves_are_uniswap_v2(volume: float, is_buy: bool) -> None:
    """`getAmountOut`: amount in times 997 times reserve out, over reserve in times 1000 plus amount in times 997."""
    dollars, coins = 20e6, 20e6 / PRICE
    if is_buy:
        out = volume * 997 * coins / (dollars * 1000 + volume * 997) * PRICE
    else:
        sold = volume / PRICE
        out = sold * 997 * dollars / (coins * 1000 + sold * 997)
    assert Reserves(20e6).cost(volume) == pytest.approx(1 - out / volume, abs=1e-8)


@given(volumes, st.booleans())
def test_active_liquidity_is_uniswap_v3(volume: float, is_buy: bool) -> None:
    """Within a range: dollars in move the root of the price by their amount over L, coins in move 1 over the root."""
    liquidity, paid = 1e6, volume * (1 - 0.0005)
    root = sqrt(PRICE)
    if is_buy:
        after = root + paid / liquidity
        out = liquidity * (1 / root - 1 / after) * PRICE
    else:
        after = 1 / (1 / root + paid / PRICE / liquidity)
        out = liquidity * (root - after)
    venue = ActiveLiquidity.of(liquidity, PRICE, reach=1.0)
    assert venue.cost(volume) == pytest.approx(1 - out / volume, abs=1e-8)


def test_beyond_its_reach_nothing_comes_out() -> None:
    venue = ActiveLiquidity(depth=1e6, fee=0.0, reach=0.21)
    depth, fee, room = venue.numbers()
    assert room == pytest.approx(1e5), "that moves the price by a factor of 1.1 ** 2"
    assert received(1e6, depth, fee, room) == received(room, depth, fee, room) == pytest.approx(1e5 / 1.1)
    assert venue.cost(1e6) > 0.9


@pytest.mark.parametrize("venue", [FlatCost(0.001), Reserves(1e6, 0.001), ActiveLiquidity(1e6, 0.001)])
def test_no_volume_costs_the_fee(venue: Venue) -> None:
    assert venue.cost(0) == 0.001
    assert venue.cost(1e-3) == pytest.approx(0.001, abs=1e-8)
