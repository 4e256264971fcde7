# SPDX-License-Identifier: Apache-2.0
"""Tables for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite, isnan

from rich.table import Table

from steelyard.simulator.report.summary import Summary

Line = tuple[str, str]


def comparison(summaries: Sequence[Summary]) -> Table:
    """One column for each run, one row for each figure."""
    one = summaries[0]
    moved = f"the underlying ×{one.underlying:.4g}, volatility {one.volatility:.0%} a year"
    title = f"{day(one.first)} to {day(one.last)}: {moved}"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for summary in summaries:
        table.add_column(summary.rule + (" (exact)" if summary.exact else ""), justify="right")
    for rows in zip(*(lines(summary) for summary in summaries), strict=True):
        table.add_row(rows[0][0], *(cell for _, cell in rows))
    return table


def lines(summary: Summary) -> list[Line]:
    """Every figure as a label and what to show."""
    totals, split = summary.totals, summary.attribution
    return [
        ("NAV at the end, of 100", f"{totals.nav:,.2f}"),
        ("  promised multiple of the move", _signed(split.exposure)),
        ("  drag of the way there", _signed(split.drag)),
        ("  interest", _signed(split.interest)),
        ("  fees", _signed(split.fees)),
        ("  rebalancing", _signed(split.cost)),
        ("behind the daily ideal, a year", _part(-summary.daily.behind)),
        ("tracking error to it, a year", _part(summary.daily.wobble)),
        ("behind the continuous ideal, a year", _part(-summary.continuous.behind)),
        ("tracking error to it, a year", _part(summary.continuous.wobble)),
        ("away from the multiple since a rebalance, mean", _part(summary.multiple.mean)),
        ("  at worst", _part(summary.multiple.worst)),
        ("rebalances", f"{totals.fills:,.0f}"),
        ("turnover, times the equity", f"{totals.turnover:,.1f}"),
        ("time outside the band", _part(totals.outside)),
        ("lowest assets over debt", _plain(totals.coverage)),
        ("lenders' loss, of the debt", _part(totals.lender_loss)),
        ("reserve used, of the debt", _part(totals.reserve_used)),
        ("keepers' profit, dollars", f"{totals.keeper_profit:,.0f}"),
        ("half-life, days", _plain(summary.half_life * 365, 0)),
        ("price needed to break even", f"×{summary.break_even:.3g}"),
        ("ended", "no" if totals.ended < 0 else f"in bar {totals.ended:,.0f}"),
    ]


def day(second: int) -> str:
    """A date as written in a table."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")


def _signed(value: float) -> str:
    return f"{value:+,.2f}"


def _part(value: float) -> str:
    return "–" if isnan(value) else f"{value:.2%}"


def _plain(value: float, digits: int = 3) -> str:
    return f"{value:,.{digits}f}" if isfinite(value) else "–"
