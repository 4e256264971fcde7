# SPDX-License-Identifier: Apache-2.0
"""Tables for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import isfinite, isnan
from typing import Any

from rich.table import Table

from steelyard.simulator.montecarlo import Estimate, Sample
from steelyard.simulator.report.summary import Summary
from steelyard.simulator.run import FIRST_NAV, Totals
from steelyard.simulator.sweep import Row

Line = tuple[str, str]


def comparison(summaries: Sequence[Summary]) -> Table:
    """One column for each run, one row for each figure."""
    one = summaries[0]
    moved = f"the underlying ×{one.underlying:.4g}, volatility {one.volatility:.0%} a year"
    title = f"{day(one.first)} to {day(one.last)}: {moved}"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for summary in summaries:
        table.add_column(name(summary), justify="right")
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


SAMPLE_HEAD = ("", "mean", "5%", "median", "95%")
_SAMPLED = (
    ("NAV at the end, of 100", "nav"),
    ("interest", "interest"),
    ("fees", "fees"),
    ("rebalancing", "cost"),
    ("rebalances", "fills"),
    ("turnover, times the equity", "turnover"),
    ("time outside the band", "outside"),
    ("keepers' profit, dollars", "keeper_profit"),
    ("lenders' loss, of the debt", "lender_loss"),
)
_QUANTILES = (0.05, 0.5, 0.95)


def sample_cells(sample: Sample) -> list[list[str]]:
    """One row for each figure: mean and quantiles, each with its interval."""
    rows = []
    for label, column in _SAMPLED:
        estimates = [sample.mean(column), *(sample.quantile(column, part) for part in _QUANTILES)]
        rows.append([label, *(_estimate(one) for one in estimates)])
    for label, share in _shares(sample).items():
        rows.append([label, f"{share.value:.2%} [{share.low:.2%}, {share.high:.2%}]", "", "", ""])
    return rows


def sample_table(title: str, sample: Sample) -> Table:
    """Means, quantiles and shares of a sample."""
    table = Table(*SAMPLE_HEAD, title=title, title_justify="left", caption="[95% confidence]", caption_justify="left")
    for row in sample_cells(sample):
        table.add_row(*row)
    return table


def sample_data(sample: Sample) -> dict[str, Any]:
    """The same for programs, of every column."""
    answer: dict[str, Any] = {"paths": len(sample.rows), "seed": sample.experiment.seed}
    for column in Totals._fields:
        quantiles = {f"{part:g}": sample.quantile(column, part)._asdict() for part in _QUANTILES}
        answer[column] = {"mean": sample.mean(column)._asdict(), "quantiles": quantiles}
    answer["shares"] = {label: share._asdict() for label, share in _shares(sample).items()}
    data: dict[str, Any] = plain(answer)
    return data


def combination_cells(rows: Sequence[Row]) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what was tried, and what came of it."""
    tried = list(rows[0].values)
    shown = ("nav", "cost", "interest", "fees", "fills", "outside", "coverage", "lender_loss", "keeper_profit")
    cells = [
        [*(str(row.values[name]) for name in tried), *(_plain(getattr(row.totals, name), 4) for name in shown)]
        for row in rows
    ]
    return [*tried, *shown], cells


def combinations(title: str, rows: Sequence[Row]) -> Table:
    """One row for each combination."""
    head, cells = combination_cells(rows)
    table = Table(title=title, title_justify="left")
    for label in head:
        table.add_column(label, justify="right")
    for row in cells:
        table.add_row(*row)
    return table


def name(summary: Summary) -> str:
    """Of a run, as the head of a column."""
    return summary.rule + (" (exact)" if summary.exact else "")


def plain(value: Any) -> Any:
    """For JSON, which knows neither infinity nor NaN: None instead."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def day(second: int) -> str:
    """A date as written in a table."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")


def _signed(value: float) -> str:
    return f"{value:+,.2f}" if abs(value) >= 0.005 else "0.00"


def _part(value: float) -> str:
    return "–" if isnan(value) else f"{value:.2%}"


def _plain(value: float, digits: int = 3) -> str:
    return f"{value:,.{digits}f}" if isfinite(value) else "–"


def _shares(sample: Sample) -> dict[str, Estimate]:
    nav = sample.column("nav")
    return {
        "paths that lost half or more": sample.share(nav <= FIRST_NAV / 2),
        "paths that gained": sample.share(nav > FIRST_NAV),
        "paths in which the rule closed it": sample.share(sample.column("ended") >= 0),
        "paths in which lenders lost": sample.share(sample.column("lender_loss") > 0),
    }


def _estimate(one: Estimate) -> str:
    return f"{one.value:,.4g} [{one.low:,.4g}, {one.high:,.4g}]" if isfinite(one.value) else "–"
