# SPDX-License-Identifier: Apache-2.0
"""What a fill may cost: E equity, R0 the ratio before, R1 after, m the mean tolerance between them, c the cost allowed.

`area` is the tolerance integrated over the ratio, m*(R0 - R1).
"""

from dataclasses import replace
from fractions import Fraction
from unittest.mock import patch

import z3

from steelyard.model.leverage import rebalance_rule as model
from steelyard.model.leverage.rebalance_rule import (
    E36,
    Rule,
    Tolerance,
    allowed_cost,
    deleverage_fill,
    releverage_fill,
)
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up
from verification.proofs.models import rule_of
from verification.proofs.theorem import Case, Values, theorem

EQUITY = 10**24


def _wad(number: Fraction) -> int:
    """Scaled by 1e18, rounded down."""
    return int(number * WAD)


def _bound_in_model(values: Values, wrong: bool) -> bool:
    """Equity before and after a sale, at a price of 1; the fault takes the payment rounded down."""
    A, D, volume, percent = (int(values[name]) for name in ("A", "D", "volume", "percent"))
    rule, cost = rule_of(2 * WAD), percent * WAD // 100
    with patch.object(model, "mul_div_up", mul_div_down if wrong else mul_div_up):
        fill = deleverage_fill(rule, A, D, E36, volume, cost)
    return 100 * (A - D - (A - fill.out - D + fill.payment)) <= percent * fill.out


