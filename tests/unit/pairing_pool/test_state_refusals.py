# SPDX-License-Identifier: Apache-2.0
"""What the state of the market refuses to whoever brings U: `mint`, and `deposit` for LP."""

import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import FT, LP, LT, PoolWorld, live_terms

pytestmark = pytest.mark.parametrize("side", [LT, FT, LP])


def test_refuses_before_the_opening(unopened: PoolWorld, holder: str, side: int) -> None:
    with reverts("market: not open"):
        unopened.mint(side, unopened.unit, holder)


def test_refuses_a_deprecated_market(live: PoolWorld, holder: str, side: int) -> None:
    live.deprecate(holder)
    with reverts("market: deprecated"):
        live.mint(side, live.unit, holder)


def test_refuses_where_orders_trade(holder: str, side: int) -> None:
    world = PoolWorld(live_terms(10)).open()
    with reverts("trade: commit first"):
        world.mint(side, world.unit, holder)


def test_refuses_without_a_price(live: PoolWorld, holder: str, side: int) -> None:
    live.source.put(live.price(2_000), 0)
    with reverts("twap: history too short"):
        live.mint(side, live.unit, holder)
    live.wait(3_601)
    with reverts("oracle: stale"):
        live.mint(side, live.unit, holder)
    live.kill_source()
    with reverts("source: broken"):
        live.mint(side, live.unit, holder)


@pytest.mark.parametrize(("inside", "outside"), [(1_800, 1_799.99), (2_200, 2_200.01)])
def test_refuses_spot_or_mean_out_of_range(
    plain: PoolWorld, holder: str, side: int, inside: float, outside: float
) -> None:
    """The bounds belong to the range."""
    for spot, mean in ((outside, 2_000), (2_000, outside)):
        plain.see(spot, mean)
        with reverts("price: out of range"):
            plain.mint(side, plain.unit, holder)
    plain.see(inside, inside)
    plain.mint(side, plain.unit, holder)
