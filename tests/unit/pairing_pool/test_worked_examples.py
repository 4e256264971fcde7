# SPDX-License-Identifier: Apache-2.0
"""The golden tables through `rebalance` of the contracts, one feed jump each: PAIR-LOSS-01, PAIR-SPLIT-01."""

import pytest

from steelyard.model.pairing.parameters import rise_of
from tests.unit.pairing_pool.world import FT, LT, PERCENT, PoolWorld, plain_terms

UNIT = 10**18
PARTS = 10
THREE = (800, 1_200, 1_000)
TEN = (240, 1_500, 1_260)


def market(target: int, values: tuple[int, int, int], **changes: int) -> PoolWorld:
    """$3,000 at $100 without fees: so much in LT, FT and LP, minted in turns so that liquidity never lacks a kind."""
    world = PoolWorld(plain_terms(target, **changes), 100)
    world.fund(world.creator)
    world.pool.open((values[2] + 20) * UNIT // 100, sender=world.creator)
    for _ in range(PARTS):
        for side in (FT, LT):
            world.mint(side, (values[side] - 10) * UNIT // 100 // PARTS, world.creator)
    assert world.values(100) == pytest.approx(values)
    return world


def after(world: PoolWorld, dollars: float, *, steps: int = 1) -> tuple[float, ...]:
    """The three vaults after one rebalance at a price that spot and mean have jumped to."""
    world.see(dollars)
    assert world.rebalance() == (steps, False, 0)
    world.check()
    return world.values(dollars)


@pytest.mark.parametrize(
    ("path", "expected", "leverage"),
    [
        ((110,), (1_040, 1_200, 1_060), 0.17),
        ((90,), (560, 1_200, 940), 1.085),
        ((110, 100), (756.36, 1_200, 1_043.64), None),
        ((90, 100), (746.67, 1_200, 1_053.33), None),
    ],
)
def test_three_there_and_back(path: tuple[int, ...], expected: tuple[float, ...], leverage: float | None) -> None:
    """At rebalances LT have their leverage back; what a round trip costs them is liquidity's."""
    world = market(3, THREE, fall=8 * PERCENT)
    for dollars in path:
        values = after(world, dollars)
        assert world.leverage(LT, dollars) == pytest.approx(3)
    assert values == pytest.approx(expected, abs=0.01)
    assert leverage is None or world.leverage(2, path[-1]) == pytest.approx(leverage, abs=0.005)


@pytest.mark.parametrize(
    ("dollars", "expected", "leverage"),
    [(104, (336, 1_500, 1_284), 9.29), (96, (144, 1_500, 1_236), 10)],
)
def test_ten_by_four_percent(dollars: float, expected: tuple[float, ...], leverage: float) -> None:
    """Upwards liquidity runs out of L, and a mismatch stays."""
    world = market(10, TEN, fall=3 * PERCENT)
    assert after(world, dollars) == pytest.approx(expected, abs=0.01)
    assert world.leverage(LT, dollars) == pytest.approx(leverage, abs=0.005)


@pytest.mark.parametrize(
    ("target", "dollars", "expected", "steps"),
    [
        (3, 70, (232.3, 1_200, 667.7), 3),
        (3, 60, (128.7, 1_200, 471.3), 4),
        (3, 50, (72.6, 1_191.3, 236.1), 6),
        (10, 88, (47.4, 1_500, 1_092.6), 3),
        (10, 80, (13.0, 1_500, 887.0), 5),
        (3, 160, (2_522.0, 1_200, 1_078.0), 4),
    ],
)
def test_a_gap_under_the_live_rule(target: int, dollars: float, expected: tuple[float, ...], steps: int) -> None:
    """Steps at the bounds, the last one at spot: LT lose first, then liquidity, then FT while LT still have value."""
    world = market(target, THREE if target == 3 else TEN)
    assert after(world, dollars, steps=steps) == pytest.approx(expected, abs=0.06)


def test_a_rally_with_a_log_symmetric_range() -> None:
    world = market(3, THREE, rise=rise_of(10 * PERCENT))
    assert after(world, 160, steps=4) == pytest.approx((2_518.5, 1_200, 1_081.5), abs=0.06)


@pytest.mark.parametrize(
    ("dollars", "steps", "losses"), [(70, 3, (0.7096, 0.0192, 0.6407)), (50, 6, (0.9092, 0.1969, 0.8877))]
)
def test_who_bears_a_gap_of_a_crowded_market(dollars: float, steps: int, losses: tuple[float, ...]) -> None:
    """kappa_F .85 and kappa_L .5: FT lose while LT still have value; as the twin under the live rule."""
    start = (500, 1_700, 800)
    left = after(market(3, start), dollars, steps=steps)
    assert [1 - now / then for now, then in zip(left, start, strict=True)] == pytest.approx(losses, abs=0.0006)
    assert left[LT] > 0
