# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The arithmetic of leveraged tokens
@license AGPL-3.0-only
@notice Stateless: a token hands in its rule and its position and gets back what a fill, a
        first mint or a wind-down comes to. Every token of a factory asks this one contract,
        and so does whoever wants to know beforehand. `redeem` asks nobody.
"""
from ..interfaces import ILeverageEngine
from ..interfaces import ILeveragedToken
from ..libraries import errors
from ..libraries import rounding
from . import accounting
from . import issuance
from . import rebalance_rule
from . import wind_down

implements: ILeverageEngine

# reasons why a fill may start
OUTSIDE_BAND: constant(uint256) = 1
OVERDUE: constant(uint256) = 2
BEGUN: constant(uint256) = 4
AUCTION: constant(uint256) = 8

WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18
E36: constant(uint256) = 10**36


@deploy
def __init__():
    pass


# ------------------------------------------------------------------ for the token


@external
@pure
def first_mint(
    target: uint256, is_bear: bool, quote_unit: uint256, shares: uint256, price: uint256
) -> (uint256, uint256):
    """
    @notice The amounts of a first mint, at target leverage and $100 a share.
    @param target Leverage ratio, 1e18.
    @param is_bear Whether the collateral is the quote asset.
    @param quote_unit One unit of the quote asset.
    @param shares Shares to be minted, 1e18.
    @param price Of the oracle, 1e36.
    @return Collateral rounded up and debt rounded down. Errors: "mint: first below 20 quote".
    """
    quote: uint256 = issuance.first_equity(shares, quote_unit)
    errors.require(quote >= issuance.MIN_FIRST_EQUITY * quote_unit, "mint: first below 20 quote")
    return issuance.first_amounts(quote, target, is_bear, price)


@external
@pure
def deleverage_fill(
    rule: ILeveragedToken.Rule, p: ILeverageEngine.Position, maximum: uint256, cost: int256
) -> ILeverageEngine.Fill:
    """
    @notice Sells at most `max` collateral, at most to the target; in a confirmed wind-down
            at most to no debt at all. Whether it is due and its cost allowed, the answer says.
    @param rule The token's.
    @param p Where it stands, at the rescue price.
    @param maximum Most collateral wanted.
    @param cost What the filler keeps of the value, 1e18, signed.
    @return See ILeverageEngine.Fill. Errors: "cost: above tolerance" beyond what any fill is allowed.
    """
    price: uint256 = wind_down.sale_price(p)
    assets: uint256 = rounding.mul_div_down(p.collateral, price, E36)
    if p.state & accounting.CONFIRMED != 0:
        self._require_cost(cost, IWAD - 1)
        allowed: int256 = 0
        if p.state & accounting.DEAD_ORACLE == 0:
            allowed = rebalance_rule.auction_cost(assets, p.debt, p.elapsed)
        return self._answer(
            rebalance_rule.clearing_fill(p.collateral, p.debt, price, maximum, cost, allowed), price, AUCTION
        )
    # up to here the landing volume has a positive divisor
    self._require_cost(cost, rule.tolerance.emergency)
    lowest: int256 = rebalance_rule.lowest_tolerance(rule, p.overdue)
    return self._answer(
        rebalance_rule.deleverage_fill(rule, p.collateral, p.debt, price, maximum, cost, lowest),
        price,
        self._reasons(rule, p, assets),
    )


@external
@pure
def releverage_fill(
    rule: ILeveragedToken.Rule, p: ILeverageEngine.Position, maximum: uint256, cost: int256
) -> ILeverageEngine.Fill:
    """
    @notice Buys collateral with at most `max` newly borrowed debt asset, at most to the
            target. Whether it is due and its cost allowed, the answer says.
    @param rule The token's.
    @param p Where it stands, at the strict price.
    @param maximum Most debt asset wanted.
    @param cost What the filler keeps of the value, 1e18, signed.
    @return See ILeverageEngine.Fill. Errors: "cost: above tolerance" beyond what any fill is allowed.
    """
    self._require_cost(cost, rule.tolerance.emergency)
    lowest: int256 = rebalance_rule.lowest_tolerance(rule, p.overdue)
    return self._answer(
        rebalance_rule.releverage_fill(rule, p.collateral, p.debt, p.price, maximum, cost, lowest),
        p.price,
        self._reasons(rule, p, rounding.mul_div_down(p.collateral, p.price, E36)),
    )


@external
@pure
def health(p: ILeverageEngine.Position, is_bear: bool, quote_unit: uint256) -> ILeverageEngine.Health:
    """
    @notice What a wind-down asks: whether to start it, what the debt counts, whether the rest is lost.
    @param p Where the token stands, at the rescue price; after the oracle's death at the last good one.
    @param is_bear Whether the collateral is the quote asset.
    @param quote_unit One unit of the quote asset.
    @return See ILeverageEngine.Health.
    """
    return wind_down.health(p, is_bear, quote_unit)


# ------------------------------------------------------------------ for whoever looks


@external
@pure
def allowed_cost(rule: ILeveragedToken.Rule, start: uint256, landing: uint256, overdue: uint256) -> int256:
    """
    @notice What a fill from one ratio to another may cost outside a wind-down.
    @param rule The token's.
    @param start Leverage ratio before, 1e18: above `landing` for a deleverage.
    @param landing Leverage ratio after, 1e18, at least 1.
    @param overdue Seconds since the interval ended, 0 before.
    @return Cost over value moved, 1e18, rounded down.
    """
    return rebalance_rule.allowed_cost(rule, start, landing, rebalance_rule.lowest_tolerance(rule, overdue))


@external
@pure
def mint(
    rule: ILeveragedToken.Rule,
    fees: ILeveragedToken.Fees,
    sheet: ILeveragedToken.BalanceSheet,
    is_bear: bool,
    quote_unit: uint256,
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
    @param quote_unit One unit of the quote asset.
    @param seed Shares locked for ever.
    @param shares Shares whose amounts are moved, 1e18.
    @param price Of the oracle, 1e36, not 0.
    @return See ILeverageEngine.Minting; whether the pool lends, and a wind-down forbids, is not asked here.
    """
    m: ILeverageEngine.Minting = empty(ILeverageEngine.Minting)
    if sheet.supply == 0:
        quote: uint256 = issuance.first_equity(shares, quote_unit)
        m.is_accepted = quote >= issuance.MIN_FIRST_EQUITY * quote_unit
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
        m.lock += issuance.seed_to_lock(equity, sheet.supply + shares - m.fee, seed + m.lock, quote_unit)
    if equity < issuance.MIN_EQUITY * quote_unit or m.lock >= shares - m.fee:
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
    @return Collateral out rounded down, debt asset in rounded up, and the fee in shares, none once
            a wind-down has started.
    """
    fee: uint256 = 0
    if sheet.state & accounting.WINDING == 0:
        fee = issuance.fee(shares, fees.redeem, sheet.supply - shares, seed)
    collateral: uint256 = 0
    debt: uint256 = 0
    collateral, debt = issuance.redeem_amounts(sheet.collateral, sheet.debt, sheet.supply, shares - fee)
    return collateral, debt, fee


# ------------------------------------------------------------------ internal


@internal
@pure
def _require_cost(cost: int256, maximum: int256):
    errors.require(cost > -IWAD and cost <= maximum, "cost: above tolerance")


@internal
@pure
def _reasons(rule: ILeveragedToken.Rule, p: ILeverageEngine.Position, assets: uint256) -> uint256:
    """
    @dev A rebalance begun stays open until it ends on target, so that leverage
         cannot be parked at the band's edge.
    """
    reasons: uint256 = 0
    if rebalance_rule.outside_band(rule, assets, p.debt):
        reasons |= OUTSIDE_BAND
    if p.overdue != 0:
        reasons |= OVERDUE
    if p.state & accounting.REBALANCING != 0:
        reasons |= BEGUN
    return reasons


@internal
@pure
def _answer(fill: rebalance_rule.Fill, price: uint256, reasons: uint256) -> ILeverageEngine.Fill:
    return ILeverageEngine.Fill(
        out=fill.out, payment=fill.payment, moved=fill.moved, allowed=fill.allowed, price=price, reasons=reasons
    )
