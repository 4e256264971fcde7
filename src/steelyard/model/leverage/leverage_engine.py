# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of leveraged tokens as pure functions on a balance sheet; mirrors LeverageEngine.vy.

Each function answers what the token does, to the last unit, and is refused where the engine reverts.
"""

from dataclasses import dataclass
from enum import IntFlag

from steelyard.model.leverage import issuance, rebalance_rule, wind_down
from steelyard.model.leverage.balance_sheet import WINDING, BalanceSheet, Fees, State
from steelyard.model.leverage.rebalance_rule import E36, Rule
from steelyard.model.leverage.wind_down import Health, Position
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, mul_div_down, uint


class Reason(IntFlag):
    """Why a fill may start; 0: it is not due."""

    OUTSIDE_BAND = 1
    OVERDUE = 2
    BEGUN = 4
    AUCTION = 8


@dataclass(frozen=True)
class Fill:
    """What a fill would move, what it may cost, and at which price; as ILeverageEngine.Fill."""

    out: int
    payment: int
    moved: int
    allowed: int
    price: int
    reasons: Reason


@dataclass(frozen=True)
class Minting:
    """What a mint would move; as ILeverageEngine.Minting."""

    collateral: int
    debt: int
    fee: int
    lock: int
    is_accepted: bool


def require_cost(cost: int, maximum: int) -> None:
    """Refuses a cost beyond `max` or of more than everything."""
    require(-WAD < cost <= maximum, "cost: above tolerance", cost=cost, allowed=maximum)


def first_mint(target: int, is_bear: bool, quote_unit: int, shares: int, price: int) -> tuple[int, int]:
    """Collateral rounded up and debt rounded down, at target leverage and $100 a share."""
    quote = issuance.first_equity(shares, quote_unit)
    require(quote >= issuance.MIN_FIRST_EQUITY * quote_unit, "mint: first below 20 quote", equity=quote)
    return issuance.first_amounts(quote, target, is_bear, price)


def deleverage_fill(rule: Rule, p: Position, maximum: int, cost: int) -> Fill:
    """Sells at most `max` collateral, at most to the target; in a confirmed wind-down at most to no debt at all."""
    price = wind_down.sale_price(p)
    assets = mul_div_down(p.collateral, price, E36)
    if p.state & State.CONFIRMED:
        require_cost(cost, WAD - 1)
        allowed = 0 if p.state & State.DEAD_ORACLE else rebalance_rule.auction_cost(assets, p.debt, p.elapsed)
        fill = rebalance_rule.clearing_fill(p.collateral, p.debt, price, maximum, cost, allowed)
        return _answer(fill, price, Reason.AUCTION)
    require_cost(cost, rule.tolerance.emergency)
    lowest = rebalance_rule.lowest_tolerance(rule, p.overdue)
    fill = rebalance_rule.deleverage_fill(rule, p.collateral, p.debt, price, maximum, cost, lowest)
    return _answer(fill, price, _reasons(rule, p, assets))


def releverage_fill(rule: Rule, p: Position, maximum: int, cost: int) -> Fill:
    """Buys collateral with at most `max` newly borrowed debt asset, at most to the target."""
    require_cost(cost, rule.tolerance.emergency)
    lowest = rebalance_rule.lowest_tolerance(rule, p.overdue)
    fill = rebalance_rule.releverage_fill(rule, p.collateral, p.debt, p.price, maximum, cost, lowest)
    return _answer(fill, p.price, _reasons(rule, p, mul_div_down(p.collateral, p.price, E36)))


def health(p: Position, is_bear: bool, quote_unit: int) -> Health:
    """What a wind-down asks: whether to start it, what the debt counts, whether the rest is lost."""
    return wind_down.health(p, is_bear, quote_unit)


def allowed_cost(rule: Rule, start: int, landing: int, overdue: int) -> int:
    """What a fill from one ratio to another may cost outside a wind-down."""
    return rebalance_rule.allowed_cost(rule, start, landing, rebalance_rule.lowest_tolerance(rule, overdue))


def mint(
    rule: Rule, fees: Fees, sheet: BalanceSheet, is_bear: bool, quote_unit: int, seed: int, shares: int, price: int
) -> Minting:
    """What the token's own `mint` would move, the first one included; `seed` are the shares locked for ever."""
    fee = lock = 0
    if sheet.supply == 0:
        quote = issuance.first_equity(shares, quote_unit)
        is_accepted = quote >= issuance.MIN_FIRST_EQUITY * quote_unit
        collateral, debt = issuance.first_amounts(quote, rule.target, is_bear, price)
        lock = issuance.FIRST_SEED
    else:
        held = mul_div_down(sheet.collateral, price, E36)
        is_accepted = rebalance_rule.ratio_down(held, sheet.debt) <= rule.emergency
        collateral, debt = issuance.mint_amounts(sheet.collateral, sheet.debt, sheet.supply, shares)
        fee = issuance.fee(shares, fees.mint, sheet.supply, seed)
    assets = mul_div_down(sheet.collateral + collateral, price, E36)
    equity = issuance.in_quote(max(assets - sheet.debt - debt, 0), price, is_bear)
    if equity:
        lock += issuance.seed_to_lock(equity, sheet.supply + shares - fee, seed + lock, quote_unit)
    if equity < issuance.MIN_EQUITY * quote_unit or lock >= shares - fee:
        is_accepted = False
    return Minting(collateral, debt, fee, lock, is_accepted)


def redeem(fees: Fees, sheet: BalanceSheet, seed: int, shares: int) -> tuple[int, int, int]:
    """What the token's own `redeem` would move: collateral out, debt asset in, the fee in shares."""
    others = uint(sheet.supply - shares)
    fee = 0 if sheet.state & WINDING else issuance.fee(shares, fees.redeem, others, seed)
    return *issuance.redeem_amounts(sheet.collateral, sheet.debt, sheet.supply, shares - fee), fee


def _reasons(rule: Rule, p: Position, assets: int) -> Reason:
    reasons = Reason(0)
    if rebalance_rule.outside_band(rule, assets, p.debt):
        reasons |= Reason.OUTSIDE_BAND
    if p.overdue:
        reasons |= Reason.OVERDUE
    if p.state & State.REBALANCING:
        reasons |= Reason.BEGUN
    return reasons


def _answer(fill: rebalance_rule.Fill, price: int, reasons: Reason) -> Fill:
    return Fill(fill.out, fill.payment, fill.moved, fill.allowed, price, reasons)
