# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The arithmetic of leveraged tokens
@license AGPL-3.0-only
@notice Stateless: a token hands in its rule, its position and its ending and gets back what a fill,
        a first mint or a step of its end comes to. Every token of a factory asks this one contract,
        and so does whoever wants to know beforehand. `redeem` asks nobody.
"""
from ..interfaces import ILeverageEngine
from ..interfaces import ILeveragedToken
from ..interfaces import ILifecycle
from ..libraries import errors
from ..libraries import rounding
from . import accounting
from . import issuance
from . import lifecycle
from . import rebalance_rule

implements: ILeverageEngine

IWAD: constant(int256) = 10**18
E36: constant(uint256) = 10**36
UNCHANGED: constant(uint256) = max_value(uint256)


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ for the token


@external
@pure
def first_mint(target: uint256, is_bear: bool, dollar: uint256, shares: uint256, price: uint256) -> (uint256, uint256):
    """
    @notice The amounts of a first mint, at target leverage and $100 a share.
    @param target Leverage ratio, 1e18.
    @param is_bear Whether the collateral is the quote asset.
    @param dollar Units of the quote asset that are worth a dollar.
    @param shares Shares to be minted, 1e18.
    @param price Of the oracle, 1e36.
    @return Collateral rounded up and debt rounded down. Errors: "mint: first below 20 dollars".
    """
    quote: uint256 = issuance.first_equity(shares, dollar)
    errors.require(quote >= issuance.MIN_FIRST_EQUITY * dollar, "mint: first below 20 dollars")
    return issuance.first_amounts(quote, target, is_bear, price)


@external
@pure
def deleverage_fill(
    rule: ILeveragedToken.Rule,
    before: ILifecycle.Stored,
    p: ILifecycle.Position,
    maximum: uint256,
    cost: int256,
    now: uint256,
) -> (ILifecycle.Stored, ILeverageEngine.Fill):
    """
    @notice Sells at most `maximum` collateral: outside the band to the landing, in a sale at most
            down to no debt, its clocks advanced before.
    @param rule The token's.
    @param before The token's ending.
    @param p Where it stands, at the rescue price.
    @param maximum Most collateral wanted.
    @param cost What the filler keeps of the value, 1e18, signed.
    @param now Seconds.
    @return The ending and the fill. Errors: "rebalance: not due", "cost: above tolerance" beyond what any
            rebalance is allowed and in a sale, "fill: no sale", "oracle: price out of range".
    """
    e: ILifecycle.Ending = lifecycle.unpacked(before)
    price: uint256 = p.price
    fill: rebalance_rule.Fill = empty(rebalance_rule.Fill)
    if lifecycle.may(e.stage, lifecycle.REBALANCE):
        e = lifecycle.observe(e, p, now)
        # up to here the landing volume has a positive divisor
        rebalance_rule.require_cost(cost, rule.tolerance.emergency)
        assets: uint256 = lifecycle.assets(p)
        self._require_due(assets > p.debt and rebalance_rule.ratio_down(assets, p.debt) > rule.upper)
        fill = rebalance_rule.deleverage_fill(rule, p.collateral, p.debt, price, maximum, cost)
    else:
        e, fill = lifecycle.fill(e, p, maximum, cost, now)
        if e.stage == lifecycle.DEAD_SALE:
            price = lifecycle.dead_price(e, p.collateral, p.debt)
    return lifecycle.packed(e), self._answer(fill, price)


@external
@pure
def releverage_fill(
    rule: ILeveragedToken.Rule, collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> ILeverageEngine.Fill:
    """
    @notice Buys collateral with at most `maximum` newly borrowed debt asset, at most to the landing.
    @param rule The token's.
    @param collateral C.
    @param debt D.
    @param price The strict one, 1e36.
    @param maximum Most debt asset wanted.
    @param cost What the filler keeps of the value, 1e18, signed.
    @return See ILeverageEngine.Fill. Errors: "rebalance: not due", "cost: above tolerance" for all of the value.
    """
    rebalance_rule.require_cost(cost, IWAD - 1)
    assets: uint256 = rounding.mul_div_down(collateral, price, E36)
    self._require_due(rebalance_rule.ratio_down(assets, debt) < rule.lower)
    return self._answer(rebalance_rule.releverage_fill(rule, collateral, debt, price, maximum, cost), price)


@external
@pure
def step(
    operation: uint256,
    before: ILifecycle.Stored,
    p: ILifecycle.Position,
    is_bear: bool,
    dollar: uint256,
    booked: bool,
    now: uint256,
) -> (ILifecycle.Stored, uint256):
    """
    @notice One step of the end that moves nothing. A sale that begins with A < D and a dead sale
            book the loss at once.
    @param operation START_WIND_DOWN, CONFIRM_WIND_DOWN, REPORT_ORACLE or IMPAIR of accounting.vy.
    @param before The token's ending.
    @param p Where it stands, at the rescue price.
    @param is_bear Whether the collateral is the quote asset.
    @param dollar Units of the quote asset that are worth a dollar.
    @param booked Whether lenders count the debt by a mark already.
    @param now Seconds.
    @return The ending, and what lenders count of the debt from now on; the largest number for no
            change. Errors: those of `start`, `confirm`, `report` and `carried` in lifecycle.vy.
    """
    e: ILifecycle.Ending = lifecycle.unpacked(before)
    last_price: uint256 = p.price if lifecycle.is_price(p.price) else e.last_price
    has_dollar: bool = lifecycle.is_dollar(p.debt, last_price, is_bear, dollar)
    if operation == accounting.START_WIND_DOWN:
        e = lifecycle.start(e, p, has_dollar, now)
    elif operation == accounting.CONFIRM_WIND_DOWN:
        e = lifecycle.confirm(e, p, now)
    elif operation == accounting.REPORT_ORACLE:
        e = lifecycle.report(e, p, has_dollar, now)
    elif e.stage == lifecycle.SALE:
        e = lifecycle.observe(e, p, now)
    books: bool = operation == accounting.IMPAIR
    if e.stage != before.stage:
        books = e.stage == lifecycle.DEAD_SALE or (e.stage == lifecycle.SALE and lifecycle.assets(p) < p.debt)
    return lifecycle.packed(e), lifecycle.carried(e, p, booked) if books else UNCHANGED


@external
@pure
def marked(s: ILifecycle.Stored, collateral: uint256, debt: uint256) -> uint256:
    """
    @notice What lenders count of a debt in a dead sale.
    @param s The token's ending.
    @param collateral C.
    @param debt D.
    @return Debt asset units, at most the offer last refused, rounded down.
    """
    p: ILifecycle.Position = empty(ILifecycle.Position)
    p.collateral = collateral
    p.debt = debt
    return lifecycle.carried(lifecycle.unpacked(s), p, True)


# ------------------------------------------------------------------ for whoever looks


@external
@pure
def allowed_cost(rule: ILeveragedToken.Rule, start: uint256, end: uint256) -> int256:
    """
    @notice What a fill from one ratio to another may cost outside a wind-down.
    @param rule The token's.
    @param start Leverage ratio before, 1e18: above `end` for a deleverage.
    @param end Leverage ratio after, 1e18, at least 1.
    @return Cost over value moved, 1e18, rounded down.
    """
    return rebalance_rule.allowed_cost(rule, start, end)


@external
@pure
def share_price(s: ILifecycle.Stored, p: ILifecycle.Position, supply: uint256) -> uint256:
    """
    @notice What a share is worth, to others than its holders. Errors: "share: no price".
    @param s The token's ending.
    @param p Where it stands, at the oracle's price.
    @param supply Shares, fees owed included.
    @return Debt asset units for a unit of share, 1e36, rounded down, at least 1.
    """
    return lifecycle.share_price(lifecycle.unpacked(s), p, supply)


@external
@pure
def mint(
    rule: ILeveragedToken.Rule,
    fees: ILeveragedToken.Fees,
    sheet: ILeveragedToken.BalanceSheet,
    is_bear: bool,
    dollar: uint256,
    seed: uint256,
    shares: uint256,
    price: uint256,
) -> ILeverageEngine.Minting:
    """
    @notice What the token's own `mint` would move, the first one included.
    @param rule The token's.
    @param fees The token's.
    @param sheet The token's.
    @param is_bear Whether the collateral is the quote asset.
    @param dollar Units of the quote asset that are worth a dollar.
    @param seed Shares locked for ever.
    @param shares Shares whose amounts are moved, 1e18.
    @param price Of the oracle, 1e36, not 0.
    @return See ILeverageEngine.Minting; whether the pool lends, and a wind-down forbids, is not asked here.
    """
    m: ILeverageEngine.Minting = empty(ILeverageEngine.Minting)
    if sheet.supply == 0:
        quote: uint256 = issuance.first_equity(shares, dollar)
        m.is_accepted = quote >= issuance.MIN_FIRST_EQUITY * dollar
        m.collateral, m.debt = issuance.first_amounts(quote, rule.target, is_bear, price)
        m.lock = issuance.FIRST_SEED
    else:
        held: uint256 = rounding.mul_div_down(sheet.collateral, price, E36)
        m.is_accepted = rebalance_rule.ratio_down(held, sheet.debt) <= rule.emergency
        m.collateral, m.debt = issuance.mint_amounts(sheet.collateral, sheet.debt, sheet.supply, shares)
        m.fee = issuance.fee(shares, fees.mint, sheet.supply, seed)
    assets: uint256 = rounding.mul_div_down(sheet.collateral + m.collateral, price, E36)
    debt: uint256 = sheet.debt + m.debt
    equity: uint256 = issuance.in_quote(assets - min(assets, debt), price, is_bear)
    if equity != 0:
        m.lock += issuance.seed_to_lock(equity, sheet.supply + shares - m.fee, seed + m.lock, dollar)
    if equity < issuance.MIN_EQUITY * dollar or m.lock >= shares - m.fee:
        m.is_accepted = False
    return m


@external
@pure
def redeem(
    fees: ILeveragedToken.Fees, sheet: ILeveragedToken.BalanceSheet, seed: uint256, shares: uint256
) -> (uint256, uint256, uint256):
    """
    @notice What the token's own `redeem` would move.
    @param fees The token's.
    @param sheet The token's.
    @param seed Shares locked for ever.
    @param shares Shares burned, 1e18, at most the supply.
    @return Collateral out rounded down, debt asset in rounded up, and the fee in shares, none from
            a sale on.
    """
    fee: uint256 = 0
    if lifecycle.may(sheet.state, lifecycle.FEES):
        fee = issuance.fee(shares, fees.redeem, sheet.supply - shares, seed)
    collateral: uint256 = 0
    debt: uint256 = 0
    collateral, debt = issuance.redeem_amounts(sheet.collateral, sheet.debt, sheet.supply, shares - fee)
    return collateral, debt, fee


# ------------------------------------------------------------------ internal


@internal
@pure
def _require_due(due: bool):
    errors.require(due, "rebalance: not due")


@internal
@pure
def _answer(fill: rebalance_rule.Fill, price: uint256) -> ILeverageEngine.Fill:
    return ILeverageEngine.Fill(out=fill.out, payment=fill.payment, moved=fill.moved, allowed=fill.allowed, price=price)
