# SPDX-License-Identifier: Apache-2.0
"""What is measured on the way, in the same words by both engines. A vault's worth is in dollars at the true price.

Interest is what the growth of the funding index took from it, below 0 where it gained. Fees are its part of what the
market pays out, for management and for rebalances. Cost is what rebalances at other prices than the true one moved to
the other vaults, below 0 where they lost it. A fill is one rebalance; a rebalance may make 64. Coverage is what FT is
worth over what a whole FT would be owed, the lowest at the end of a bar or at a rebalance; it has no other lenders.
"""

from math import inf, nan
from typing import NamedTuple

from steelyard.simulator.compiled import compiled
from steelyard.simulator.pairing.position import Vault, value
from steelyard.simulator.run import FIRST_NAV, Totals

DOLLAR = 1.0


class Metrics:
    """The shape of a record of running sums, dollars a share. `unit`: dollars a share for a dollar of the vault."""

    nav: float
    unit: float
    interest: float
    fees: float
    cost: float
    fills: int
    turnover: float
    outside: int
    began: int
    seen_at: int
    profit: float
    owed: float  # to FT, in the quote asset
    coverage: float
    ended: int


class BalanceSheet(NamedTuple):
    """A vault at one moment: dollars it is worth, and dollars of the underlying that it moves like."""

    worth: float
    delta: float


@compiled
def sheet_of(vault: Vault, zero: float, true: float, is_bear: bool) -> BalanceSheet:
    """A vault where a coin is worth `true` dollars; `zero` in the quote asset."""
    if is_bear:
        owed = min(zero * true, 1.0)
        worth = value(vault, zero, 1 / true) * true
        return BalanceSheet(worth, (vault.funding - vault.leveraged) * owed if owed < 1 else 0.0)
    return BalanceSheet(value(vault, zero, true), (vault.leveraged if zero < true else vault.funding) * true)


@compiled
def exposure_of(sheet: BalanceSheet) -> float:
    """Of the underlying, signed; 0 where less than a dollar is left."""
    return sheet.delta / sheet.worth if sheet.worth >= DOLLAR else 0.0


@compiled
def begin(metrics: Metrics, worth: float, owed: float, now: int) -> None:
    """The first NAV. `owed`: to FT, in the quote asset; 0 for the other sides, which are owed nothing."""
    metrics.nav, metrics.unit = FIRST_NAV, FIRST_NAV / worth
    metrics.began = metrics.seen_at = now
    metrics.owed, metrics.coverage, metrics.ended = owed, inf, -1


@compiled
def count_accrual(metrics: Metrics, interest: float, fees: float, worth: float, growth: float, quote: float) -> None:
    """Interest and fees in dollars, and what is left.

    A claim on F as it should be has grown by `growth` in the quote asset, a unit of which is worth `quote` dollars.
    """
    metrics.interest += interest * metrics.unit
    metrics.fees += fees * metrics.unit
    metrics.owed *= growth
    _see(metrics, worth, quote)


@compiled
def count_fee(metrics: Metrics, before: float, after: float) -> None:
    """What a rebalance is charged."""
    metrics.fees += (before - after) * metrics.unit
    metrics.owed *= after / before if before > 0 else 1.0


@compiled
def count_step(metrics: Metrics, before: BalanceSheet, after: BalanceSheet, quote: float) -> tuple[float, float]:
    """A rebalance; returns the value that was traded, in parts of what there was, and what part of it was lost.

    Of less than a dollar it is not counted: there a contract sees the end of a vault.
    """
    lost, volume = before.worth - after.worth, nan
    if before.worth >= DOLLAR:
        volume = abs(after.delta - before.delta) / before.worth
        metrics.turnover += volume
    metrics.cost += lost * metrics.unit
    metrics.fills += 1
    _see(metrics, after.worth, quote)
    return volume, lost / (volume * before.worth) if volume > 0 else 0.0


@compiled
def _see(metrics: Metrics, worth: float, quote: float) -> None:
    metrics.nav = worth * metrics.unit
    if worth < metrics.coverage * metrics.owed * quote:
        metrics.coverage = worth / (metrics.owed * quote)


def totals_of(metrics: Metrics) -> Totals:
    """The sums as they stand."""
    elapsed = metrics.seen_at - metrics.began
    return Totals(
        nav=float(metrics.nav) if metrics.unit else nan,
        interest=float(metrics.interest),
        fees=float(metrics.fees),
        cost=float(metrics.cost),
        fills=float(metrics.fills),
        turnover=float(metrics.turnover),
        outside=float(metrics.outside / elapsed) if elapsed else 0.0,
        keeper_profit=float(metrics.profit),
        coverage=float(metrics.coverage),
        lender_loss=0.0,
        reserve_used=0.0,
        ended=float(metrics.ended),
    )