@theorem("LEV-REB-02", fault="payment rounded down", replay=_bound_in_model)
def a_deleverage_costs_at_most_its_cost_times_its_value(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-02: equity falls by at most c times the value moved, to the unit, at a cost of either sign.

    With what is left worth at least A - moved (proved of the rounding in verification/proofs/rebalance_volume.py). Not
    covered: a payment capped by the debt, which a fill down to a landing does not meet.
    """
    A, D, volume, percent = case.number("A", 1), case.number("D"), case.number("volume", 1), case.number("percent", -99)
    left = case.number("left", 0, 10**4)
    case.assume(A > D, volume <= A, percent < 100, left >= A - volume)
    if case.searching:
        case.assume(percent == 1, left == A - volume, A > 2 * (A - D), volume < A - 2 * (A - D))
    payment = (case.down if wrong else case.up)(volume * (100 - percent), 100)
    return 100 * (A - D - (left - (D - payment))) <= percent * volume


def _purchase_in_model(values: Values, wrong: bool) -> bool:
    """The same with a purchase, at a price of 2."""
    A, D, volume, percent = (int(values[name]) for name in ("A", "D", "volume", "percent"))
    rule, cost = rule_of(9 * WAD), percent * WAD // 100
    with patch.object(model, "mul_div_up", mul_div_down if wrong else mul_div_up):
        fill = releverage_fill(rule, A // 2, D, 2 * E36, volume, cost)
    bought = 2 * (A // 2 + fill.payment)
    return 100 * (A - D - (bought - (D + fill.out))) < percent * fill.out + 100


@theorem("LEV-REB-02", fault="payment rounded down", replay=_purchase_in_model)
def a_releverage_costs_less_than_a_unit_more_than_that(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-02: equity falls by less than c times the value moved plus one unit, at a cost of either sign.

    A is C*p exactly, p the price of a unit of collateral; assets are rounded down before and after.
    """
    worth, D, p = case.number("A", 1), case.number("D"), case.number("p")
    volume, percent = case.number("volume", 1), case.number("percent", -99)
    case.assume(percent < 100, p > 0)
    payment = (case.down if wrong else case.up)(volume * (100 - percent), 100 * p)
    if case.searching:
        case.assume(p == 2, percent == 1, worth == 2 * D, worth % 2 == 0, volume <= worth, volume % 2 == 0)
    before = case.down(worth, 1)
    after = case.down(worth + payment * p, 1)
    return 100 * (before - D - (after - D - volume)) < percent * volume + 100


def _fill_to(rule: Rule, assets: int, debt: int, landing: int, cost: int) -> tuple[int, int, int]:
    """Assets and debt after a sale down to `landing` at `cost`, and what it cost; at a price of 1."""
    maximum = mul_div_down(assets - mul_div_up(landing, assets - debt, WAD), WAD * WAD, WAD * WAD - landing * cost)
    fill = deleverage_fill(rule, assets, debt, E36, maximum, cost)
    return assets - fill.out, debt - fill.payment, fill.moved * cost // WAD


def _plain_mean(cost: int, landing: int) -> int:
    """The mean tolerance that an allowed cost was made from: m = c/(1 - R1*c)."""
    return cost * WAD * WAD // (WAD * WAD - landing * cost)


def _area_in_model(values: Values, wrong: bool) -> bool:
    """What a fill from R0 to R1 takes, with one tolerance m at all ratios; the fault allows the plain mean."""
    start, landing, mean = (_wad(values[name]) for name in ("R0", "R1", "m"))
    rule = rule_of(landing, mean)
    assets = EQUITY * start // WAD
    cost = allowed_cost(rule, start, landing)
    _, _, taken = _fill_to(rule, assets, assets - EQUITY, landing, mean if wrong else cost)
    area = mean * (start - landing) // WAD
    return taken <= EQUITY // WAD * area


@theorem("LEV-REB-02", fault="the plain mean c = m", replay=_area_in_model, search_reals=True)
def a_fill_takes_the_area_under_the_tolerance(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-02: from R0 to R1 a sale at c = m/(1 + R1*m) costs holders E*m*(R0 - R1).

    A purchase from R1 to R0 at c = m/(1 - (R0 - 1)*m) costs exactly the same. Landing there is what the volumes are
    made for. Without rounding; tolerances not negative, which the factory demands.
    """
    E, R0, R1, m = case.number("E", 1), case.number("R0", 1), case.number("R1", 1), case.number("m")
    c, V, W = case.number("c"), case.number("V"), case.number("W")
    case.assume(R0 > R1)
    sold = R1 * (E - c * V) == R0 * E - V
    case.assume(sold, c == m if wrong else c * (1 + R1 * m) == m)
    if wrong:
        case.assume(E == 1, 100 * m >= 1, 2 * m * R0 <= 1, R1 == 3, R0 == 6, c * R1 < 1)
        return c * V <= E * m * (R0 - R1)
    d = case.number("d")
    bought = R1 * E + W * (1 - d) == R0 * (E - d * W)
    case.assume((R0 - 1) * m < 1, d * (1 - (R0 - 1) * m) == m, bought)
    area = E * m * (R0 - R1)
    case.lemma(c * V == area)
    case.lemma(d * W == area)
    return z3.And(c * V == area, d * W == area)


def _split_in_model(values: Values, wrong: bool) -> bool:
    """A bull from 6 to 3, at once and by way of 4; the fault allows the plain mean."""
    over, emergency = _wad(values["over"]), _wad(values["emergency"])
    tolerance = Tolerance(0, over, emergency, 0)
    rule = Rule.of(is_bear=False, target=3 * WAD, upper=10 * WAD // 3, lower=2 * WAD, landing=0, tolerance=tolerance)

    def cost(start: int, landing: int) -> int:
        allowed = allowed_cost(rule, start * WAD, landing * WAD)
        return _plain_mean(allowed, landing * WAD) if wrong else allowed

    assets, debt = 6 * EQUITY, 5 * EQUITY
    _, _, whole = _fill_to(rule, assets, debt, 3 * WAD, cost(6, 3))
    assets, debt, first = _fill_to(rule, assets, debt, 4 * WAD, cost(6, 4))
    _, _, second = _fill_to(rule, assets, debt, 3 * WAD, cost(4, 3))
    return first + second <= whole + EQUITY // 10**9


@theorem("LEV-REB-01", fault="the plain mean c = m", replay=_split_in_model, search_reals=True)
def splitting_a_fill_gains_nothing(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: from R0 to R1 by way of Q fillers get no more than for one fill, whatever the tolerances are.

    n pieces follow by induction: the last two are one. Sales that leave equity; without rounding; tolerances not
    negative, which the factory demands. m and k are the means above and below Q, F the equity there.
    """
    R0, Q, R1 = case.number("R0", 1), case.number("Q", 1), case.number("R1", 1)
    m, k, mean = case.number("m"), case.number("k"), case.number("mean")
    E, F = case.number("E", 1), case.number("F")
    case.assume(R0 > Q, Q > R1, mean * (R0 - R1) == m * (R0 - Q) + k * (Q - R1))
    pieces = (("whole", E, R0, R1, mean), ("upper", E, R0, Q, m), ("lower", F, Q, R1, k))
    taken, areas = {}, []
    for name, equity, start, landing, average in pieces:
        cost, moved = case.number(f"cost_{name}"), case.number(f"moved_{name}")
        rule = cost == average if wrong else cost * (1 + landing * average) == average
        lands = start * equity - moved == landing * (equity - cost * moved)
        taken[name] = cost * moved
        case.assume(rule, lands)
        if not wrong:
            areas.append(taken[name] == equity * average * (start - landing))
            case.lemma(areas[-1], rule, lands, equity >= (0 if equity is F else 1), average >= 0)
    case.assume(E - taken["upper"] == F)
    claim = taken["upper"] + taken["lower"] <= taken["whole"]
    if wrong:
        over, emergency = case.number("over"), case.number("emergency")
        case.assume(E == 1, R0 == 6, Q == 4, R1 == 3, over >= z3.RealVal("0.01"), emergency >= over)
        case.assume(emergency <= z3.RealVal("0.08"), 2 * m == over + emergency, 3 * k == over)
    else:
        shrinks = F * k * (Q - R1) <= E * k * (Q - R1)
        adds_up = E * mean * (R0 - R1) == E * m * (R0 - Q) + E * k * (Q - R1)
        case.lemma(shrinks)
        case.lemma(adds_up)
        case.lemma(claim, shrinks, adds_up, *areas)
    return claim


def _buy_to(rule: Rule, assets: int, debt: int, landing: int, cost: int) -> tuple[int, int, int]:
    """Assets and debt after a purchase up to `landing` at `cost`, and what it cost; at a price of 1."""
    missing = landing * (assets - debt) // WAD - assets
    maximum = mul_div_down(missing, WAD * WAD, WAD * WAD + cost * (landing - WAD))
    fill = releverage_fill(rule, assets, debt, E36, maximum, cost)
    return assets + fill.payment, debt + fill.out, fill.moved * cost // WAD


def _split_purchase_in_model(values: Values, wrong: bool) -> bool:
    """A bull with one tolerance from 1.5 to 3, at once and by way of 2.25; the fault allows it what a sale may cost."""
    tolerance = _wad(values["m"])
    rule = rule_of(3 * WAD, tolerance)

    def cost(start: int, landing: int) -> int:
        if wrong:
            return mul_div_down(tolerance, WAD * WAD, WAD * WAD + landing * tolerance)
        return allowed_cost(rule, start, landing)

    low, middle, high = 15 * WAD // 10, 225 * WAD // 100, 3 * WAD
    assets, debt = EQUITY * low // WAD, EQUITY * low // WAD - EQUITY
    _, _, whole = _buy_to(rule, assets, debt, high, cost(low, high))
    assets, debt, first = _buy_to(rule, assets, debt, middle, cost(low, middle))
    _, _, second = _buy_to(rule, assets, debt, high, cost(middle, high))
    return first + second <= whole + EQUITY // 10**9


@theorem("LEV-REB-01", fault="a sale's c = m/(1 + R1*m)", replay=_split_purchase_in_model, search_reals=True)
def splitting_a_purchase_gains_nothing(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: from R0 up to R1 by way of Q fillers get no more than for one fill, whatever the tolerances are.

    n pieces follow by induction: the last two are one. Without rounding; tolerances not negative and under 1/(R1 - 1).
    m and k are the means below and above Q, F the equity there.
    """
    R0, Q, R1 = case.number("R0", 1), case.number("Q", 1), case.number("R1", 1)
    m, k, mean = case.number("m"), case.number("k"), case.number("mean")
    E, F = case.number("E", 1), case.number("F")
    case.assume(R0 < Q, Q < R1, mean * (R1 - R0) == m * (Q - R0) + k * (R1 - Q))
    pieces = (("whole", E, R0, R1, mean), ("lower", E, R0, Q, m), ("upper", F, Q, R1, k))
    taken, areas = {}, []
    for name, equity, start, landing, average in pieces:
        cost, moved = case.number(f"cost_{name}"), case.number(f"moved_{name}")
        small = (landing - 1) * average < 1
        rule = cost * (1 + landing * average if wrong else 1 - (landing - 1) * average) == average
        lands = start * equity + moved * (1 - cost) == landing * (equity - cost * moved)
        taken[name] = cost * moved
        case.assume(small, rule, lands)
        if not wrong:
            areas.append(taken[name] == equity * average * (landing - start))
            case.lemma(areas[-1], small, rule, lands, equity >= (0 if equity is F else 1), average >= 0)
    case.assume(E - taken["lower"] == F)
    claim = taken["lower"] + taken["upper"] <= taken["whole"]
    if wrong:
        case.assume(E == 1, 2 * R0 == 3, 4 * Q == 9, R1 == 3, m == k, 1_000 * m >= 1, 200 * m <= 1)
    else:
        shrinks = F * k * (R1 - Q) <= E * k * (R1 - Q)
        adds_up = E * mean * (R1 - R0) == E * m * (Q - R0) + E * k * (R1 - Q)
        case.lemma(shrinks)
        case.lemma(adds_up)
        case.lemma(claim, shrinks, adds_up, *areas)
    return claim


def _tail_in_model(values: Values, wrong: bool) -> bool:
    """Whether a sale to the target at the highest cost leaves equity; the fault has no breakpoint."""
    start, target, maximum = (_wad(values[name]) for name in ("R", "T", "e"))
    rule = rule_of(target, maximum)
    if wrong:
        rule = replace(rule, breakpoint=start)
    cost = allowed_cost(rule, start, target)
    assets = EQUITY * start // WAD
    left, debt, _ = _fill_to(rule, assets, assets - EQUITY, target, cost)
    return left > debt


@theorem("LEV-REB-01", fault="no breakpoint", replay=_tail_in_model, search_reals=True)
def fills_never_take_the_whole_equity(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-REB-01: the area from any R down to T is below 1, so that equity is left whatever the fillers take.

    e is the greatest tolerance, K = 1/(2e) the breakpoint beyond which it is e*(K/R)^2; T*e <= 1/2 is a bound of the
    factory. The area of the tail, e*K^2*(1/K - 1/R), is written with t = 1/R.
    """
    T, e, K, R, t = (case.number(name, minimum) for name, minimum in (("T", 1), ("e", 0), ("K", 1), ("R", 1), ("t", 0)))
    case.assume(e > 0, R >= K, R * t == 1, K >= T)
    case.assume(2 * e * K == 1)
    if wrong:
        case.assume(T == 3, R <= 50, R >= 49, 50 * e <= 2, 1000 * e >= 30)
        return e * (R - T) < 1
    tail = e * K - e * K * K * t
    case.lemma(z3.And(tail >= 0, tail < z3.RealVal("0.5")))
    return e * (K - T) + tail < 1
