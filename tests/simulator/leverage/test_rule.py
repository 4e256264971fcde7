# SPDX-License-Identifier: Apache-2.0
"""The rule's formulas in floats against those in integers, which the contracts are held to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.leverage import rebalance_rule as twin
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.leverage import Borrowed, Tolerance, rule

TERMS = (
    Borrowed(),
    Borrowed(exposure=3, is_bear=True),
    Borrowed(exposure=5, tolerance=Tolerance(minimum=-0.001)),
    Borrowed(exposure=2, tolerance=Tolerance(minimum=0, over=0.02, emergency=0.02)),
)
RULES = [terms.parameters(WAD).rule() for terms in TERMS]
NEAR = 1e-12

rules = st.sampled_from(RULES)
ratios = st.floats(1.01, 400)
overdue = st.sampled_from([0, 1, 600, 10**5])


@given(rules, ratios, ratios, overdue)
def test_allowed_cost(its: twin.Rule, start: float, landing: float, seconds: int) -> None:
    lowest = twin.lowest_tolerance(its, seconds)
    expected = twin.allowed_cost(its, int(start * WAD), int(landing * WAD), lowest) / WAD
    ours = rule.in_floats(its)
    lowest_ours = rule.lowest_tolerance(ours, float(seconds))
    assert lowest_ours == pytest.approx(lowest / WAD, rel=1e-15)
    assert rule.allowed_cost(ours, start, landing, lowest_ours) == pytest.approx(expected, rel=1e-9, abs=NEAR)


@given(rules, ratios, ratios, overdue)
def test_no_fill_costs_more_than_the_highest_tolerance(
    its: twin.Rule, start: float, landing: float, seconds: int
) -> None:
    ours = rule.in_floats(its)
    is_over = start > ours.target
    landing = max(ours.target, min(start, landing)) if is_over else min(ours.target, max(start, landing))
    lowest = rule.lowest_tolerance(ours, float(seconds))
    highest = rule.highest_tolerance(ours, start, is_over, lowest)
    assert rule.allowed_cost(ours, start, landing, lowest) <= highest + NEAR


@given(rules, st.floats(0.2, 3), st.sampled_from([0.0, 0.3, 10.0]), st.floats(-0.01, 0.03), overdue)
def test_fills(its: twin.Rule, price: float, maximum: float, cost: float, seconds: int) -> None:
    """Collateral 3, debt 2: at prices from 0.2 to 3 without equity, over, near and under the target."""
    unit, lowest = 10**24, twin.lowest_tolerance(its, seconds)
    price_twin, cost_twin, limit = int(price * twin.E36), int(cost * WAD), int(maximum * unit)
    ours = rule.in_floats(its)
    common = 3 * unit, 2 * unit, price_twin, limit, cost_twin
    mine = 3.0, 2.0, price, maximum, cost
    for fast, exact in (
        (rule.deleverage_fill(ours, *mine, lowest / WAD), twin.deleverage_fill(its, *common, lowest)),
        (rule.clearing_fill(*mine, 0.01), twin.clearing_fill(*common, WAD // 100)),
    ):
        _check_fill(fast, exact, unit)
    if 3 * price < 50:
        fast, exact = rule.releverage_fill(ours, *mine, lowest / WAD), twin.releverage_fill(its, *common, lowest)
        _check_fill(fast, exact, unit)


def _check_fill(fast: rule.Fill, exact: twin.Fill, unit: int) -> None:
    if fast.out == 0 or exact.out == 0:
        assert fast.out == pytest.approx(exact.out / unit, abs=NEAR)
        return
    expected = (exact.out / unit, exact.payment / unit, exact.moved / unit, exact.allowed / WAD)
    assert tuple(fast) == pytest.approx(expected, rel=1e-9, abs=NEAR)


@given(st.floats(0.1, 1.4), st.integers(0, 100_000))
def test_auction_cost(debt: float, elapsed: int) -> None:
    expected = twin.auction_cost(WAD, int(debt * WAD), elapsed) / WAD
    assert rule.auction_cost(1.0, debt, float(elapsed)) == pytest.approx(expected, abs=NEAR)


@given(rules, ratios)
def test_band_and_target(its: twin.Rule, ratio: float) -> None:
    assets, debt = ratio, ratio - 1
    ours = rule.in_floats(its)
    if min(abs(ratio - edge) for edge in (ours.upper, ours.lower)) > NEAR:
        expected = twin.outside_band(its, int(assets * WAD), int(debt * WAD))
        assert rule.is_outside(ours, assets, debt) is expected
    if abs(abs(ratio / ours.target - 1) - rule.DUST) > NEAR:
        assert rule.is_on_target(ours, assets, debt) is twin.on_target(its, int(assets * WAD), int(debt * WAD))
    assert rule.is_dying(assets, debt) is (ratio >= 50)
    assert rule.is_dying(1.0, 1.0)
