# SPDX-License-Identifier: Apache-2.0
"""The rebalance rule by itself: LEV-REB-01 and LEV-REB-02 on the twin's arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from steelyard.model.leverage.rebalance_rule import (
    E36,
    Rule,
    Tolerance,
    allowed_cost,
    deleverage_fill,
    lowest_tolerance,
    ratio_down,
    releverage_fill,
)
from steelyard.model.libraries.rounding import WAD

TOLERANCE = Tolerance(
    minimum=WAD // 1000, over=WAD // 100, emergency=3 * WAD // 100, under=WAD // 200, overdue=WAD // 200, slope=10**11
)
NEGATIVE = Tolerance(-WAD // 200, WAD // 100, 3 * WAD // 100, WAD // 200, WAD // 200, 10**11)
BULL = Rule.of(
    is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, interval=86_400, tolerance=TOLERANCE
)
BEAR = Rule.of(
    is_bear=True, target=4 * WAD, upper=433 * WAD // 100, lower=37 * WAD // 10, interval=86_400, tolerance=TOLERANCE
)
PAID_BULL = Rule.of(
    is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, interval=86_400, tolerance=NEGATIVE
)
RULES = pytest.mark.parametrize("rule", [BULL, BEAR, PAID_BULL], ids=["bull", "bear", "paid bull"])
PRICE = 2_000 * 10**6 * E36 // 10**18
EQUITY = 10**12  # a million dollars


def tolerance_at(rule: Rule, ratio: Fraction, lowest: int) -> Fraction:
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
        height = line[0][1]
    elif ratio >= line[-1][0]:
        height = line[-1][1]
    else:
        (x0, y0), (x1, y1) = next((a, b) for a, b in zip(line, line[1:], strict=False) if a[0] <= ratio <= b[0])
        height = y0 + (y1 - y0) * (ratio - x0) / (x1 - x0)
    return max(height, Fraction(lowest, WAD))


def mean_tolerance(rule: Rule, start: int, landing: int, lowest: int, steps: int = 400) -> float:
    a, b = Fraction(start, WAD), Fraction(landing, WAD)
    points = [a + (b - a) * Fraction(2 * i + 1, 2 * steps) for i in range(steps)]
    return float(sum(tolerance_at(rule, point, lowest) for point in points) / steps)


ratios = st.integers(min_value=15 * WAD // 10, max_value=60 * WAD)
overdue = st.integers(min_value=0, max_value=10 * 86_400)


@RULES
@given(start=ratios, landing=ratios, late=overdue)
def test_allowed_cost_is_the_mean_over_the_path(rule: Rule, start: int, landing: int, late: int) -> None:
    start, landing = (start, max(landing, rule.target)) if start > rule.target else (start, min(landing, rule.target))
    assume(abs(start - landing) > WAD // 1000)
    assume((start > landing) == (start > rule.target))
    lowest = lowest_tolerance(rule, late)
    mean = mean_tolerance(rule, start, landing, lowest)
    expected = mean / (1 + landing / WAD * mean)
    assert allowed_cost(rule, start, landing, lowest) / WAD == pytest.approx(expected, rel=2e-3, abs=2e-6)


@RULES
@given(ratio=ratios, late=overdue)
def test_a_fill_at_the_allowed_cost_always_lowers_the_ratio(rule: Rule, ratio: int, late: int) -> None:
    """LEV-REB-01: c < 1/R at every R, or selling would raise the leverage."""
    cost = allowed_cost(rule, ratio, ratio - 10**12, lowest_tolerance(rule, late))
    assert cost * ratio < WAD * WAD


def sheet_at(ratio: int) -> tuple[int, int]:
    """Collateral and debt of a bull with EQUITY at `ratio`."""
    assets = EQUITY * ratio // WAD
    return assets * E36 // PRICE, assets - EQUITY


@RULES
@given(ratio=st.integers(34 * WAD // 10, 45 * WAD), parts=st.integers(2, 12), late=overdue)
def test_splitting_a_deleverage_gains_nothing(rule: Rule, ratio: int, parts: int, late: int) -> None:
    """LEV-REB-01: a greedy filler takes the highest cost allowed, in one fill or in many.

    Exact while the tolerance has one sign. Where a negative minimum makes a path earn first and pay
    afterwards, they pay on the equity that their earning has shrunk: a gain of second order.
    """
    assume(ratio > rule.upper)
    lowest = lowest_tolerance(rule, late)

    def run(pieces: int) -> int:
        collateral, debt = sheet_at(ratio)
        total = 0
        first = deleverage_fill(rule, collateral, debt, PRICE, 2**112, 0, lowest).out
        for left in range(pieces, 0, -1):
            maximum = 2**112 if left == 1 else first // pieces
            cost = greedy_cost(rule, collateral, debt, maximum, lowest)
            fill = deleverage_fill(rule, collateral, debt, PRICE, maximum, cost, lowest)
            if fill.out == 0:
                break
            total += fill.moved * cost // WAD
            collateral, debt = collateral - fill.out, debt - fill.payment
        return total

    earned, paid = rule.tolerance.emergency, max(0, -rule.tolerance.minimum)
    second_order = EQUITY * 3 * earned // WAD * paid // WAD
    assert run(parts) <= run(1) + second_order + EQUITY // 10**9


def greedy_cost(rule: Rule, collateral: int, debt: int, maximum: int, lowest: int) -> int:
    """The highest cost that is within what its own fill allows, by bisection."""
    low, high = -WAD // 100, rule.tolerance.emergency
    while high - low > 10**6:
        middle = (low + high) // 2
        fill = deleverage_fill(rule, collateral, debt, PRICE, maximum, middle, lowest)
        low, high = (middle, high) if middle <= fill.allowed else (low, middle)
    return low


@RULES
@given(ratio=ratios, cost=st.integers(-WAD // 100, 3 * WAD // 100), maximum=st.integers(1, 2**90))
def test_a_fill_never_passes_the_target(rule: Rule, ratio: int, cost: int, maximum: int) -> None:
    """LEV-REB-01: to rounding, whatever the cost and the maximum."""
    collateral, debt = sheet_at(ratio)
    sale = deleverage_fill(rule, collateral, debt, PRICE, maximum, cost, rule.tolerance.minimum)
    if sale.out:
        assets, owed = (collateral - sale.out) * PRICE // E36, debt - sale.payment
        assert assets > owed and assets + 2 * rule.target // WAD >= rule.target * (assets - owed) // WAD
    purchase = releverage_fill(rule, collateral, debt, PRICE, maximum, cost, rule.tolerance.minimum)
    if purchase.out:
        assets, owed = (collateral + purchase.payment) * PRICE // E36, debt + purchase.out
        assert assets <= rule.target * (assets - owed) // WAD + 2
    assert not (sale.out and purchase.out)


@RULES
@given(ratio=ratios, cost=st.integers(-WAD // 100, 3 * WAD // 100), maximum=st.integers(1, 2**90))
def test_a_fill_costs_at_most_its_cost_times_its_value(rule: Rule, ratio: int, cost: int, maximum: int) -> None:
    """LEV-REB-02: equity falls by at most cost * moved, to one unit of each rounding."""
    collateral, debt = sheet_at(ratio)
    before = collateral * PRICE // E36 - debt
    sale = deleverage_fill(rule, collateral, debt, PRICE, maximum, cost, rule.tolerance.minimum)
    after = (collateral - sale.out) * PRICE // E36 - (debt - sale.payment)
    if debt > sale.payment:
        assert before - after <= sale.moved * cost // WAD + 2
    purchase = releverage_fill(rule, collateral, debt, PRICE, maximum, cost, rule.tolerance.minimum)
    after = (collateral + purchase.payment) * PRICE // E36 - (debt + purchase.out)
    assert before - after <= purchase.moved * cost // WAD + 2


def test_worked_example_of_splitting() -> None:
    """At R = 6 with tolerances of 2% and 5% the plain mean would take 10.1% of equity in one fill; this rule less."""
    steep = Tolerance(0, 2 * WAD // 100, 5 * WAD // 100, 0, 0, 0)
    rule = Rule.of(is_bear=False, target=3 * WAD, upper=333 * WAD // 100, lower=27 * WAD // 10, interval=86_400,
                   tolerance=steep)  # fmt: skip
    collateral, debt = sheet_at(6 * WAD)
    cost = greedy_cost(rule, collateral, debt, 2**112, 0)
    fill = deleverage_fill(rule, collateral, debt, PRICE, 2**112, cost, 0)
    assert ratio_down(*_after(collateral, debt, fill.out, fill.payment)) == pytest.approx(3 * WAD, rel=1e-6)
    assert fill.moved * cost / WAD / EQUITY < 0.092


def _after(collateral: int, debt: int, out: int, payment: int) -> tuple[int, int]:
    return (collateral - out) * PRICE // E36, debt - payment
