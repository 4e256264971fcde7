# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What may be done to a leveraged token now, and for how much
@license AGPL-3.0-only
@notice Asks the questions that the token asks itself, in its order, with its arithmetic
        and its constants, so that what is called open here is accepted there.
"""
from ..interfaces import ILendingPool
from ..interfaces import ILens
from ..interfaces import ILeveragedToken
from ..leverage import LeveragedToken
from ..leverage import accounting
from ..leverage import rebalance_rule
from ..libraries import errors
from ..libraries import rounding
from . import lens_reading

# reasons why a rebalance may start
OUTSIDE_BAND: constant(uint256) = 1
OVERDUE: constant(uint256) = 2
BEGUN: constant(uint256) = 4
AUCTION: constant(uint256) = 8

WAD: constant(uint256) = 10**18
UNLIMITED: constant(uint256) = max_value(uint256)
# each brings the cost at least twice as close to the one that allows itself, mostly tenfold
COST_ROUNDS: constant(uint256) = 32


@internal
@view
def of(r: lens_reading.Reading) -> ILens.Actions:
    """
    @return Everything anybody may do now.
    """
    actions: ILens.Actions = empty(ILens.Actions)
    actions.ok = True
    actions.token = r.token
    actions.fees_owed = r.sheet.fees_owed
    actions = self._wind_down(r, actions)
    return self._rebalance(r, actions)


@internal
@view
def fill(r: lens_reading.Reading, over: bool, max_volume: uint256, cost: int256) -> rebalance_rule.Fill:
    """
    @notice The fill that the token would compute. Whether a rebalance may start at all
            is not asked here.
    """
    if not over:
        return rebalance_rule.releverage_fill(
            r.rule,
            r.sheet.collateral,
            r.sheet.debt,
            r.strict_price,
            min(max_volume, self._borrowable(r)),
            cost,
            lens_reading.lowest_tolerance(r),
        )
    price: uint256 = self._sale_price(r)
    if r.sheet.state & accounting.CONFIRMED != 0:
        return rebalance_rule.clearing_fill(
            r.sheet.collateral, r.sheet.debt, price, max_volume, cost, self._auction_cost(r, price)
        )
    return rebalance_rule.deleverage_fill(
        r.rule, r.sheet.collateral, r.sheet.debt, price, max_volume, cost, lens_reading.lowest_tolerance(r)
    )


@internal
@view
def require_fill(r: lens_reading.Reading, over: bool, cost: int256):
    """
    @notice Refuses what the token refuses whatever the fill.
    """
    state: uint256 = r.sheet.state
    price: uint256 = r.rescue_price if over else r.strict_price
    errors.require(price != 0 or (over and state & accounting.DEAD_ORACLE != 0), "lens: no price")
    maximum: int256 = r.rule.tolerance.emergency
    if state & accounting.CONFIRMED != 0:
        maximum = convert(WAD, int256) - 1
    errors.require(cost > -convert(WAD, int256) and cost <= maximum, "lens: cost out of range")


# ------------------------------------------------------------------ rebalance


@internal
@view
def _rebalance(r: lens_reading.Reading, before: ILens.Actions) -> ILens.Actions:
    actions: ILens.Actions = before
    state: uint256 = r.sheet.state
    if state & accounting.CONFIRMED != 0:
        actions.reasons = AUCTION
        if r.rescue_price != 0 or state & accounting.DEAD_ORACLE != 0:
            actions.deleverage_open = True
    elif r.rescue_price != 0:
        # a token that holds nothing counts as one without equity
        actions.reasons = self._reasons(r, r.rescue_price)
        actions.deleverage_open = actions.reasons != 0
    if actions.deleverage_open:
        actions = self._largest(r, actions, True)
        actions.deleverage_open = actions.out != 0
    if not actions.deleverage_open and r.strict_price != 0 and state & accounting.WINDING == 0:
        actions.reasons = self._reasons(r, r.strict_price)
        if actions.reasons != 0:
            actions = self._largest(r, actions, False)
            actions.releverage_open = actions.out != 0
    return actions


@internal
@view
def _largest(r: lens_reading.Reading, before: ILens.Actions, over: bool) -> ILens.Actions:
    """
    @dev The cost allowed depends on where the fill lands, which depends, weakly, on the
         cost: each round comes closer to the cost that allows itself, and what rounding
         leaves open is taken off.
    """
    actions: ILens.Actions = before
    cost: int256 = r.rule.tolerance.emergency
    if r.sheet.state & accounting.CONFIRMED != 0:
        cost = self._auction_cost(r, self._sale_price(r))
    fill: rebalance_rule.Fill = self.fill(r, over, UNLIMITED, cost)
    for i: uint256 in range(2 * COST_ROUNDS):
        if fill.out == 0 or cost == fill.allowed or (i >= COST_ROUNDS and cost < fill.allowed):
            break
        cost = fill.allowed if i < COST_ROUNDS else min(cost, fill.allowed) - 2
        fill = self.fill(r, over, UNLIMITED, cost)
    if fill.out == 0 or cost > fill.allowed:
        return actions
    actions.price = self._sale_price(r) if over else r.strict_price
    actions.out = fill.out
    actions.payment = fill.payment
    actions.moved = fill.moved
    actions.allowed = cost
    return actions


@internal
@view
def _reasons(r: lens_reading.Reading, price: uint256) -> uint256:
    reasons: uint256 = 0
    if rebalance_rule.outside_band(r.rule, lens_reading.assets_at(r.sheet, price), r.sheet.debt):
        reasons |= OUTSIDE_BAND
    if lens_reading.overdue(r) != 0:
        reasons |= OVERDUE
    if r.sheet.state & accounting.REBALANCING != 0:
        reasons |= BEGUN
    return reasons


@internal
@view
def _borrowable(r: lens_reading.Reading) -> uint256:
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    return (staticcall ILendingPool(lender).loan_state(r.token)).borrowable


@internal
@view
def _sale_price(r: lens_reading.Reading) -> uint256:
    if r.sheet.state & accounting.DEAD_ORACLE == 0:
        return r.rescue_price
    elapsed: uint256 = min(block.timestamp - r.sheet.since, LeveragedToken.FALLING_TIME)
    return (r.sheet.last_price * 110 * (LeveragedToken.FALLING_TIME - elapsed) // (100 * LeveragedToken.FALLING_TIME))


@internal
@view
def _auction_cost(r: lens_reading.Reading, price: uint256) -> int256:
    if r.sheet.state & accounting.DEAD_ORACLE != 0:
        return 0
    return rebalance_rule.auction_cost(
        lens_reading.assets_at(r.sheet, price), r.sheet.debt, block.timestamp - r.sheet.since
    )


# ------------------------------------------------------------------ wind-down


@internal
@view
def _wind_down(r: lens_reading.Reading, before: ILens.Actions) -> ILens.Actions:
    actions: ILens.Actions = before
    state: uint256 = r.sheet.state
    alive: bool = r.rescue_price != 0
    if alive and state & accounting.CONFIRMED == 0:
        dying: bool = self._dying(r)
        if state & accounting.STARTED == 0:
            actions.start_wind_down = dying
        else:
            actions.cancel_wind_down = not dying
            actions.confirm_wind_down = (
                dying
                and block.timestamp >= r.sheet.since + LeveragedToken.CONFIRM_DELAY
                and r.rescue_round > r.sheet.round
            )
    if state & accounting.DEAD_ORACLE == 0:
        reported: bool = r.sheet.dead_since >= r.sheet.last_on_target
        dead_for: uint256 = block.timestamp - r.sheet.dead_since
        if alive:
            actions.report_oracle = r.sheet.dead_since != 0
        else:
            # to report it, or after seven days to end the token
            actions.report_oracle = not reported or dead_for >= LeveragedToken.ORACLE_DEATH
    if state & accounting.CONFIRMED != 0 and r.sheet.debt != 0:
        actions.impair = alive and state & accounting.DEAD_ORACLE == 0 and self._impairable(r)
        actions.write_off = self._worthless(r)
    return actions


@internal
@view
def _dying(r: lens_reading.Reading) -> bool:
    assets: uint256 = lens_reading.assets_at(r.sheet, r.rescue_price)
    if lens_reading.in_quote(r, max(assets, r.sheet.debt), r.rescue_price) < WAD:
        return False
    return assets <= r.sheet.debt or assets >= LeveragedToken.WIND_DOWN_RATIO * (assets - r.sheet.debt)


@internal
@view
def _impairable(r: lens_reading.Reading) -> bool:
    """
    @dev False also where lenders already count no more than that.
    """
    assets: uint256 = lens_reading.assets_at(r.sheet, r.rescue_price)
    if assets >= r.sheet.debt:
        return False
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    loan: ILendingPool.LoanState = staticcall ILendingPool(lender).loan_state(r.token)
    counted: uint256 = loan.debt if loan.nominal == 0 else loan.carried
    return assets * LeveragedToken.CARRIED // 100 < counted


@internal
@view
def _worthless(r: lens_reading.Reading) -> bool:
    if r.sheet.collateral == 0:
        return True
    price: uint256 = r.sheet.last_price
    if r.sheet.state & accounting.DEAD_ORACLE == 0:
        if r.rescue_price == 0:
            return False
        price = r.rescue_price
    worth: uint256 = rounding.mul_div_up(r.sheet.collateral, price, lens_reading.E36)
    return lens_reading.in_quote(r, worth, price) < WAD
