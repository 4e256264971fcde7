# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What may be done to a leveraged token now, and for how much
@license AGPL-3.0-only
@notice Asks the questions that the token asks itself, in its order, of the engine that the
        token asks, so that what is called open here is accepted there.
"""
from ..interfaces import ILendingPool
from ..interfaces import ILens
from ..interfaces import ILeverageEngine
from ..interfaces import ILeveragedToken
from ..leverage import LeverageEngine
from ..leverage import LeveragedToken
from ..leverage import accounting
from ..libraries import errors
from . import lens_reading

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
def fill(r: lens_reading.Reading, over: bool, max_volume: uint256, cost: int256) -> ILeverageEngine.Fill:
    """
    @notice The fill that the token would compute. Whether a rebalance may start at all, and at
            that cost, the answer says.
    """
    if over:
        return staticcall ILeverageEngine(r.engine).deleverage_fill(
            r.rule, lens_reading.position(r, self._rescue_price(r)), max_volume, cost
        )
    return staticcall ILeverageEngine(r.engine).releverage_fill(
        r.rule, lens_reading.position(r, r.strict_price), min(max_volume, self._borrowable(r)), cost
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
    if self._rescue_price(r) != 0 or r.sheet.state & accounting.DEAD_ORACLE != 0:
        # a token that holds nothing counts as one without equity
        actions = self._largest(r, actions, True)
        actions.deleverage_open = actions.out != 0
    elif r.sheet.state & accounting.CONFIRMED != 0:
        actions.reasons = LeverageEngine.AUCTION
    if not actions.deleverage_open and r.strict_price != 0 and r.sheet.state & accounting.WINDING == 0:
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
    fill: ILeverageEngine.Fill = self.fill(r, over, UNLIMITED, cost)
    actions.reasons = fill.reasons
    if fill.reasons == 0:
        return actions
    for i: uint256 in range(2 * COST_ROUNDS):
        if fill.out == 0 or cost == fill.allowed or (i >= COST_ROUNDS and cost < fill.allowed):
            break
        cost = fill.allowed if i < COST_ROUNDS else min(cost, fill.allowed) - 2
        fill = self.fill(r, over, UNLIMITED, cost)
    if fill.out == 0 or cost > fill.allowed:
        return actions
    actions.price = fill.price
    actions.out = fill.out
    actions.payment = fill.payment
    actions.moved = fill.moved
    actions.allowed = cost
    return actions


@internal
@view
def _borrowable(r: lens_reading.Reading) -> uint256:
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    return (staticcall ILendingPool(lender).loan_state(r.token)).borrowable


@internal
@view
def _rescue_price(r: lens_reading.Reading) -> uint256:
    """
    @return The rescue price, 0 for none; after the oracle's death the last good one.
    """
    if r.sheet.state & accounting.DEAD_ORACLE != 0:
        return r.sheet.last_price
    return r.rescue_price


# ------------------------------------------------------------------ wind-down


@internal
@view
def _wind_down(r: lens_reading.Reading, before: ILens.Actions) -> ILens.Actions:
    actions: ILens.Actions = before
    state: uint256 = r.sheet.state
    alive: bool = r.rescue_price != 0
    health: ILeverageEngine.Health = staticcall ILeverageEngine(r.engine).health(
        lens_reading.position(r, self._rescue_price(r)), r.is_bear, r.quote_unit
    )
    if alive and state & accounting.CONFIRMED == 0:
        if state & accounting.STARTED == 0:
            actions.start_wind_down = health.is_dying
        else:
            actions.cancel_wind_down = not health.is_dying
            actions.confirm_wind_down = (
                health.is_dying
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
        is_dead: bool = state & accounting.DEAD_ORACLE != 0
        actions.impair = alive and not is_dead and health.has_loss and health.carried < self._counted(r)
        actions.write_off = r.sheet.collateral == 0 or ((alive or is_dead) and health.is_worthless)
    return actions


@internal
@view
def _counted(r: lens_reading.Reading) -> uint256:
    """
    @return What lenders count of the token's debt.
    """
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    loan: ILendingPool.LoanState = staticcall ILendingPool(lender).loan_state(r.token)
    return loan.debt if loan.nominal == 0 else loan.carried
