# SPDX-License-Identifier: Apache-2.0
"""What may be filled on the integer twin: read off a sheet at the oracle's price, scaled by 1e36, before it is done."""

from steelyard.model.leverage.leveraged_token import WINDING, BalanceSheet, State
from steelyard.model.leverage.rebalance_rule import (
    E36,
    Fill,
    Rule,
    auction_cost,
    clearing_fill,
    deleverage_fill,
    lowest_tolerance,
    outside_band,
    releverage_fill,
)
from steelyard.model.libraries.rounding import WAD, mul_div_down


def assets_of(sheet: BalanceSheet, price: int) -> int:
    """In debt units, rounded down."""
    return mul_div_down(sheet.collateral, price, E36)


def is_open(rule: Rule, sheet: BalanceSheet, price: int, now: int) -> bool:
    """Whether anything may be filled."""
    if sheet.state & State.CONFIRMED:
        return sheet.debt != 0 and sheet.collateral != 0
    is_overdue = now > sheet.last_on_target + rule.interval
    return (
        bool(sheet.state & State.REBALANCING) or is_overdue or outside_band(rule, assets_of(sheet, price), sheet.debt)
    )


def is_over(rule: Rule, sheet: BalanceSheet, price: int) -> bool:
    """Whether collateral is sold rather than bought."""
    assets = assets_of(sheet, price)
    equity = assets - sheet.debt
    return bool(sheet.state & WINDING) or equity <= 0 or assets * WAD > rule.target * equity


def fill_of(rule: Rule, sheet: BalanceSheet, price: int, now: int, maximum: int, cost: int) -> Fill:
    """The fill of at most `max` units at `cost`, and what it may cost."""
    if sheet.state & State.CONFIRMED:
        allowed = auction_cost(assets_of(sheet, price), sheet.debt, now - sheet.since)
        return clearing_fill(sheet.collateral, sheet.debt, price, maximum, cost, allowed)
    lowest = lowest_tolerance(rule, max(0, now - sheet.last_on_target - rule.interval))
    fill = deleverage_fill if is_over(rule, sheet, price) else releverage_fill
    return fill(rule, sheet.collateral, sheet.debt, price, maximum, cost, lowest)
