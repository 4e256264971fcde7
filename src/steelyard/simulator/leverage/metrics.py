# SPDX-License-Identifier: Apache-2.0
"""What is measured on the way, in the same words by both engines. Amounts are dollars at the true price."""

from math import inf, nan
from typing import NamedTuple

from steelyard.simulator.compiled import compiled
from steelyard.simulator.run import Totals


class Metrics:
    """The shape of a record of running sums; the marks are where the sums were brought up to date."""

    interest: float
    fees: float
    cost: float
    fills: int
    turnover: float
    outside: float
    seen: float
    profit: float
    coverage: float
    loss: float  # units of the debt asset
    reserve_used: float
    largest: float  # debt
    ended: int
    seen_at: int
    debt_mark: float
    supply_mark: float


class BalanceSheet(NamedTuple):
    """A token at one moment: amounts in whole units, what one unit is worth in dollars at the true price, shares."""

    collateral: float
    debt: float
    supply: float
    collateral_price: float
    debt_price: float


@compiled
def equity_of(sheet: BalanceSheet) -> float:
    """Dollars."""
    return sheet.collateral * sheet.collateral_price - sheet.debt * sheet.debt_price


@compiled
def nav_of(sheet: BalanceSheet) -> float:
    """Dollars a share; 0 if nothing is left."""
    return max(0.0, equity_of(sheet)) / sheet.supply


@compiled
def exposure_of(long: float, short: float, is_bear: bool) -> float:
    """Signed, of the underlying, with `long` dollars held and `short` owed; 0 where nothing is left."""
    if long <= short:
        return 0.0
    return -short / (long - short) if is_bear else long / (long - short)


@compiled
def begin(metrics: Metrics, sheet: BalanceSheet, now: int) -> None:
    """Nothing has been paid."""
    metrics.coverage, metrics.ended, metrics.seen_at = inf, -1, now
    settle(metrics, sheet)


@compiled
def settle(metrics: Metrics, sheet: BalanceSheet) -> None:
    """From here on interest and fees are counted anew."""
    metrics.debt_mark, metrics.supply_mark = sheet.debt, sheet.supply
    metrics.largest = max(metrics.largest, sheet.debt)


@compiled
def mark(metrics: Metrics, sheet: BalanceSheet) -> None:
    """Brings interest and management fee up to now; nothing is paid any more by who has nothing left."""
    equity = equity_of(sheet)
    if equity > 0:
        metrics.interest += (sheet.debt - metrics.debt_mark) * sheet.debt_price / metrics.supply_mark
        if sheet.supply != metrics.supply_mark:
            metrics.fees += equity * (1 / metrics.supply_mark - 1 / sheet.supply)
    settle(metrics, sheet)


@compiled
def observe(
    metrics: Metrics, long: float, short: float, lower: float, upper: float, is_confirmed: bool, now: int
) -> None:
    """How covered lenders are, and whether the leverage ratio is outside its band; until a wind-down is final."""
    if not is_confirmed:
        if long < metrics.coverage * short:
            metrics.coverage = long / short
        equity = long - short
        metrics.seen += now - metrics.seen_at
        if not lower * equity <= long <= upper * equity:
            metrics.outside += now - metrics.seen_at
    metrics.seen_at = now


@compiled
def count_flow(metrics: Metrics, before: BalanceSheet, after: BalanceSheet) -> None:
    """What those who came or went left to the others, which is a negative fee."""
    metrics.fees -= nav_of(after) - nav_of(before)
    settle(metrics, after)


@compiled
def count_fill(
    metrics: Metrics,
    before: BalanceSheet,
    after: BalanceSheet,
    sold: float,
    venue_pays: float,
    gas: float,
    turnover: float,
) -> float:
    """A rebalance by which the token handed out `sold` dollars, that a venue swapped for `venue_pays`.

    Returns the part of them that it gave away.
    """
    given = equity_of(before) - equity_of(after)
    if equity_of(before) > 0:
        metrics.cost += given / after.supply
        metrics.turnover += turnover
    metrics.fills += 1
    metrics.profit += venue_pays - (sold - given) - gas
    settle(metrics, after)
    return given / sold


@compiled
def count_loss(metrics: Metrics, loss: float, used: float) -> None:
    """What lenders lost, and what the reserve covered; both negative for what comes back."""
    metrics.loss += loss
    metrics.reserve_used += used


@compiled
def count_hole(metrics: Metrics, counted: float, worth: float, reserve: float) -> None:
    """At the end: what lenders count and the collateral is not worth, all in units of the debt asset."""
    hole = max(0.0, counted - worth)
    used = min(reserve, hole)
    count_loss(metrics, hole - used, used)


def totals_of(metrics: Metrics, nav: float) -> Totals:
    """The sums as they stand."""
    largest = metrics.largest or nan
    return Totals(
        nav=nav,
        interest=float(metrics.interest),
        fees=float(metrics.fees),
        cost=float(metrics.cost),
        fills=float(metrics.fills),
        turnover=float(metrics.turnover),
        outside=float(metrics.outside / metrics.seen) if metrics.seen else 0.0,
        keeper_profit=float(metrics.profit),
        coverage=float(metrics.coverage),
        lender_loss=float(metrics.loss / largest),
        reserve_used=float(metrics.reserve_used / largest),
        ended=float(metrics.ended),
    )
