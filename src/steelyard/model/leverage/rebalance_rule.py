# SPDX-License-Identifier: Apache-2.0
"""When a rebalance may start, how far it may go and what it may cost: the twin of rebalance_rule.vy.

Assets A and debt D in debt asset units, equity E = A - D, leverage ratio R = A/E. Ratios and
tolerances are scaled by 1e18, prices by 1e36, areas (tolerance integrated over the ratio) by 1e36.
A fill from R0 to R1 has the mean m of the tolerance over its path and may cost c = m/(1 + R1*m) of
the value it moves: in total at most E * area(R0..R1), so cutting a fill in pieces gains nothing.
"""

from dataclasses import dataclass

from steelyard.model.libraries.rounding import WAD, div_toward_zero, mul_div_down, mul_div_up, uint

E36 = 10**36
RATIO_CAP = 10**24
ON_TARGET = 5 * 10**15
_LONGEST_OVERDUE = 2**40


@dataclass(frozen=True)
class Tolerance:
    """What a fill may keep of the value it moves, by danger; all scaled by 1e18."""

    minimum: int  # at the band's edges; may be negative
    over: int  # at the emergency exposure, 4/3 of target
    emergency: int  # at twice the target and beyond
    under: int  # at 3/4 of target
    overdue: int  # most that being overdue adds up to
    slope: int  # added per second overdue


@dataclass(frozen=True)
class Rule:
    """Target, band and break points as leverage ratios scaled by 1e18; interval in seconds."""

    target: int
    upper: int
    lower: int
    emergency: int  # at 4/3 of the target exposure
    double: int  # at twice the target exposure
    side: int  # at 3/4 of the target exposure
    breakpoint: int  # above it the tolerance falls as 1/R^2
    interval: int
    tolerance: Tolerance

    @classmethod
    def of(cls, *, is_bear: bool, target: int, upper: int, lower: int, interval: int, tolerance: Tolerance) -> "Rule":
        """Places the break points. Exposure is R for a bull and R - 1 for a bear."""
        offset = WAD if is_bear else 0
        exposure = target - offset
        return cls(
            target=target,
            upper=upper,
            lower=lower,
            emergency=exposure * 4 // 3 + offset,
            double=exposure * 2 + offset,
            side=exposure * 3 // 4 + offset,
            breakpoint=E36 // (2 * tolerance.emergency),
            interval=interval,
            tolerance=tolerance,
        )


@dataclass(frozen=True)
class Fill:
    """What the filler gets and pays, the value moved (debt asset units) and the most they may keep of it."""

    out: int
    payment: int
    moved: int
    allowed: int


NOTHING = Fill(0, 0, 0, 0)


# ------------------------------------------------------------------ ratios


def ratio_down(assets: int, debt: int) -> int:
    """floor(A/E), at most the cap; the cap where there is no equity."""
    if assets <= debt:
        return RATIO_CAP
    return min(mul_div_down(assets, WAD, assets - debt), RATIO_CAP)


def outside_band(rule: Rule, assets: int, debt: int) -> bool:
    """Whether R is above the upper or below the lower edge, or there is no equity."""
    return not rule.lower <= ratio_down(assets, debt) <= rule.upper


def on_target(rule: Rule, assets: int, debt: int) -> bool:
    """Whether assets are within dust (0.5%) of what the target asks for."""
    if assets <= debt:
        return False
    wanted = mul_div_down(rule.target, assets - debt, WAD)
    return uint(abs(assets - wanted) * WAD) <= uint(ON_TARGET * wanted)


# ------------------------------------------------------------------ tolerance


def lowest_tolerance(rule: Rule, overdue: int) -> int:
    """The tolerance that holds at every ratio, raised by `overdue` seconds."""
    t = rule.tolerance
    if overdue == 0:
        return t.minimum
    return max(t.minimum, min(t.minimum + t.slope * min(overdue, _LONGEST_OVERDUE), t.overdue))


def _ramp(depth: int, lift: int, top: int, width: int) -> int:
    """Area above `lift`, from 0 to `depth`, under a line that rises from 0 to `top` over `width` and stays there."""
    height = top - lift
    if height == 0:
        return 0
    base = mul_div_down(width, height, top)
    start = width - base
    if depth <= start:
        return 0
    run = depth - start
    if run > base:
        return height * base // 2 + height * (run - base)
    return mul_div_down(height * run, run, 2 * base)


def _area_over(rule: Rule, ratio: int, lowest: int) -> int:
    """Tolerance integrated from 0 to `ratio`, over-levered side; in the tail being overdue adds nothing."""
    t = rule.tolerance
    body = min(ratio, rule.breakpoint)
    area = lowest * body
    if body > rule.upper:
        depth = body - rule.upper
        width = rule.emergency - rule.upper
        area += _ramp(depth, lowest - t.minimum, t.over - t.minimum, width)
        if depth > width:
            area += _ramp(depth - width, 0, t.emergency - t.over, rule.double - rule.emergency)
    if ratio > rule.breakpoint:
        area += mul_div_down(t.emergency * rule.breakpoint, ratio - rule.breakpoint, ratio)
    return area


