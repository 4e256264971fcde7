# SPDX-License-Identifier: Apache-2.0
"""How far a fill goes: A assets, D debt, E equity, T the ratio to land at, c cost, V value moved; all in debt units."""

from dataclasses import replace

import z3

from steelyard.model.leverage.lifecycle import clearing_fill
from steelyard.model.leverage.rebalance_rule import (
    E36,
    allowed_cost,
    deleverage_fill,
    is_short_of,
    ratio_down,
    releverage_fill,
)
from steelyard.model.libraries.rounding import WAD, mul_div_up
from verification.proofs.models import rule_of
from verification.proofs.theorem import Case, Values, theorem

SCALE = 10**18  # makes units of the real numbers of a counterexample, so that rounding does not show


def _landing_in_model(values: Values, wrong: bool) -> bool:
    """A sale of as much as the filler likes; the fault lets them, as only a wind-down may."""
    A, D, T = (int(values[name]) for name in "ADT")
    rule, maximum = rule_of(T * WAD), 2 * A
    fill = clearing_fill(A, D, E36, maximum, 0) if wrong else deleverage_fill(rule, A, D, E36, maximum, 0)
    return is_short_of(rule.upper_landing, True, A - fill.out, D - fill.payment)


@theorem("LEV-REB-01", fault="the filler's maximum alone", replay=_landing_in_model)
def a_deleverage_ends_at_its_landing_or_above(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: after a sale of at most (A - T*E)/(1 - T*c) the assets are at least T times the equity.

    Less the slack that the contract allows, two units of equity (and T*|c| of one where the cost is negative). `value`
    is what the volume is worth exactly, `moved` its rounding up, `odd` what the rounded value of the rest may be above
    A - moved: the theorem below. Any cost from -1 to 1/T. Not covered: a payment capped by the debt.
    """
    A, D, T = case.number("A", 1), case.number("D"), case.number("T", 1)
    c, odd = case.signed("c"), case.number("odd")
    value, moved, payment = (case.number(name) for name in ("value", "moved", "payment"))
    case.assume(A > D, A > T * (A - D), odd <= 1, c >= -1, T * c < 1)
    if case.searching:
        case.assume(c == 0, odd == 0, T >= 2)
    if not wrong:
        case.assume(value * (1 - T * c) <= A - T * (A - D))
    case.assume(moved >= value, moved < value + 1, payment < moved * (1 - c) + 1, payment <= D)
    left, debt = A - moved + odd, D - payment
    if not wrong:
        case.lemma(moved * (1 - T * c) <= A - T * (A - D) + (1 - T * c) * (moved - value))
        case.lemma(T * payment <= T * moved - T * c * moved + T, T >= 1, payment < moved * (1 - c) + 1)
    return left + 2 * T + z3.If(c < 0, -T * c, 0) >= T * (left - debt)


def _rest_in_model(values: Values, wrong: bool) -> bool:
    """What a fill leaves is worth its assets less the value moved, or one more; the fault takes the value down."""
    collateral, volume, price = (int(values[name]) for name in ("collateral", "volume", "price"))
    fill = clearing_fill(collateral, 10**9, price, volume, 0)
    assets, left = collateral * price // E36, (collateral - fill.out) * price // E36
    moved = fill.out * price // E36 if wrong else fill.moved
    return left - (assets - moved) in (0, 1)


@theorem("LEV-REB-02", fault="value moved rounded down", replay=_rest_in_model, integers=True)
def what_is_left_is_worth_the_difference_or_one_more(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-02: floor(C*p) - ceil(v*p) <= floor((C - v)*p) <= that + 1. In integers, for any collateral and price.

    `worth` and `sold` are C*p and v*p, scaled by 1e36.
    """
    worth, sold = case.signed("worth"), case.signed("sold")
    case.assume(sold >= 0, sold <= worth)
    if case.searching:
        collateral, volume, price = case.number("collateral"), case.number("volume"), case.number("price", 1, 2 * E36)
        case.assume(collateral == 3, volume == 1, worth == 3 * price, sold == price)
    assets = case.down(worth, E36)
    moved = (case.down if wrong else case.up)(sold, E36)
    left = case.down(worth - sold, E36)
    return z3.And(left >= assets - moved, left <= assets - moved + 1)


def _purchase_in_model(values: Values, wrong: bool) -> bool:
    """A purchase with as much as the filler likes; the fault sizes it as if it cost nothing."""
    A, D, T, percent = (int(values[name]) for name in ("A", "D", "T", "percent"))
    cost, rule = percent * WAD // 100, rule_of(T * WAD)
    fill = releverage_fill(rule, A, D, E36, 2 * A * T, 0 if wrong else cost)
    if wrong:
        fill = replace(fill, payment=mul_div_up(fill.out, WAD - cost, WAD))
    bought, debt = A + fill.payment, D + fill.out
    return bought <= T * (bought - debt) + T - 1


@theorem("LEV-REB-01", fault="volume as if it cost nothing", replay=_purchase_in_model)
def a_releverage_ends_at_its_landing_or_below(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: after a purchase with (T*E - A)/(1 + c*(T - 1)) the assets are at most T*E' + T - 1.

    That is within the slack of two units of equity that the contract allows; a dearer unit of collateral only lands
    lower. `bought` is floor((C + payment)*p). Any cost with 1 + c*(T - 1) > 0, c < 1.
    """
    A, D, T = case.number("A", 1, 1_000), case.number("D", 0, 1_000), case.number("T", 1, 10)
    volume, bought, percent = case.number("volume", 0, 1_000), case.number("bought", 0, 2_000), case.signed("percent")
    case.assume(A > D, T * (A - D) > A, percent < 100, 100 + percent * (T - 1) > 0)
    missing = T * (A - D) - A
    if wrong:
        case.assume(percent == 3, T == 9, volume == missing)
    else:
        case.assume(volume * (100 + percent * (T - 1)) <= 100 * missing)
    exact = 100 * A + volume * (100 - percent)
    case.assume(100 * bought > exact - 100)
    if case.searching:
        case.assume(100 * bought >= exact, 100 * bought < exact + 100)
    return bought <= T * (bought - D - volume) + T - 1


def _toward_in_model(values: Values, wrong: bool) -> bool:
    """Whether a sale lowers the ratio: at the cost found, over 1/R, or at most at what the rule allows there."""
    assets, equity, maximum, cost = (int(values[name] * SCALE) for name in "AEVc")
    rule = rule_of(3 * WAD, WAD // 10)
    if not wrong:
        cost = allowed_cost(rule, ratio_down(assets, assets - equity), rule.target)
    fill = deleverage_fill(rule, assets, assets - equity, E36, maximum, cost)
    left = assets - fill.out
    return 0 < left * equity < assets * (left - (assets - equity - fill.payment))


@theorem("LEV-REB-01", fault="a tolerance over 1/R", replay=_toward_in_model, search_reals=True)
def a_fill_moves_the_ratio_strictly_toward_the_target(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: a sale at a cost below 1/R lowers R, a purchase at a cost from -1/(R - 1) to 1 raises it.

    Without rounding: what is too small to show is refused ("fill: too small"). `A*E' > A'*E` is R' < R while there is
    equity.
    """
    A, E, V, c = case.number("A", 1), case.number("E", 1), case.number("V"), case.signed("c")
    case.assume(V > 0, V <= A, E < A)
    lowers = A * (E - c * V) > (A - V) * E
    if wrong:
        case.assume(A > 4 * E, c * A > 2 * E, c < z3.RealVal("0.3"), 10 * V >= A, 3 * V < A)
        return lowers
    raises = (A + V * (1 - c)) * E > A * (E - c * V)
    sale = z3.Implies(c * A < E, lowers)
    purchase = z3.Implies(z3.And(c < 1, E + c * (A - E) > 0), raises)
    case.lemma(sale)
    case.lemma(purchase)
    return z3.And(sale, purchase)
