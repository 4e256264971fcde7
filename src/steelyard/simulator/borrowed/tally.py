# SPDX-License-Identifier: Apache-2.0
"""What is measured on the way, in the same words by both engines. Amounts are dollars at the true price."""

from math import inf, nan
from typing import NamedTuple

from steelyard.simulator.compiled import compiled
from steelyard.simulator.run import Totals


class Tally:
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


class Sheet(NamedTuple):
    """A token at one moment: amounts in whole units, what one unit is worth in dollars at the true price, shares."""

    collateral: float
    debt: float
    supply: float
    collateral_price: float
    debt_price: float


@compiled
def equity_of(sheet: Sheet) -> float:
    """Dollars."""
    return sheet.collateral * sheet.collateral_price - sheet.debt * sheet.debt_price


@compiled
def nav_of(sheet: Sheet) -> float:
    """Dollars a share; 0 if nothing is left."""
    return max(0.0, equity_of(sheet)) / sheet.supply


@compiled
def exposure_of(long: float, short: float, is_bear: bool) -> float:
    """Signed, of the underlying, with `long` dollars held and `short` owed; 0 where nothing is left."""
    if long <= short:
        return 0.0
    return -short / (long - short) if is_bear else long / (long - short)


@compiled
def begin(tally: Tally, sheet: Sheet, now: int) -> None:
    """Nothing has been paid."""
    tally.coverage, tally.ended, tally.seen_at = inf, -1, now
    settle(tally, sheet)


@compiled
def settle(tally: Tally, sheet: Sheet) -> None:
    """From here on interest and fees are counted anew."""
    tally.debt_mark, tally.supply_mark = sheet.debt, sheet.supply
    tally.largest = max(tally.largest, sheet.debt)


@compiled
def mark(tally: Tally, sheet: Sheet) -> None:
    """Brings interest and management fee up to now; nothing is paid any more by who has nothing left."""
    equity = equity_of(sheet)
    if equity > 0:
        tally.interest += (sheet.debt - tally.debt_mark) * sheet.debt_price / tally.supply_mark
        if sheet.supply != tally.supply_mark:
            tally.fees += equity * (1 / tally.supply_mark - 1 / sheet.supply)
    settle(tally, sheet)


@compiled
def observe(tally: Tally, long: float, short: float, lower: float, upper: float, is_confirmed: bool, now: int) -> None:
    """How covered lenders are, and whether the leverage ratio is outside its band; until a wind-down is final."""
    if not is_confirmed:
        if long < tally.coverage * short:
            tally.coverage = long / short
        equity = long - short
        tally.seen += now - tally.seen_at
        if not lower * equity <= long <= upper * equity:
            tally.outside += now - tally.seen_at
    tally.seen_at = now


@compiled
def count_flow(tally: Tally, before: Sheet, after: Sheet) -> None:
    """What those who came or went left to the others, which is a negative fee."""
    tally.fees -= nav_of(after) - nav_of(before)
    settle(tally, after)


@compiled
def count_fill(
    tally: Tally, before: Sheet, after: Sheet, sold: float, venue_pays: float, gas: float, turnover: float
) -> float:
    """A rebalance by which the token handed out `sold` dollars, that a venue swapped for `venue_pays`.

    Returns the part of them that it gave away.
    """
    given = equity_of(before) - equity_of(after)
    if equity_of(before) > 0:
        tally.cost += given / after.supply
        tally.turnover += turnover
    tally.fills += 1
    tally.profit += venue_pays - (sold - given) - gas
    settle(tally, after)
    return given / sold


@compiled
def count_loss(tally: Tally, loss: float, used: float) -> None:
    """What lenders lost, and what the reserve covered; both negative for what comes back."""
    tally.loss += loss
    tally.reserve_used += used


@compiled
def count_hole(tally: Tally, counted: float, worth: float, reserve: float) -> None:
    """At the end: what lenders count and the collateral is not worth, all in units of the debt asset."""
    hole = max(0.0, counted - worth)
    used = min(reserve, hole)
    count_loss(tally, hole - used, used)


def totals_of(tally: Tally, nav: float) -> Totals:
    """The sums as they stand."""
    largest = tally.largest or nan
    return Totals(
        nav=nav,
        interest=float(tally.interest),
        fees=float(tally.fees),
        cost=float(tally.cost),
        fills=float(tally.fills),
        turnover=float(tally.turnover),
        outside=float(tally.outside / tally.seen) if tally.seen else 0.0,
        keeper_profit=float(tally.profit),
        coverage=float(tally.coverage),
        lender_loss=float(tally.loss / largest),
        reserve_used=float(tally.reserve_used / largest),
        ended=float(tally.ended),
    )
