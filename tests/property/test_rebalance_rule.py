# SPDX-License-Identifier: Apache-2.0
"""The rebalance rule by itself: LEV-REB-01 and LEV-REB-02 on the model's arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.model.leverage.rebalance_rule import (
    E36,
    NOTHING,
    Rule,
    Tolerance,
    allowed_cost,
    deleverage_fill,
    is_short_of,
    outside_band,
    ratio_down,
    releverage_fill,
)
from steelyard.model.libraries.rounding import WAD

TOLERANCE = Tolerance(minimum=WAD // 5_000, over=WAD // 100, emergency=3 * WAD // 100, under=WAD // 200)
FREE = Tolerance(minimum=0, over=WAD // 100, emergency=3 * WAD // 100, under=WAD // 200)
BULL = Rule.of(
    is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, landing=65 * WAD // 100,
    tolerance=TOLERANCE,
)  # fmt: skip
BEAR = Rule.of(
    is_bear=True, target=4 * WAD, upper=433 * WAD // 100, lower=37 * WAD // 10, landing=WAD // 4, tolerance=TOLERANCE
)
FREE_BULL = Rule.of(
    is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, landing=0, tolerance=FREE
)
RULES = pytest.mark.parametrize("rule", [BULL, BEAR, FREE_BULL], ids=["bull", "bear", "free bull"])
PRICE = 2_000 * 10**6 * E36 // 10**18
EQUITY = 10**12  # a million dollars
ALL = 2**112

ratios = st.integers(min_value=15 * WAD // 10, max_value=60 * WAD)
costs = st.integers(-WAD // 100, 3 * WAD // 100)


def tolerance_at(rule: Rule, ratio: Fraction) -> Fraction:
    """The pointwise rule as the specification words it, in exact fractions."""
    t = rule.tolerance
    breakpoint = Fraction(rule.breakpoint, WAD)
    if ratio > breakpoint:
        return Fraction(t.emergency, WAD) * breakpoint**2 / ratio**2
    points = [
        (rule.side, t.under),
        (rule.lower, t.minimum),
        (rule.upper, t.minimum),
        (rule.emergency, t.over),
        (rule.double, t.emergency),
    ]
    line = [(Fraction(x, WAD), Fraction(y, WAD)) for x, y in points]
    if ratio <= line[0][0]:
        return line[0][1]
    if ratio >= line[-1][0]:
        return line[-1][1]
    (x0, y0), (x1, y1) = next((a, b) for a, b in zip(line, line[1:], strict=False) if a[0] <= ratio <= b[0])
    return y0 + (y1 - y0) * (ratio - x0) / (x1 - x0)


def mean_tolerance(rule: Rule, start: int, end: int, steps: int = 400) -> float:
    a, b = Fraction(start, WAD), Fraction(end, WAD)
    points = [a + (b - a) * Fraction(2 * i + 1, 2 * steps) for i in range(steps)]
    return float(sum(tolerance_at(rule, point) for point in points) / steps)


@RULES
@given(start=ratios, end=ratios)
def test_allowed_cost_is_the_mean_over_the_path(rule: Rule, start: int, end: int) -> None:
    end = max(end, rule.upper_landing) if start > rule.target else min(end, rule.lower_landing)
    assume(abs(start - end) > WAD // 1000)
    assume((start > end) == (start > rule.target))
    mean, landing = mean_tolerance(rule, start, end), end / WAD
    expected = mean / (1 + landing * mean) if start > end else mean / (1 - (landing - 1) * mean)
    assert allowed_cost(rule, start, end) / WAD == pytest.approx(expected, rel=2e-3, abs=2e-6)


@RULES
@given(start=ratios, end=ratios)
def test_no_fill_costs_more_than_the_dearest_point_of_its_path(rule: Rule, start: int, end: int) -> None:
    """LEV-REB-02: a purchase by a hundredth of itself more, which is what its equity shrinks by."""
    end = max(min(end, start), rule.upper_landing) if start > rule.target else min(max(end, start), rule.lower_landing)
    dearest = max(tolerance_at(rule, Fraction(point, WAD)) for point in (start, end, min(start, rule.breakpoint)))
    most = dearest if start >= end else dearest / (1 - (Fraction(end, WAD) - 1) * dearest)
    assert allowed_cost(rule, start, end) <= most * WAD + 1


@RULES
@given(ratio=ratios)
def test_a_fill_at_the_allowed_cost_always_lowers_the_ratio(rule: Rule, ratio: int) -> None:
    """LEV-REB-01: c < 1/R at every R, or selling would raise the leverage."""
    assert allowed_cost(rule, ratio, ratio - 10**12) * ratio < WAD * WAD


def sheet_at(ratio: int) -> tuple[int, int]:
    """Collateral and debt of a bull with EQUITY at `ratio`."""
    assets = EQUITY * ratio // WAD
    return assets * E36 // PRICE, assets - EQUITY


def after(collateral: int, debt: int, rule: Rule, over: bool, maximum: int, cost: int) -> tuple[int, int, int]:
    """Collateral and debt after a fill, and what it cost."""
    if over:
        fill = deleverage_fill(rule, collateral, debt, PRICE, maximum, cost)
        return collateral - fill.out, debt - fill.payment, fill.moved * cost // WAD
    fill = releverage_fill(rule, collateral, debt, PRICE, maximum, cost)
    return collateral + fill.payment, debt + fill.out, fill.moved * cost // WAD


def greedy_cost(rule: Rule, collateral: int, debt: int, over: bool, maximum: int) -> int:
    """The highest cost that is within what its own fill allows, by bisection."""
    fill = deleverage_fill if over else releverage_fill
    low, high = -WAD // 100, rule.tolerance.emergency
    while high - low > 10**6:
        middle = (low + high) // 2
        allowed = fill(rule, collateral, debt, PRICE, maximum, middle).allowed
        low, high = (middle, high) if middle <= allowed else (low, middle)
    return low


@RULES
@given(ratio=st.one_of(st.integers(34 * WAD // 10, 45 * WAD), st.integers(11 * WAD // 10, 36 * WAD // 10)),
       parts=st.integers(2, 12))  # fmt: skip
def test_splitting_gains_nothing(rule: Rule, ratio: int, parts: int) -> None:
    """LEV-REB-01: a greedy filler takes the highest cost allowed, in one fill or in many, selling or buying."""
    assume(ratio > rule.upper or ratio < rule.lower)
    over = ratio > rule.upper

    def run(pieces: int) -> int:
        collateral, debt = sheet_at(ratio)
        fill = deleverage_fill if over else releverage_fill
        total, first = 0, fill(rule, collateral, debt, PRICE, ALL, 0).out
        for left in range(pieces, 0, -1):
            maximum = ALL if left == 1 else first // pieces
            cost = greedy_cost(rule, collateral, debt, over, maximum)
            collateral, debt, taken = after(collateral, debt, rule, over, maximum, cost)
            total += taken
        return total

    assert run(parts) <= run(1) + EQUITY // 10**9


@RULES
@given(ratio=ratios, cost=costs, maximum=st.integers(1, 2**90))
def test_a_fill_starts_outside_the_band_and_never_passes_its_landing(
    rule: Rule, ratio: int, cost: int, maximum: int
) -> None:
    """LEV-REB-01: to rounding, whatever the cost and the maximum; inside the band nothing moves."""
    collateral, debt = sheet_at(ratio)
    sale = deleverage_fill(rule, collateral, debt, PRICE, maximum, cost)
    purchase = releverage_fill(rule, collateral, debt, PRICE, maximum, cost)
    assert NOTHING in (sale, purchase)
    if not outside_band(rule, collateral * PRICE // E36, debt):
        assert sale == purchase == NOTHING
    if sale != NOTHING:
        assert is_short_of(rule.upper_landing, True, (collateral - sale.out) * PRICE // E36, debt - sale.payment)
    if purchase != NOTHING:
        assets, owed = (collateral + purchase.payment) * PRICE // E36, debt + purchase.out
        assert is_short_of(rule.lower_landing, False, assets, owed)


@RULES
@given(ratio=ratios, cost=costs)
def test_a_whole_fill_lands_between_target_and_edge(rule: Rule, ratio: int, cost: int) -> None:
    """LEV-REB-01: at T + landing * (edge - T), on its own side."""
    collateral, debt = sheet_at(ratio)
    assume(outside_band(rule, collateral * PRICE // E36, debt))
    assume(cost * ratio < 9 * WAD * WAD // 10)  # a cost of 1/R leaves no equity; the rule allows half of that
    over = ratio > rule.upper
    collateral, debt, _ = after(collateral, debt, rule, over, ALL, cost)
    landing = rule.upper_landing if over else rule.lower_landing
    assert ratio_down(collateral * PRICE // E36, debt) == pytest.approx(landing, rel=1e-8)
    assert rule.lower <= rule.lower_landing <= rule.target <= rule.upper_landing <= rule.upper


@RULES
@given(ratio=ratios, cost=costs, maximum=st.integers(1, 2**90))
def test_a_fill_costs_at_most_its_cost_times_its_value(rule: Rule, ratio: int, cost: int, maximum: int) -> None:
    """LEV-REB-02: equity falls by at most cost * moved, to one unit of each rounding."""
    collateral, debt = sheet_at(ratio)
    before = collateral * PRICE // E36 - debt
    for over in (True, False):
        left, owed, taken = after(collateral, debt, rule, over, maximum, cost)
        if owed:
            assert before - (left * PRICE // E36 - owed) <= taken + 2


@RULES
@given(assets=st.integers(0, 10**12), short=st.integers(0, 10**12), maximum=st.integers(1, ALL))
def test_without_equity_nothing_is_sold(rule: Rule, assets: int, short: int, maximum: int) -> None:
    """A fill at E <= 0 before a sale is a free option on one bad round."""
    collateral = assets * E36 // PRICE
    assert deleverage_fill(rule, collateral, assets + short, PRICE, maximum, 0) == NOTHING
    assert releverage_fill(rule, collateral, assets + short, PRICE, maximum, 0) == NOTHING


def test_worked_example_of_splitting() -> None:
    """At R = 6 with tolerances of 2% and 5% the plain mean would take 10.1% of equity in one fill; this rule less."""
    steep = Tolerance(0, 2 * WAD // 100, 5 * WAD // 100, 0)
    rule = Rule.of(is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, landing=0,
                   tolerance=steep)  # fmt: skip
    collateral, debt = sheet_at(6 * WAD)
    collateral, debt, taken = after(collateral, debt, rule, True, ALL, greedy_cost(rule, collateral, debt, True, ALL))
    assert ratio_down(collateral * PRICE // E36, debt) == pytest.approx(3 * WAD, rel=1e-6)
    assert taken / EQUITY < 0.092


def test_worked_example_of_a_landing() -> None:
    """A 3x at R = 3.6 with a landing of 0.65 sells 36% less than one that lands on its target."""
    collateral, debt = sheet_at(36 * WAD // 10)
    sold = [deleverage_fill(rule, collateral, debt, PRICE, ALL, 0).moved for rule in (BULL, FREE_BULL)]
    assert sold == [pytest.approx(385_500 * 10**6, rel=1e-6), pytest.approx(600_000 * 10**6, rel=1e-6)]
