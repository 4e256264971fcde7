# SPDX-License-Identifier: Apache-2.0
"""When a rebalance may start, how far it may go and what it may cost: the model's rule in floats.

Assets and debt in the same unit at the oracle's price, equity is their difference, leverage ratio R = assets / equity.
"""

from typing import NamedTuple

from steelyard.model.leverage.rebalance_rule import ON_TARGET, RATIO_CAP
from steelyard.model.leverage.rebalance_rule import Rule as TwinRule
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.compiled import compiled
from steelyard.simulator.record import record_of

CAP = RATIO_CAP / WAD
DUST = ON_TARGET / WAD
DYING = 50.0
SHORT_AUCTION, LONG_AUCTION = 1_800, 86_400
AUCTION_START, AUCTION_END = 0.05, 0.5


class Rule:
    """The shape of a record: the twin's rule; `top` is its emergency tolerance."""

    target: float
    upper: float
    lower: float
    emergency: float
    double: float
    side: float
    breakpoint: float
    interval: float
    minimum: float
    over: float
    top: float
    under: float
    overdue: float
    slope: float


def in_floats(rule: TwinRule) -> Rule:
    """The same rule."""
    return record_of(
        Rule,
        target=rule.target / WAD,
        upper=rule.upper / WAD,
        lower=rule.lower / WAD,
        emergency=rule.emergency / WAD,
        double=rule.double / WAD,
        side=rule.side / WAD,
        breakpoint=rule.breakpoint / WAD,
        interval=rule.interval,
        minimum=rule.tolerance.minimum / WAD,
        over=rule.tolerance.over / WAD,
        top=rule.tolerance.emergency / WAD,
        under=rule.tolerance.under / WAD,
        overdue=rule.tolerance.overdue / WAD,
        slope=rule.tolerance.slope / WAD,
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
def is_on_target(rule: Rule, assets: float, debt: float) -> bool:
    """Whether assets are within dust of what the target asks for."""
    wanted = rule.target * (assets - debt)
    return assets > debt and abs(assets - wanted) <= DUST * wanted


@compiled
def is_dying(assets: float, debt: float) -> bool:
    """Whether a wind-down may start."""
    return assets <= debt or assets >= DYING * (assets - debt)


# ------------------------------------------------------------------ tolerance


@compiled
def lowest_tolerance(rule: Rule, overdue: float) -> float:
    """The tolerance that holds at every ratio, raised by `overdue` seconds."""
    if overdue <= 0:
        return rule.minimum
    return max(rule.minimum, min(rule.minimum + rule.slope * overdue, rule.overdue))


@compiled
def ramp(depth: float, lift: float, top: float, width: float) -> float:
    """Area above `lift`, from 0 to `depth`, under a line that rises from 0 to `top` over `width` and stays there."""
    height = top - lift
    if height <= 0:
        return 0.0
    base = width * height / top
    run = depth - (width - base)
    if run <= 0:
        return 0.0
    return height * base / 2 + height * (run - base) if run > base else height * run * run / (2 * base)


@compiled
def area_over(rule: Rule, ratio: float, lowest: float) -> float:
    """Tolerance integrated from 0 to `ratio`, over-levered side; in the tail being overdue adds nothing."""
    body = min(ratio, rule.breakpoint)
    area = lowest * body
    if body > rule.upper:
        depth, width = body - rule.upper, rule.emergency - rule.upper
        area += ramp(depth, lowest - rule.minimum, rule.over - rule.minimum, width)
        if depth > width:
            area += ramp(depth - width, 0.0, rule.top - rule.over, rule.double - rule.emergency)
    if ratio > rule.breakpoint:
        area += rule.top * rule.breakpoint * (ratio - rule.breakpoint) / ratio
    return area


@compiled
def area_under(rule: Rule, ratio: float, lowest: float) -> float:
    """Grows by the tolerance integrated over a path that rises to `ratio` on the under-levered side."""
    area = lowest * ratio
    if ratio < rule.lower:
        area -= ramp(rule.lower - ratio, lowest - rule.minimum, rule.under - rule.minimum, rule.lower - rule.side)
    return area


@compiled
def highest_tolerance(rule: Rule, start: float, is_over: bool, lowest: float) -> float:
    """No fill that starts at ratio `start` may cost more: the tolerance there, or at the breakpoint beyond it."""
    if is_over:
        if start > rule.emergency:
            rise = (rule.top - rule.over) * min(1.0, (start - rule.emergency) / (rule.double - rule.emergency))
            return max(lowest, rule.over + rise)
        rise = (rule.over - rule.minimum) * max(0.0, (start - rule.upper) / (rule.emergency - rule.upper))
        return max(lowest, rule.minimum + rise)
    depth = min(max(0.0, (rule.lower - start) / (rule.lower - rule.side)), 1.0)
    return max(lowest, rule.minimum + (rule.under - rule.minimum) * depth)


@compiled
def allowed_cost(rule: Rule, start: float, landing: float, lowest: float) -> float:
    """c = m/(1 + landing*m), m the mean tolerance between the two ratios; `lowest` for an empty path."""
    if start == landing:
        return lowest
    if start > landing:
        area = area_over(rule, start, lowest) - area_over(rule, landing, lowest)
    else:
        area = area_under(rule, landing, lowest) - area_under(rule, start, lowest)
    return area / (abs(start - landing) + landing * area)


@compiled
def auction_cost(assets: float, debt: float, elapsed: float) -> float:
    """What a fill may cost `elapsed` seconds after a wind-down was confirmed."""
    maximum = AUCTION_START
    if assets > debt:
        maximum = min(maximum, (assets - debt) / (2 * assets))
    if elapsed <= SHORT_AUCTION:
        return maximum * elapsed / SHORT_AUCTION
    if assets > debt:
        return maximum
    run = (min(elapsed, LONG_AUCTION) - SHORT_AUCTION) / (LONG_AUCTION - SHORT_AUCTION)
    return maximum + (AUCTION_END - maximum) * run


# ------------------------------------------------------------------ volumes


class Fill(NamedTuple):
    """What the filler gets and pays, the value moved (debt asset) and the most they may keep of it."""

    out: float
    payment: float
    moved: float
    allowed: float


@compiled
def deleverage_fill(
    rule: Rule, collateral: float, debt: float, price: float, maximum: float, cost: float, lowest: float
) -> Fill:
    """Sells at most `max` collateral, at most to the target: V = (A - T*E)/(1 - T*c).

    Without equity: as much as pays the debt, at no cost. Nothing if R is not above the target.
    """
    assets = collateral * price
    equity = assets - debt
    if equity <= 0:
        return clearing_fill(collateral, debt, price, maximum, cost, 0.0)
    excess = assets - rule.target * equity
    if excess <= 0:
        return Fill(0.0, 0.0, 0.0, 0.0)
    out = min(excess / (1 - rule.target * cost) / price, collateral, maximum)
    payment = min(out * price * (1 - cost), debt)
    landing = ratio_of((collateral - out) * price, debt - payment)
    return Fill(out, payment, out * price, allowed_cost(rule, ratio_of(assets, debt), landing, lowest))


@compiled
def clearing_fill(collateral: float, debt: float, price: float, maximum: float, cost: float, allowed: float) -> Fill:
    """Sells at most `max` collateral, at most down to no debt."""
    out = min(collateral, maximum, debt / (1 - cost) / price)
    return Fill(out, min(out * price * (1 - cost), debt), out * price, allowed)


@compiled
def releverage_fill(
    rule: Rule, collateral: float, debt: float, price: float, maximum: float, cost: float, lowest: float
) -> Fill:
    """Buys collateral with at most `max` new debt, at most to the target: V = (T*E - A)/(1 + c*(T - 1))."""
    assets = collateral * price
    missing = rule.target * (assets - debt) - assets
    if assets <= debt or missing <= 0:
        return Fill(0.0, 0.0, 0.0, 0.0)
    out = min(missing / (1 + cost * (rule.target - 1)), maximum)
    payment = out * (1 - cost) / price
    landing = ratio_of((collateral + payment) * price, debt + out)
    return Fill(out, payment, out, allowed_cost(rule, ratio_of(assets, debt), landing, lowest))
