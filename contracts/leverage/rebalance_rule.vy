# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title When a rebalance may start, how far it may go and what it may cost
@license AGPL-3.0-only
@notice Pure arithmetic on a balance sheet: assets A and debt D in debt asset
        units, equity E = A - D, leverage ratio R = A/E. Ratios and tolerances are
        scaled by 1e18, areas (tolerance integrated over the ratio) by 1e36. The
        token judges by it and the lens answers from it.
        Tolerance by danger, piecewise linear in R, `lowest` being the minimum or
        what being overdue has raised it to:

            over-levered   lowest .. over (emergency) .. emergency (double), level
                           up to the breakpoint R* = 1/(2*emergency), then falling as 1/R^2
            under-levered  lowest .. under (side), level below

        A fill from R0 to R1 has the mean m of the tolerance over its path and may
        cost c = m/(1 + R1*m) of the value it moves: in total at most
        E * area(R0..R1), so cutting a fill in pieces gains nothing.
"""
from ..interfaces import ILeveragedToken
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
# within half a percent of the target counts as on target
ON_TARGET: constant(uint256) = 5 * 10**15


# ------------------------------------------------------------------ the rule of one token


@internal
@pure
def rule_of(p: ILeveragedToken.Parameters) -> ILeveragedToken.Rule:
    """
    @dev Exposure is R for a bull and R - 1 for a bear, so what is linear in the
         exposure is linear in the ratio and only the break points differ.
    """
    offset: uint256 = WAD if p.is_bear else 0
    exposure: uint256 = p.target - offset
    return ILeveragedToken.Rule(
        target=p.target,
        upper=p.upper,
        lower=p.lower,
        emergency=exposure * 4 // 3 + offset,
        double=exposure * 2 + offset,
        side=exposure * 3 // 4 + offset,
        breakpoint=E36 // (2 * convert(p.tolerance.emergency, uint256)),
        interval=p.interval,
        tolerance=p.tolerance,
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
def on_target(rule: ILeveragedToken.Rule, assets: uint256, debt: uint256) -> bool:
    """
    @return True if assets are within dust (0.5%) of what the target asks for.
    """
    if assets <= debt:
        return False
    wanted: uint256 = rounding.mul_div_down(rule.target, assets - debt, WAD)
    gap: uint256 = max(assets, wanted) - min(assets, wanted)
    return gap * WAD <= ON_TARGET * wanted


# ------------------------------------------------------------------ tolerance


@internal
@pure
def lowest_tolerance(rule: ILeveragedToken.Rule, overdue: uint256) -> int256:
    """
    @param overdue Seconds since the interval ended, 0 before.
    @return The tolerance that holds at every ratio, raised by being overdue.
    """
    t: ILeveragedToken.Tolerance = rule.tolerance
    if overdue == 0:
        return t.minimum
    # past 2**40 seconds the slope has long met its cap
    raised: int256 = t.minimum + t.slope * convert(min(overdue, 2**40), int256)
    return max(t.minimum, min(raised, t.overdue))


@internal
@pure
def _ramp(depth: uint256, lift: uint256, top: uint256, width: uint256) -> uint256:
    """
    @dev Area above `lift`, from 0 to `depth`, under a line that rises from 0 to
         `top` over `width` and stays there.
    """
    height: uint256 = top - lift
    if height == 0:
        return 0
    base: uint256 = rounding.mul_div_down(width, height, top)
    start: uint256 = width - base
    if depth <= start:
        return 0
    run: uint256 = depth - start
    if run > base:
        return height * base // 2 + height * (run - base)
    return rounding.mul_div_down(height * run, run, 2 * base)


@internal
@pure
def _area_over(rule: ILeveragedToken.Rule, ratio: uint256, lowest: int256) -> int256:
    """
    @dev Tolerance integrated from 0 to `ratio`, over-levered side, 1e36. In the
         tail being overdue adds nothing: equity is scarce there.
    """
    t: ILeveragedToken.Tolerance = rule.tolerance
    body: uint256 = min(ratio, rule.breakpoint)
    area: int256 = lowest * convert(body, int256)
    if body > rule.upper:
        depth: uint256 = body - rule.upper
        width: uint256 = rule.emergency - rule.upper
        excess: uint256 = self._ramp(
            depth, convert(lowest - t.minimum, uint256), convert(t.over - t.minimum, uint256), width
        )
        if depth > width:
            excess += self._ramp(depth - width, 0, convert(t.emergency - t.over, uint256), rule.double - rule.emergency)
        area += convert(excess, int256)
    if ratio > rule.breakpoint:
        peak: uint256 = convert(t.emergency, uint256) * rule.breakpoint
        area += convert(rounding.mul_div_down(peak, ratio - rule.breakpoint, ratio), int256)
    return area


@internal
@pure
def _area_under(rule: ILeveragedToken.Rule, ratio: uint256, lowest: int256) -> int256:
    """
    @dev Minus the tolerance integrated down to `ratio` on the under-levered side, 1e36,
         so that area(R1) - area(R0) is the area of a path that rises from R0 to R1.
    """
    t: ILeveragedToken.Tolerance = rule.tolerance
    area: int256 = lowest * convert(ratio, int256)
    if ratio < rule.lower:
        area -= convert(
            self._ramp(
                rule.lower - ratio,
                convert(lowest - t.minimum, uint256),
                convert(t.under - t.minimum, uint256),
                rule.lower - rule.side,
            ),
            int256,
        )
    return area


@internal
@pure
def allowed_cost(rule: ILeveragedToken.Rule, start: uint256, landing: uint256, lowest: int256) -> int256:
    """
    @notice c = m/(1 + landing*m), m the mean tolerance between the two ratios.
    @param start Ratio before; above `landing` for a deleverage, below it for a releverage.
    @param landing Ratio after.
    @param lowest From `lowest_tolerance`.
    @return Cost over value moved, 1e18, rounded down; `lowest` for an empty path.
    """
    area: int256 = 0
    run: uint256 = 0
    if start > landing:
        run = start - landing
        area = self._area_over(rule, start, lowest) - self._area_over(rule, landing, lowest)
    elif start < landing:
        run = landing - start
        area = self._area_under(rule, landing, lowest) - self._area_under(rule, start, lowest)
    else:
        return lowest
    divisor: int256 = convert(run * WAD, int256) + convert(landing, int256) * area // IWAD
    allowed: int256 = area * IWAD // divisor
    if area < 0:
        # signed division truncates toward zero, which would favour the filler
        allowed -= 1
    return allowed


@internal
@pure
def auction_cost(assets: uint256, debt: uint256, elapsed: uint256) -> int256:
    """
    @notice What a fill may cost in a confirmed wind-down: with equity from 0 to
            min(5%, E/2A) in 30 minutes; without, to 5% in 30 minutes and on to 50% in 24 h.
    @param elapsed Seconds since the wind-down was confirmed.
    """
    maximum: uint256 = 5 * 10**16
    if assets > debt:
        maximum = min(maximum, rounding.mul_div_down(assets - debt, WAD, 2 * assets))
    if elapsed <= 1800:
        return convert(maximum * elapsed // 1800, int256)
    if assets > debt:
        return convert(maximum, int256)
    return convert(maximum + (WAD // 2 - maximum) * (min(elapsed, 86400) - 1800) // 84600, int256)


# ------------------------------------------------------------------ volumes


@internal
@pure
def deleverage_fill(
    rule: ILeveragedToken.Rule,
    collateral: uint256,
    debt: uint256,
    price: uint256,
    maximum: uint256,
    cost: int256,
    lowest: int256,
) -> Fill:
    """
    @notice Sells at most `max` collateral, at most to the target:
            V = (A - T*E)/(1 - T*c). Without equity: as much as pays the debt, at no cost.
    @param cost Signed, 1e18; above -1 and at most the emergency tolerance.
    @return Volume rounded down, payment rounded up; all 0 if R is not above the target.
    """
    assets: uint256 = rounding.mul_div_down(collateral, price, E36)
    if assets <= debt:
        return self.clearing_fill(collateral, debt, price, maximum, cost, 0)
    equity: uint256 = assets - debt
    if assets * WAD <= rule.target * equity:
        return empty(Fill)
    excess: uint256 = assets * WAD - rule.target * equity
    divisor: uint256 = convert(IWAD * IWAD - convert(rule.target, int256) * cost, uint256)
    volume: uint256 = rounding.mul_div_down(rounding.mul_div_down(excess, WAD, divisor), E36, price)
    fill: Fill = self._sale(min(min(volume, collateral), maximum), debt, price, cost)
    left: uint256 = rounding.mul_div_down(collateral - fill.out, price, E36)
    fill.allowed = self.allowed_cost(
        rule, self.ratio_down(assets, debt), self.ratio_down(left, debt - fill.payment), lowest
    )
    return fill


@internal
@pure
def clearing_fill(
    collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256, allowed: int256
) -> Fill:
    """
    @notice Sells at most `max` collateral, at most down to no debt at all.
    @param price May be 0 at the end of a dead-oracle auction: then all there is goes.
    """
    volume: uint256 = min(collateral, maximum)
    if price != 0:
        gross: uint256 = rounding.mul_div_up(debt, WAD, convert(IWAD - cost, uint256))
        volume = min(volume, rounding.mul_div_up(gross, E36, price))
    fill: Fill = self._sale(volume, debt, price, cost)
    fill.allowed = allowed
    return fill


@internal
@pure
def _sale(volume: uint256, debt: uint256, price: uint256, cost: int256) -> Fill:
    """
    @dev Value and payment rounded up; never more than the debt is taken.
    """
    moved: uint256 = rounding.mul_div_up(volume, price, E36)
    payment: uint256 = min(rounding.mul_div_up(moved, convert(IWAD - cost, uint256), WAD), debt)
    return Fill(out=volume, payment=payment, moved=moved, allowed=0)


@internal
@pure
def releverage_fill(
    rule: ILeveragedToken.Rule,
    collateral: uint256,
    debt: uint256,
    price: uint256,
    maximum: uint256,
    cost: int256,
    lowest: int256,
) -> Fill:
    """
    @notice Buys collateral with at most `max` newly borrowed debt asset, at most
            to the target: V = (T*E - A)/(1 + c*(T - 1)).
    @param cost Signed, 1e18; above -1 and at most the emergency tolerance.
    @return Volume rounded down, payment rounded up; all 0 if R is not below the target.
    """
    assets: uint256 = rounding.mul_div_down(collateral, price, E36)
    if assets <= debt:
        return empty(Fill)
    equity: uint256 = assets - debt
    if assets * WAD >= rule.target * equity:
        return empty(Fill)
    missing: uint256 = rule.target * equity - assets * WAD
    divisor: uint256 = convert(IWAD * IWAD + cost * convert(rule.target - WAD, int256), uint256)
    volume: uint256 = min(rounding.mul_div_down(missing, WAD, divisor), maximum)
    payment: uint256 = rounding.mul_div_up(volume * convert(IWAD - cost, uint256), WAD, price)
    bought: uint256 = rounding.mul_div_down(collateral + payment, price, E36)
    return Fill(
        out=volume,
        payment=payment,
        moved=volume,
        allowed=self.allowed_cost(rule, self.ratio_down(assets, debt), self.ratio_down(bought, debt + volume), lowest),
    )
