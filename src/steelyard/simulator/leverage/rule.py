# SPDX-License-Identifier: Apache-2.0
"""When a rebalance may start, how far it may go and what it may cost: the model's rule in floats.

Assets and debt in the same unit at the oracle's price, equity is their difference, leverage ratio R = assets / equity.
"""

from typing import NamedTuple

from steelyard.model.leverage.lifecycle import WIND_DOWN_RATIO
from steelyard.model.leverage.rebalance_rule import RATIO_CAP
from steelyard.model.leverage.rebalance_rule import Rule as TwinRule
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.compiled import compiled
from steelyard.simulator.record import record_of

CAP = RATIO_CAP / WAD
DYING = float(WIND_DOWN_RATIO)


class Rule:
    """The shape of a record: the twin's rule; `top` is its emergency tolerance."""

    target: float
    upper: float
    lower: float
    upper_landing: float
    lower_landing: float
    emergency: float
    double: float
    side: float
    breakpoint: float
    minimum: float
    over: float
    top: float
    under: float


def in_floats(rule: TwinRule) -> Rule:
    """The same rule."""
    return record_of(
        Rule,
        target=rule.target / WAD,
        upper=rule.upper / WAD,
        lower=rule.lower / WAD,
        upper_landing=rule.upper_landing / WAD,
        lower_landing=rule.lower_landing / WAD,
        emergency=rule.emergency / WAD,
        double=rule.double / WAD,
        side=rule.side / WAD,
        breakpoint=rule.breakpoint / WAD,
        minimum=rule.tolerance.minimum / WAD,
        over=rule.tolerance.over / WAD,
        top=rule.tolerance.emergency / WAD,
        under=rule.tolerance.under / WAD,
    )


# ------------------------------------------------------------------ ratios


@compiled
def ratio_of(assets: float, debt: float) -> float:
    """At most the cap; the cap where there is no equity."""
    return min(assets / (assets - debt), CAP) if assets > debt else CAP


@compiled
def is_outside(rule: Rule, assets: float, debt: float) -> bool:
    """Whether R is above the upper or below the lower edge, or there is no equity."""
    ratio = ratio_of(assets, debt)
    return ratio > rule.upper or ratio < rule.lower


@compiled
def is_dying(assets: float, debt: float) -> bool:
    """Whether a wind-down may start."""
    return assets <= debt or assets >= DYING * (assets - debt)


# ------------------------------------------------------------------ tolerance


@compiled
def ramp(depth: float, top: float, width: float) -> float:
    """Area from 0 to `depth` under a line that rises from 0 to `top` over `width` and stays there."""
    return top * width / 2 + top * (depth - width) if depth > width else top * depth * depth / (2 * width)


@compiled
def area_over(rule: Rule, ratio: float) -> float:
    """Tolerance integrated from 0 to `ratio`, over-levered side."""
    body = min(ratio, rule.breakpoint)
    area = rule.minimum * body
    if body > rule.upper:
        area += ramp(body - rule.upper, rule.over - rule.minimum, rule.emergency - rule.upper)
    if body > rule.emergency:
        area += ramp(body - rule.emergency, rule.top - rule.over, rule.double - rule.emergency)
    if ratio > rule.breakpoint:
        area += rule.top * rule.breakpoint * (ratio - rule.breakpoint) / ratio
    return area


@compiled
def excess_under(rule: Rule, ratio: float) -> float:
    """Tolerance above the minimum integrated from `ratio` up to the lower edge."""
    if ratio >= rule.lower:
        return 0.0
    return ramp(rule.lower - ratio, rule.under - rule.minimum, rule.lower - rule.side)


@compiled
def highest_tolerance(rule: Rule, start: float, is_over: bool) -> float:
    """No fill that starts at ratio `start` may cost more."""
    if is_over:
        if start > rule.emergency:
            return rule.over + (rule.top - rule.over) * min(
                1.0, (start - rule.emergency) / (rule.double - rule.emergency)
            )
        return rule.minimum + (rule.over - rule.minimum) * max(
            0.0, (start - rule.upper) / (rule.emergency - rule.upper)
        )
    depth = min(max(0.0, (rule.lower - start) / (rule.lower - rule.side)), 1.0)
    most = rule.minimum + (rule.under - rule.minimum) * depth
    return most / (1 - (rule.target - 1) * most)


@compiled
def allowed_cost(rule: Rule, start: float, end: float) -> float:
    """m/(1 + end*m) for a sale, m/(1 - (end - 1)*m) for a purchase, m the mean tolerance between the two ratios."""
    if start == end:
        return rule.minimum
    if start > end:
        area = area_over(rule, start) - area_over(rule, end)
        return area / (start - end + end * area)
    area = rule.minimum * (end - start) + excess_under(rule, start) - excess_under(rule, end)
    return area / (end - start - (end - 1) * area)


# ------------------------------------------------------------------ volumes


class Fill(NamedTuple):
    """What the filler gets and pays, the value moved (debt asset) and the most they may keep of it."""

    out: float
    payment: float
    moved: float
    allowed: float


@compiled
def no_fill() -> Fill:
    """Nothing moves."""
    return Fill(0.0, 0.0, 0.0, 0.0)


@compiled
def deleverage_fill(rule: Rule, collateral: float, debt: float, price: float, maximum: float, cost: float) -> Fill:
    """Sells at most `maximum` collateral, at most to the landing L above the target: V = (A - L*E)/(1 - L*c).

    Nothing unless R is above the upper edge and there is equity.
    """
    assets = collateral * price
    ratio = ratio_of(assets, debt)
    if assets <= debt or ratio <= rule.upper:
        return no_fill()
    excess = assets - rule.upper_landing * (assets - debt)
    out = min(excess / (1 - rule.upper_landing * cost) / price, collateral, maximum)
    payment = min(out * price * (1 - cost), debt)
    end = min(ratio, ratio_of((collateral - out) * price, debt - payment))
    return Fill(out, payment, out * price, allowed_cost(rule, ratio, end))


@compiled
def clearing_fill(collateral: float, debt: float, price: float, maximum: float, cost: float, allowed: float) -> Fill:
    """Sells at most `maximum` collateral, at most down to no debt."""
    out = min(collateral, maximum, debt / (1 - cost) / price)
    return Fill(out, min(out * price * (1 - cost), debt), out * price, allowed)


@compiled
def releverage_fill(rule: Rule, collateral: float, debt: float, price: float, maximum: float, cost: float) -> Fill:
    """Buys collateral with at most `maximum` new debt, at most to the landing L below the target.

    V = (L*E - A)/(1 + c*(L - 1)); nothing unless R is below the lower edge.
    """
    assets = collateral * price
    ratio = ratio_of(assets, debt)
    if ratio >= rule.lower:
        return no_fill()
    missing = rule.lower_landing * (assets - debt) - assets
    out = min(missing / (1 + cost * (rule.lower_landing - 1)), maximum)
    payment = out * (1 - cost) / price
    end = max(ratio, ratio_of((collateral + payment) * price, debt + out))
    return Fill(out, payment, out, allowed_cost(rule, ratio, end))
