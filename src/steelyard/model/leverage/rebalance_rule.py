# SPDX-License-Identifier: Apache-2.0
"""When a rebalance may start, where it ends and what it may cost: the twin of rebalance_rule.vy.

Assets A and debt D in debt asset units, equity E = A - D, leverage ratio R = A/E. Ratios and
tolerances are scaled by 1e18, prices by 1e36, areas (tolerance integrated over the ratio) by 1e36.
A fill starts outside the band, for no other reason, and ends at the landing of its side,
target + landing * (edge - target). With m the mean of the tolerance over its path from R0 to R1 it
may cost c = m/(1 + R1*m) of the value moved if it sells, m/(1 - (R1 - 1)*m) if it buys: both take
E * area(R0..R1) of the equity, so cutting a fill in pieces gains nothing.
"""

from dataclasses import dataclass

from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up, uint

E36 = 10**36
RATIO_CAP = 10**24


@dataclass(frozen=True)
class Tolerance:
    """What a fill may keep of the value it moves, by danger; all scaled by 1e18."""

    minimum: int  # at the band's edges and inside it; not negative
    over: int  # at the emergency exposure, 4/3 of target
    emergency: int  # at twice the target and beyond
    under: int  # at 3/4 of target; at most 0.5%


@dataclass(frozen=True)
class Rule:
    """Target, band, landings and break points as leverage ratios scaled by 1e18."""

    target: int
    upper: int
    lower: int
    upper_landing: int  # where a deleverage ends
    lower_landing: int  # where a releverage ends
    emergency: int  # at 4/3 of the target exposure
    double: int  # at twice the target exposure
    side: int  # at 3/4 of the target exposure
    breakpoint: int  # above it the tolerance falls as 1/R^2
    tolerance: Tolerance

    @classmethod
    def of(cls, *, is_bear: bool, target: int, upper: int, lower: int, landing: int, tolerance: Tolerance) -> "Rule":
        """Places landings and break points. Exposure is R for a bull and R - 1 for a bear.

        `landing` is the part of the way from the target to the edge that a fill leaves, scaled by 1e18.
        """
        offset = WAD if is_bear else 0
        exposure = target - offset
        return cls(
            target=target,
            upper=upper,
            lower=lower,
            upper_landing=target + mul_div_down(landing, upper - target, WAD),
            lower_landing=target - mul_div_down(landing, target - lower, WAD),
            emergency=exposure * 4 // 3 + offset,
            double=exposure * 2 + offset,
            side=exposure * 3 // 4 + offset,
            breakpoint=E36 // (2 * tolerance.emergency),
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
    return min(mul_div_down(assets, WAD, assets - debt), RATIO_CAP) if assets > debt else RATIO_CAP


def outside_band(rule: Rule, assets: int, debt: int) -> bool:
    """Whether R is above the upper or below the lower edge, or there is no equity."""
    return not rule.lower <= ratio_down(assets, debt) <= rule.upper


def is_short_of(landing: int, over: bool, assets: int, debt: int) -> bool:
    """Whether R is at the landing or still on the side the fill came from (`over`: from above).

    Two units of equity are forgiven, by which payment and debt may round.
    """
    if assets <= debt:
        return False
    wanted, slack = mul_div_down(landing, assets - debt, WAD), 2 * landing // WAD
    return assets + slack >= wanted if over else assets <= wanted + slack


# ------------------------------------------------------------------ tolerance


def _ramp(depth: int, top: int, width: int) -> int:
    """Area from 0 to `depth` under a line that rises from 0 to `top` over `width` and stays there."""
    if depth > width:
        return top * width // 2 + top * (depth - width)
    return mul_div_down(top * depth, depth, 2 * width)


def _area_over(rule: Rule, ratio: int) -> int:
    """Tolerance integrated from 0 to `ratio`, over-levered side."""
    t = rule.tolerance
    body = min(ratio, rule.breakpoint)
    area = t.minimum * body
    if body > rule.upper:
        area += _ramp(body - rule.upper, t.over - t.minimum, rule.emergency - rule.upper)
    if body > rule.emergency:
        area += _ramp(body - rule.emergency, t.emergency - t.over, rule.double - rule.emergency)
    if ratio > rule.breakpoint:
        area += mul_div_down(t.emergency * rule.breakpoint, ratio - rule.breakpoint, ratio)
    return area


def _excess_under(rule: Rule, ratio: int) -> int:
    """Tolerance above the minimum integrated from `ratio` up to the lower edge."""
    if ratio >= rule.lower:
        return 0
    return _ramp(rule.lower - ratio, rule.tolerance.under - rule.tolerance.minimum, rule.lower - rule.side)


def allowed_cost(rule: Rule, start: int, end: int) -> int:
    """What a fill from ratio `start` to ratio `end` may cost, rounded down; the minimum for an empty path.

    m/(1 + end*m) for a sale (`start` above `end`), m/(1 - (end - 1)*m) for a purchase.
    """
    if start > end:
        area = _area_over(rule, start) - _area_over(rule, end)
        return mul_div_down(area, WAD, (start - end) * WAD + mul_div_up(end, area, WAD))
    if start < end:
        run = end - start
        area = rule.tolerance.minimum * run + _excess_under(rule, start) - _excess_under(rule, end)
        return mul_div_down(area, WAD, uint(run * WAD - mul_div_down(uint(end - WAD), area, WAD)))
    return rule.tolerance.minimum


def require_cost(cost: int, maximum: int) -> None:
    """Refuses "cost: above tolerance"."""
    require(-WAD < cost <= maximum, "cost: above tolerance", cost=cost, allowed=maximum)


def require_fill(fill: Fill) -> None:
    """A fill moves a unit or more of both assets. Refuses "fill: nothing to do"."""
    require(fill.out != 0 and fill.payment != 0, "fill: nothing to do")


# ------------------------------------------------------------------ volumes


def deleverage_fill(rule: Rule, collateral: int, debt: int, price: int, maximum: int, cost: int) -> Fill:
    """Sells at most `maximum` collateral, at most to the landing L above the target: V = (A - L*E)/(1 - L*c).

    Volume down, payment up; nothing unless R is above the upper edge and E > 0.
    """
    assets = mul_div_down(collateral, price, E36)
    ratio = ratio_down(assets, debt)
    if assets <= debt or ratio <= rule.upper:
        return NOTHING
    excess = uint(assets * WAD) - uint(rule.upper_landing * (assets - debt))
    volume = mul_div_down(mul_div_down(excess, WAD, WAD * WAD - rule.upper_landing * cost), E36, price)
    sold = sale(min(volume, collateral, maximum), debt, price, cost)
    left = mul_div_down(collateral - sold.out, price, E36)
    allowed = allowed_cost(rule, ratio, min(ratio, ratio_down(left, debt - sold.payment)))
    return Fill(sold.out, sold.payment, sold.moved, allowed)


def sale(volume: int, debt: int, price: int, cost: int) -> Fill:
    """Value and payment rounded up; never more than the debt is taken, and nothing allowed yet."""
    moved = mul_div_up(volume, price, E36)
    return Fill(volume, min(mul_div_up(moved, WAD - cost, WAD), debt), moved, 0)


def releverage_fill(rule: Rule, collateral: int, debt: int, price: int, maximum: int, cost: int) -> Fill:
    """Buys collateral with at most `maximum` new debt, at most to the landing L below the target.

    V = (L*E - A)/(1 + c*(L - 1)). Volume down, payment up; nothing unless R is below the lower edge.
    """
    assets = mul_div_down(collateral, price, E36)
    ratio = ratio_down(assets, debt)
    if ratio >= rule.lower:
        return NOTHING
    missing = uint(rule.lower_landing * (assets - debt)) - uint(assets * WAD)
    volume = min(mul_div_down(missing, WAD, uint(WAD * WAD + cost * (rule.lower_landing - WAD))), maximum)
    payment = mul_div_up(volume * (WAD - cost), WAD, price)
    bought = mul_div_down(collateral + payment, price, E36)
    allowed = allowed_cost(rule, ratio, max(ratio, ratio_down(bought, debt + volume)))
    return Fill(volume, payment, volume, allowed)
