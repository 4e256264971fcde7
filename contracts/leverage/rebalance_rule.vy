# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title When a rebalance may start, where it ends and what it may cost
@license AGPL-3.0-only
@notice Pure arithmetic on a balance sheet: assets A and debt D in debt asset
        units, equity E = A - D, leverage ratio R = A/E. Ratios and tolerances are
        scaled by 1e18, areas (tolerance integrated over the ratio) by 1e36.
        A fill starts outside the band, for no other reason, and ends at the landing of
        its side, target + landing * (edge - target). There is no clock: every ratio inside
        the band is allowed for any time, so nothing can be parked.
        Tolerance by danger, piecewise linear in R, `minimum` inside the band:

            over-levered   minimum .. over (emergency) .. emergency (double), level
                           up to the breakpoint R* = 1/(2*emergency), then falling as 1/R^2
            under-levered  minimum .. under (side), level below

        With m the mean of the tolerance over the path from R0 to R1 a fill may cost, of
        the value it moves,

            a sale      c = m/(1 + R1*m)
            a purchase  c = m/(1 - (R1 - 1)*m)

        which both take E * area(R0..R1) of the equity, so cutting a fill in pieces gains nothing.
"""
from ..interfaces import ILeveragedToken
from ..libraries import errors
from ..libraries import rounding


struct Fill:
    out: uint256  # what the filler gets: collateral (deleverage), debt asset (releverage)
    payment: uint256  # what the filler pays
    moved: uint256  # value of the trade at the oracle price, debt asset units
    allowed: int256  # most the filler may keep of it


WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18
E36: constant(uint256) = 10**36

# a ratio beyond a million is no leverage, it is insolvency; the cap keeps areas in 256 bits
RATIO_CAP: constant(uint256) = 10**24


# ------------------------------------------------------------------ the rule of one token


@internal
@pure
def rule_of(
    is_bear: bool,
    target: uint256,
    upper: uint256,
    lower: uint256,
    landing: uint256,
    tolerance: ILeveragedToken.Tolerance,
) -> ILeveragedToken.Rule:
    """
    @dev Exposure is R for a bull and R - 1 for a bear, so what is linear in the
         exposure is linear in the ratio and only the break points differ.
    @param landing Part of the way from the target to the edge that a fill leaves, 1e18.
    """
    offset: uint256 = WAD if is_bear else 0
    exposure: uint256 = target - offset
    return ILeveragedToken.Rule(
        target=target,
        upper=upper,
        lower=lower,
        upper_landing=target + rounding.mul_div_down(landing, upper - target, WAD),
        lower_landing=target - rounding.mul_div_down(landing, target - lower, WAD),
        emergency=exposure * 4 // 3 + offset,
        double=exposure * 2 + offset,
        side=exposure * 3 // 4 + offset,
        breakpoint=E36 // (2 * convert(tolerance.emergency, uint256)),
        tolerance=tolerance,
    )


# ------------------------------------------------------------------ ratios


@internal
@pure
def ratio_down(assets: uint256, debt: uint256) -> uint256:
    """
    @return floor(A/E), at most the cap; the cap where there is no equity.
    """
    if assets <= debt:
        return RATIO_CAP
    return min(rounding.mul_div_down(assets, WAD, assets - debt), RATIO_CAP)


@internal
@pure
def outside_band(rule: ILeveragedToken.Rule, assets: uint256, debt: uint256) -> bool:
    """
    @return True if R is above the upper or below the lower edge, or there is no equity.
    """
    ratio: uint256 = self.ratio_down(assets, debt)
    return ratio > rule.upper or ratio < rule.lower


@internal
@pure
def is_short_of(landing: uint256, over: bool, assets: uint256, debt: uint256) -> bool:
    """
    @dev Two units of equity are forgiven, by which payment and debt may round.
    @param landing Ratio that a fill may not pass, 1e18.
    @param over Whether it comes from above.
    @return True if the ratio is at the landing or still on the side it came from.
    """
    if assets <= debt:
        return False
    wanted: uint256 = rounding.mul_div_down(landing, assets - debt, WAD)
    slack: uint256 = 2 * landing // WAD
    if over:
        return assets + slack >= wanted
    return assets <= wanted + slack


# ------------------------------------------------------------------ tolerance


@internal
@pure
def _ramp(depth: uint256, top: uint256, width: uint256) -> uint256:
    """
    @dev Area from 0 to `depth` under a line that rises from 0 to `top` over `width` and stays there.
    """
    if depth > width:
        return top * width // 2 + top * (depth - width)
    return rounding.mul_div_down(top * depth, depth, 2 * width)


@internal
@pure
def _area_over(rule: ILeveragedToken.Rule, ratio: uint256) -> uint256:
    """
    @dev Tolerance integrated from 0 to `ratio`, over-levered side, 1e36.
    """
    minimum: uint256 = convert(rule.tolerance.minimum, uint256)
    over: uint256 = convert(rule.tolerance.over, uint256)
    emergency: uint256 = convert(rule.tolerance.emergency, uint256)
    body: uint256 = min(ratio, rule.breakpoint)
    area: uint256 = minimum * body
    if body > rule.upper:
        area += self._ramp(body - rule.upper, over - minimum, rule.emergency - rule.upper)
    if body > rule.emergency:
        area += self._ramp(body - rule.emergency, emergency - over, rule.double - rule.emergency)
    if ratio > rule.breakpoint:
        area += rounding.mul_div_down(emergency * rule.breakpoint, ratio - rule.breakpoint, ratio)
    return area


@internal
@pure
def _excess_under(rule: ILeveragedToken.Rule, ratio: uint256) -> uint256:
    """
    @dev Tolerance above the minimum integrated from `ratio` up to the lower edge, 1e36.
    """
    if ratio >= rule.lower:
        return 0
    top: uint256 = convert(rule.tolerance.under - rule.tolerance.minimum, uint256)
    return self._ramp(rule.lower - ratio, top, rule.lower - rule.side)


@internal
@pure
def allowed_cost(rule: ILeveragedToken.Rule, start: uint256, end: uint256) -> int256:
    """
    @notice c = m/(1 + R1*m) for a sale, m/(1 - (R1 - 1)*m) for a purchase, m the mean
            tolerance between the two ratios.
    @param start Ratio before; above `end` for a deleverage, below it for a releverage.
    @param end Ratio after, R1, at least 1.
    @return Cost over value moved, 1e18, rounded down; the minimum for an empty path.
    """
    if start > end:
        area: uint256 = self._area_over(rule, start) - self._area_over(rule, end)
        divisor: uint256 = (start - end) * WAD + rounding.mul_div_up(end, area, WAD)
        return convert(rounding.mul_div_down(area, WAD, divisor), int256)
    if start < end:
        run: uint256 = end - start
        area: uint256 = convert(rule.tolerance.minimum, uint256) * run
        area += self._excess_under(rule, start) - self._excess_under(rule, end)
        divisor: uint256 = run * WAD - rounding.mul_div_down(end - WAD, area, WAD)
        return convert(rounding.mul_div_down(area, WAD, divisor), int256)
    return rule.tolerance.minimum


@internal
@pure
def require_cost(cost: int256, maximum: int256):
    """
    @notice Refuses "cost: above tolerance".
    """
    errors.require(cost > -IWAD and cost <= maximum, "cost: above tolerance")


@internal
@pure
def require_fill(fill: Fill):
    """
    @notice A fill moves a unit or more of both assets. Refuses "fill: nothing to do".
    """
    errors.require(fill.out != 0 and fill.payment != 0, "fill: nothing to do")


# ------------------------------------------------------------------ volumes


@internal
@pure
def deleverage_fill(
    rule: ILeveragedToken.Rule, collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> Fill:
    """
    @notice Sells at most `maximum` collateral, at most to the landing L above the target:
            V = (A - L*E)/(1 - L*c).
    @param cost Signed, 1e18; above -1 and at most the emergency tolerance.
    @return Volume rounded down, payment rounded up; all 0 unless R is above the upper edge and E > 0.
    """
    assets: uint256 = rounding.mul_div_down(collateral, price, E36)
    ratio: uint256 = self.ratio_down(assets, debt)
    if assets <= debt or ratio <= rule.upper:
        return empty(Fill)
    excess: uint256 = assets * WAD - rule.upper_landing * (assets - debt)
    divisor: uint256 = convert(IWAD * IWAD - convert(rule.upper_landing, int256) * cost, uint256)
    volume: uint256 = rounding.mul_div_down(rounding.mul_div_down(excess, WAD, divisor), E36, price)
    fill: Fill = self.sale(min(min(volume, collateral), maximum), debt, price, cost)
    left: uint256 = rounding.mul_div_down(collateral - fill.out, price, E36)
    fill.allowed = self.allowed_cost(rule, ratio, min(ratio, self.ratio_down(left, debt - fill.payment)))
    return fill


@internal
@pure
def sale(volume: uint256, debt: uint256, price: uint256, cost: int256) -> Fill:
    """
    @param volume Collateral that is sold.
    @return Value and payment rounded up; never more than the debt is taken, and nothing allowed yet.
    """
    moved: uint256 = rounding.mul_div_up(volume, price, E36)
    payment: uint256 = min(rounding.mul_div_up(moved, convert(IWAD - cost, uint256), WAD), debt)
    return Fill(out=volume, payment=payment, moved=moved, allowed=0)


@internal
@pure
def releverage_fill(
    rule: ILeveragedToken.Rule, collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> Fill:
    """
    @notice Buys collateral with at most `maximum` newly borrowed debt asset, at most to the
            landing L below the target: V = (L*E - A)/(1 + c*(L - 1)).
    @param cost Signed, 1e18; below 1 and above -1/(L - 1) and -1.
    @return Volume rounded down, payment rounded up; all 0 unless R is below the lower edge.
    """
    assets: uint256 = rounding.mul_div_down(collateral, price, E36)
    ratio: uint256 = self.ratio_down(assets, debt)
    if ratio >= rule.lower:
        return empty(Fill)
    missing: uint256 = rule.lower_landing * (assets - debt) - assets * WAD
    divisor: uint256 = convert(IWAD * IWAD + cost * convert(rule.lower_landing - WAD, int256), uint256)
    volume: uint256 = min(rounding.mul_div_down(missing, WAD, divisor), maximum)
    payment: uint256 = rounding.mul_div_up(volume * convert(IWAD - cost, uint256), WAD, price)
    bought: uint256 = rounding.mul_div_down(collateral + payment, price, E36)
    return Fill(
        out=volume,
        payment=payment,
        moved=volume,
        allowed=self.allowed_cost(rule, ratio, max(ratio, self.ratio_down(bought, debt + volume))),
    )