def _area_under(rule: Rule, ratio: int, lowest: int) -> int:
    """Grows by the tolerance integrated over a path that rises to `ratio` on the under-levered side."""
    t = rule.tolerance
    area = lowest * ratio
    if ratio < rule.lower:
        area -= _ramp(rule.lower - ratio, lowest - t.minimum, t.under - t.minimum, rule.lower - rule.side)
    return area


def allowed_cost(rule: Rule, start: int, landing: int, lowest: int) -> int:
    """c = m/(1 + landing*m), m the mean tolerance between the two ratios; rounded down, `lowest` for an empty path."""
    if start == landing:
        return lowest
    area_to = _area_over if start > landing else _area_under
    area = area_to(rule, max(start, landing), lowest) - area_to(rule, min(start, landing), lowest)
    divisor = abs(start - landing) * WAD + div_toward_zero(landing * area, WAD)
    allowed = div_toward_zero(area * WAD, divisor)
    return allowed - 1 if area < 0 else allowed


def auction_cost(assets: int, debt: int, elapsed: int) -> int:
    """What a fill may cost `elapsed` seconds after a wind-down was confirmed.

    With equity from 0 to min(5%, E/2A) in 30 minutes; without, to 5% in 30 minutes and on to 50% in 24 h.
    """
    maximum = 5 * 10**16
    if assets > debt:
        maximum = min(maximum, mul_div_down(assets - debt, WAD, 2 * assets))
    if elapsed <= 1800:
        return maximum * elapsed // 1800
    if assets > debt:
        return maximum
    return maximum + (WAD // 2 - maximum) * (min(elapsed, 86400) - 1800) // 84600


# ------------------------------------------------------------------ volumes


def deleverage_fill(rule: Rule, collateral: int, debt: int, price: int, maximum: int, cost: int, lowest: int) -> Fill:
    """Sells at most `max` collateral, at most to the target: V = (A - T*E)/(1 - T*c).

    Without equity: as much as pays the debt, at no cost. Volume down, payment up; nothing if R is not above target.
    """
    assets = mul_div_down(collateral, price, E36)
    if assets <= debt:
        return clearing_fill(collateral, debt, price, maximum, cost, 0)
    excess = uint(assets * WAD) - uint(rule.target * (assets - debt))
    if excess <= 0:
        return NOTHING
    volume = mul_div_down(mul_div_down(excess, WAD, WAD * WAD - rule.target * cost), E36, price)
    sale = _sale(min(volume, collateral, maximum), debt, price, cost)
    left = mul_div_down(collateral - sale.out, price, E36)
    allowed = allowed_cost(rule, ratio_down(assets, debt), ratio_down(left, debt - sale.payment), lowest)
    return Fill(sale.out, sale.payment, sale.moved, allowed)


def clearing_fill(collateral: int, debt: int, price: int, maximum: int, cost: int, allowed: int) -> Fill:
    """Sells at most `max` collateral, at most down to no debt; a price of 0 sells all there is."""
    volume = min(collateral, maximum)
    if price != 0:
        gross = mul_div_up(debt, WAD, WAD - cost)
        volume = min(volume, mul_div_up(gross, E36, price))
    sale = _sale(volume, debt, price, cost)
    return Fill(sale.out, sale.payment, sale.moved, allowed)


def _sale(volume: int, debt: int, price: int, cost: int) -> Fill:
    """Value and payment rounded up; never more than the debt is taken."""
    moved = mul_div_up(volume, price, E36)
    return Fill(volume, min(mul_div_up(moved, WAD - cost, WAD), debt), moved, 0)


def releverage_fill(rule: Rule, collateral: int, debt: int, price: int, maximum: int, cost: int, lowest: int) -> Fill:
    """Buys collateral with at most `max` new debt, at most to the target: V = (T*E - A)/(1 + c*(T - 1)).

    Volume down, payment up; nothing if R is not below the target.
    """
    assets = mul_div_down(collateral, price, E36)
    if assets <= debt:
        return NOTHING
    missing = uint(rule.target * (assets - debt)) - uint(assets * WAD)
    if missing <= 0:
        return NOTHING
    volume = min(mul_div_down(missing, WAD, uint(WAD * WAD + cost * (rule.target - WAD))), maximum)
    payment = mul_div_up(volume * (WAD - cost), WAD, price)
    bought = mul_div_down(collateral + payment, price, E36)
    allowed = allowed_cost(rule, ratio_down(assets, debt), ratio_down(bought, debt + volume), lowest)
    return Fill(volume, payment, volume, allowed)
