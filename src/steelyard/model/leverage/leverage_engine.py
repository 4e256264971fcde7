# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of leveraged tokens as pure functions on a balance sheet; mirrors LeverageEngine.vy.

Each function answers what the token does, to the last unit, and is refused where the engine reverts.
"""

from dataclasses import dataclass
from enum import IntEnum

from steelyard.model.leverage import issuance, lifecycle, rebalance_rule
from steelyard.model.leverage.balance_sheet import BalanceSheet, Fees
from steelyard.model.leverage.lifecycle import Act, Ending, Position, Stage
from steelyard.model.leverage.rebalance_rule import E36, Rule, require_cost
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, mul_div_down, uint


class Step(IntEnum):
    """Steps of an ending that move nothing, by their number in the State event."""

    START_WIND_DOWN = 4
    CONFIRM_WIND_DOWN = 5
    REPORT_ORACLE = 7
    IMPAIR = 8


@dataclass(frozen=True)
class Fill:
    """What a fill moves, what it may cost, and at which price; as ILeverageEngine.Fill."""

    out: int
    payment: int
    moved: int
    allowed: int
    price: int


@dataclass(frozen=True)
class Minting:
    """What a mint would move; as ILeverageEngine.Minting."""

    collateral: int
    debt: int
    fee: int
    lock: int
    is_accepted: bool


# ------------------------------------------------------------------ fills


def deleverage_fill(rule: Rule, before: Ending, p: Position, maximum: int, cost: int, now: int) -> tuple[Ending, Fill]:
    """Sells at most `maximum` collateral: outside the band to the landing, in a sale at most down to no debt.

    Returns the ending and the fill. Refuses "rebalance: not due", "cost: above tolerance" beyond what any rebalance is
    allowed and in a sale, "fill: no sale" and "oracle: price out of range".
    """
    if not lifecycle.may(before.stage, Act.REBALANCE):
        e, sold = lifecycle.fill(before, p, maximum, cost, now)
        price = p.price if e.stage == Stage.SALE else lifecycle.dead_price(e, p.collateral, p.debt)
        return e, _answer(sold, price)
    e = lifecycle.observe(before, p, now)
    # up to here the landing volume has a positive divisor
    require_cost(cost, rule.tolerance.emergency)
    assets = p.assets
    require(assets > p.debt and rebalance_rule.ratio_down(assets, p.debt) > rule.upper, "rebalance: not due")
    return e, _answer(rebalance_rule.deleverage_fill(rule, p.collateral, p.debt, p.price, maximum, cost), p.price)


def releverage_fill(rule: Rule, collateral: int, debt: int, price: int, maximum: int, cost: int) -> Fill:
    """Buys collateral with at most `maximum` newly borrowed debt asset, at most to the landing.

    Refuses "rebalance: not due", and "cost: above tolerance" for all of the value.
    """
    require_cost(cost, WAD - 1)
    ratio = rebalance_rule.ratio_down(mul_div_down(collateral, price, E36), debt)
    require(ratio < rule.lower, "rebalance: not due")
    return _answer(rebalance_rule.releverage_fill(rule, collateral, debt, price, maximum, cost), price)


def allowed_cost(rule: Rule, start: int, end: int) -> int:
    """What a fill from one ratio to another may cost outside a wind-down."""
    return rebalance_rule.allowed_cost(rule, start, end)


def _answer(fill: rebalance_rule.Fill, price: int) -> Fill:
    return Fill(fill.out, fill.payment, fill.moved, fill.allowed, price)


# ------------------------------------------------------------------ the end


def step(
    which: Step, before: Ending, p: Position, is_bear: bool, dollar: int, booked: bool, now: int
) -> tuple[Ending, int | None]:
    """One step of an ending; `booked`: whether lenders count less than the debt already, `dollar` in quote units.

    Returns the ending and what lenders count of the debt from now on, None for no change: a sale that begins with
    A < D and a dead sale book the loss at once. Refuses as `lifecycle.start`, `confirm`, `report` and `carried`.
    """
    last_price = p.price if lifecycle.is_price(p.price) else before.last_price
    has_dollar = lifecycle.is_dollar(p.debt, last_price, is_bear, dollar)
    match which:
        case Step.START_WIND_DOWN:
            e = lifecycle.start(before, p, has_dollar, now)
        case Step.CONFIRM_WIND_DOWN:
            e = lifecycle.confirm(before, p, now)
        case Step.REPORT_ORACLE:
            e = lifecycle.report(before, p, has_dollar, now)
        case Step.IMPAIR:
            e = lifecycle.observe(before, p, now) if before.stage == Stage.SALE else before
    begins = e.stage != before.stage
    books = e.stage == Stage.DEAD_SALE or (e.stage == Stage.SALE and p.assets < p.debt)
    if which == Step.IMPAIR or (begins and books):
        return e, lifecycle.carried(e, p, booked)
    return e, None


def marked(e: Ending, collateral: int, debt: int) -> int:
    """What lenders count of a debt in a dead sale."""
    return lifecycle.carried(e, Position(collateral, debt, 0), True)


def share_price(e: Ending, p: Position, supply: int) -> int:
    """See `lifecycle.share_price`."""
    return lifecycle.share_price(e, p, supply)


# ------------------------------------------------------------------ mint and redeem


def first_mint(target: int, is_bear: bool, dollar: int, shares: int, price: int) -> tuple[int, int]:
    """Collateral rounded up and debt rounded down, at target leverage and $100 a share."""
    quote = issuance.first_equity(shares, dollar)
    require(quote >= issuance.MIN_FIRST_EQUITY * dollar, "mint: first below 20 dollars", equity=quote)
    return issuance.first_amounts(quote, target, is_bear, price)


def mint(
    rule: Rule, fees: Fees, sheet: BalanceSheet, is_bear: bool, dollar: int, seed: int, shares: int, price: int
) -> Minting:
    """What the token's own `mint` would move, the first one included; `seed` are the shares locked for ever."""
    fee = lock = 0
    if sheet.supply == 0:
        quote = issuance.first_equity(shares, dollar)
        is_accepted = quote >= issuance.MIN_FIRST_EQUITY * dollar
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
        lock += issuance.seed_to_lock(equity, sheet.supply + shares - fee, seed + lock, dollar)
    if equity < issuance.MIN_EQUITY * dollar or lock >= shares - fee:
        is_accepted = False
    return Minting(collateral, debt, fee, lock, is_accepted)


def redeem(fees: Fees, sheet: BalanceSheet, seed: int, shares: int) -> tuple[int, int, int]:
    """What the token's own `redeem` would move: collateral out, debt asset in, the fee in shares."""
    others = uint(sheet.supply - shares)
    fee = issuance.fee(shares, fees.redeem, others, seed) if lifecycle.may(sheet.state, Act.FEES) else 0
    return *issuance.redeem_amounts(sheet.collateral, sheet.debt, sheet.supply, shares - fee), fee
