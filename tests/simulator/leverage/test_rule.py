# SPDX-License-Identifier: Apache-2.0
"""The rule's formulas in floats against those in integers, which the contracts are held to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.leverage import lifecycle
from steelyard.model.leverage import rebalance_rule as twin
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.leverage import Borrowed, Tolerance, rule, wind_down
from steelyard.simulator.leverage.position import SALE, Position
from steelyard.simulator.record import record_of

TERMS = (
    Borrowed(),
    Borrowed(exposure=3, is_bear=True),
    Borrowed(exposure=5, landing=0.0),
    Borrowed(exposure=2, landing=0.9, tolerance=Tolerance(minimum=0, over=0.02, emergency=0.02)),
)
RULES = [terms.parameters(WAD).rule() for terms in TERMS]
NEAR = 1e-12

rules = st.sampled_from(RULES)
ratios = st.floats(1.01, 400)


@given(rules, ratios, ratios)
def test_allowed_cost(its: twin.Rule, start: float, end: float) -> None:
    if start < end and end > its.target / WAD:
        end = max(start, its.lower_landing / WAD)  # where no purchase ends
    expected = twin.allowed_cost(its, int(start * WAD), int(end * WAD)) / WAD
    assert rule.allowed_cost(rule.in_floats(its), start, end) == pytest.approx(expected, rel=1e-9, abs=NEAR)


@given(rules, ratios, ratios)
def test_no_fill_costs_more_than_the_highest_tolerance(its: twin.Rule, start: float, end: float) -> None:
    ours = rule.in_floats(its)
    is_over = start > ours.target
    end = max(ours.target, min(start, end)) if is_over else min(ours.target, max(start, end))
    assert rule.allowed_cost(ours, start, end) <= rule.highest_tolerance(ours, start, is_over) + NEAR


@given(rules, st.floats(0.2, 3), st.sampled_from([0.0, 0.3, 10.0]), st.floats(-0.01, 0.03))
def test_fills(its: twin.Rule, price: float, maximum: float, cost: float) -> None:
    """Collateral 3, debt 2: at prices from 0.2 to 3 without equity, over, inside and under the band."""
    unit = 10**24
    common = 3 * unit, 2 * unit, int(price * twin.E36), int(maximum * unit), int(cost * WAD)
    ours = rule.in_floats(its)
    mine = 3.0, 2.0, price, maximum, cost
    ratio = rule.ratio_of(3 * price, 2.0)
    if min(abs(ratio - edge) for edge in (ours.upper, ours.lower)) > NEAR:
        _check_fill(rule.deleverage_fill(ours, *mine), twin.deleverage_fill(its, *common), unit)
        _check_fill(rule.releverage_fill(ours, *mine), twin.releverage_fill(its, *common), unit)
    cleared = lifecycle.clearing_fill(*common)
    _check_fill(rule.clearing_fill(*mine, 0.01), replace(cleared, allowed=WAD // 100), unit)


def _check_fill(fast: rule.Fill, exact: twin.Fill, unit: int) -> None:
    if fast.out == 0 or exact.out == 0:
        assert fast.out == pytest.approx(exact.out / unit, abs=NEAR)
        return
    expected = (exact.out / unit, exact.payment / unit, exact.moved / unit, exact.allowed / WAD)
    assert tuple(fast) == pytest.approx(expected, rel=1e-9, abs=NEAR)


@given(
    st.floats(0.1, 1.4), st.integers(0, 1_800), st.integers(0, 60 * lifecycle.DAY), st.integers(0, 3_000),
    st.booleans(), st.floats(0.005, 0.01),
)  # fmt: skip
def test_offers_of_a_sale(debt: float, clock: int, ramp: int, gap: int, was_under: bool, bound: float) -> None:
    ending = lifecycle.Ending(
        lifecycle.Stage.SALE, since=1_000, clock=clock, ramp=ramp, under=was_under, bound=int(bound * WAD)
    )
    moved = lifecycle.advance(ending, lifecycle.Position(WAD, int(debt * WAD), twin.E36), 1_000 + gap)
    mine = record_of(
        Position, stage=SALE, since=1_000, clock=clock, ramp=ramp, is_under=int(was_under), bound=bound, collateral=1.0
    )
    after = wind_down.advanced(mine, 1.0, debt, 1_000 + gap)
    assert (after.clock, after.ramp, after.is_under) == (moved.clock, moved.ramp, moved.under)
    assert after.discount == pytest.approx(lifecycle.discount(moved) / WAD, abs=NEAR)


@given(rules, ratios)
def test_band(its: twin.Rule, ratio: float) -> None:
    assets, debt = ratio, ratio - 1
    ours = rule.in_floats(its)
    if min(abs(ratio - edge) for edge in (ours.upper, ours.lower)) > NEAR:
        expected = twin.outside_band(its, int(assets * WAD), int(debt * WAD))
        assert rule.is_outside(ours, assets, debt) is expected
    assert rule.is_dying(assets, debt) is (ratio >= 50)
    assert rule.is_dying(1.0, 1.0)
