# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What may be done to a leveraged token now, and for how much
@license AGPL-3.0-only
@notice Asks the questions that the token and its engine ask, in their order and of the same modules,
        so that what is called open here is accepted there.
"""
from ..interfaces import ILendingPool
from ..interfaces import ILens
from ..interfaces import ILeveragedToken
from ..interfaces import ILifecycle
from ..leverage import lifecycle
from ..leverage import rebalance_rule
from ..libraries import errors
from . import lens_reading


struct Fill:
    f: rebalance_rule.Fill
    price: uint256


WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18
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
    actions.state = r.sheet.state
    actions.fees_owed = r.sheet.fees_owed
    actions = self._end(r, actions)
    return self._rebalance(r, actions)


@internal
@view
def fill(r: lens_reading.Reading, over: bool, max_volume: uint256, cost: int256) -> Fill:
    """
    @notice The fill that the token would compute, nothing where it may not start. Whether its cost
            is allowed, the answer says.
    """
    collateral: uint256 = r.sheet.collateral
    debt: uint256 = r.sheet.debt
    if not over:
        maximum: uint256 = min(max_volume, self._borrowable(r))
        return Fill(
            f=rebalance_rule.releverage_fill(r.rule, collateral, debt, r.strict_price, maximum, cost),
            price=r.strict_price,
        )
    if not lifecycle.may(r.sheet.state, lifecycle.SELL):
        return Fill(
            f=rebalance_rule.deleverage_fill(r.rule, collateral, debt, r.rescue_price, max_volume, cost),
            price=r.rescue_price,
        )
    e: ILifecycle.Ending = lifecycle.advance(lens_reading.ending(r), lens_reading.position(r), block.timestamp)
    price: uint256 = r.rescue_price
    allowed: int256 = 0
    if e.stage == lifecycle.DEAD_SALE:
        price = lifecycle.dead_price(e, collateral, debt)
    else:
        allowed = convert(lifecycle.discount(e), int256)
    sold: rebalance_rule.Fill = lifecycle.clearing_fill(collateral, debt, price, max_volume, cost)
    sold.allowed = allowed
    return Fill(f=sold, price=price)


@internal
@view
def require_fill(r: lens_reading.Reading, over: bool, cost: int256):
    """
    @notice Refuses what the token refuses whatever the fill.
    """
    price: uint256 = r.rescue_price if over else r.strict_price
    errors.require(price != 0 or (over and r.sheet.state == lifecycle.DEAD_SALE), "lens: no price")
    maximum: int256 = IWAD - 1
    if over and lifecycle.may(r.sheet.state, lifecycle.REBALANCE):
        maximum = r.rule.tolerance.emergency
    minimum: int256 = -IWAD
    if not over:
        # below, a purchase would end nowhere
        minimum = max(minimum, -(IWAD * IWAD // convert(r.rule.lower_landing - WAD, int256)))
    errors.require(cost > minimum and cost <= maximum, "lens: cost out of range")


# ------------------------------------------------------------------ rebalance


@internal
@view
def _rebalance(r: lens_reading.Reading, before: ILens.Actions) -> ILens.Actions:
    actions: ILens.Actions = before
    state: uint256 = r.sheet.state
    if state == lifecycle.CLOSED:
        return actions
    if r.rescue_price != 0 or state == lifecycle.DEAD_SALE:
        actions = self._largest(r, actions, True)
        actions.deleverage_open = actions.out != 0
    if not actions.deleverage_open and r.strict_price != 0 and lifecycle.may(state, lifecycle.MINT):
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
    fill: Fill = self.fill(r, over, UNLIMITED, cost)
    for i: uint256 in range(2 * COST_ROUNDS):
        if fill.f.out == 0 or cost == fill.f.allowed or (i >= COST_ROUNDS and cost < fill.f.allowed):
            break
        cost = fill.f.allowed if i < COST_ROUNDS else min(cost, fill.f.allowed) - 2
        fill = self.fill(r, over, UNLIMITED, cost)
    if fill.f.out == 0 or fill.f.payment == 0 or cost > fill.f.allowed:
        return actions
    actions.price = fill.price
    actions.out = fill.f.out
    actions.payment = fill.f.payment
    actions.moved = fill.f.moved
    actions.allowed = cost
    return actions


@internal
@view
def _borrowable(r: lens_reading.Reading) -> uint256:
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    return (staticcall ILendingPool(lender).loan_state(r.token)).borrowable


# ------------------------------------------------------------------ the end


@internal
@view
def _end(r: lens_reading.Reading, before: ILens.Actions) -> ILens.Actions:
    actions: ILens.Actions = before
    e: ILifecycle.Ending = lens_reading.ending(r)
    p: ILifecycle.Position = lens_reading.position(r)
    alive: bool = p.price != 0
    dying: bool = lifecycle.is_dying(p)
    has_dollar: bool = lifecycle.is_dollar(p.debt, p.price if alive else e.last_price, r.is_bear, r.dollar)
    if alive:
        seen: bool = e.since != 0
        if e.stage == lifecycle.OPEN:
            actions.start_wind_down = dying and has_dollar
        elif e.stage == lifecycle.STARTED:
            actions.start_wind_down = dying and not seen
            actions.cancel_wind_down = not dying
            actions.confirm_wind_down = (
                dying and seen and block.timestamp >= e.since + lifecycle.CONFIRM_DELAY and p.round > e.round
            )
    if lifecycle.may(e.stage, lifecycle.REPORT):
        if alive:
            # shows that a report is wrong
            actions.report_oracle = e.reported > e.last_read
        elif e.reported <= max(e.last_read, p.alive_at):
            actions.report_oracle = True
        elif e.stage == lifecycle.OPEN:
            actions.report_oracle = has_dollar and block.timestamp >= e.reported + lifecycle.UNANSWERED
        else:
            actions.report_oracle = block.timestamp >= e.reported + lifecycle.ORACLE_DEATH
    if lifecycle.may(e.stage, lifecycle.MARK):
        actions.write_off = p.collateral == 0
        actions.impair = self._would_mark(r, e, p)
    return actions


@internal
@view
def _would_mark(r: lens_reading.Reading, e: ILifecycle.Ending, p: ILifecycle.Position) -> bool:
    """
    @return Whether `impair` would change what lenders count.
    """
    lender: address = staticcall ILeveragedToken(r.token).POOL()
    loan: ILendingPool.LoanState = staticcall ILendingPool(lender).loan_state(r.token)
    booked: bool = loan.nominal != 0
    if e.stage == lifecycle.SALE and (p.price == 0 or not (booked or lifecycle.assets(p) < p.debt)):
        return False
    if not (staticcall ILendingPool(lender).pool_state()).stops:
        return False
    return not booked or lifecycle.carried(e, p, True) != loan.carried
