# SPDX-License-Identifier: Apache-2.0
"""Tables for people."""

from datetime import UTC, datetime
from io import StringIO
from math import isfinite
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from steelyard.simulator.report.figures import FIGURES, Unit, shown
from steelyard.simulator.report.summary import Summary
from steelyard.simulator.sweep import Row

if TYPE_CHECKING:
    from steelyard.simulator.backtesting import Backtest
    from steelyard.simulator.stress import Stress
    from steelyard.simulator.sweeping import Sweep

Line = tuple[str, str]

WIDTH = 130
_NOTHING = ("–", "no", "0.00", "0.00%", "×0")
SHOWN = 40  # rows of a table of combinations

TOTALS: tuple[tuple[str, str, str, Unit], ...] = (
    ("nav", "nav", "NAV", Unit.DOLLARS),
    ("interest", "interest", "interest", Unit.DOLLARS),
    ("fees", "fees", "fees", Unit.DOLLARS),
    ("cost", "rebalancing", "rebalancing", Unit.DOLLARS),
    ("fills", "rebalances", "rebalances", Unit.COUNT),
    ("turnover", "turnover", "turnover", Unit.TIMES),
    ("outside", "outside", "outside", Unit.PART),
    ("keeper_profit", "keepers_profit", "keepers' profit", Unit.MONEY),
    ("coverage", "lowest_cover", "lowest cover", Unit.TIMES),
    ("lender_loss", "lenders_loss", "lenders' loss", Unit.PART),
    ("reserve_used", "reserve_used", "reserve used", Unit.PART),
)
"""Field of `Totals`, name for programs, label for people, unit. What was paid is above zero here: it is a sum paid."""


def comparison(backtest: "Backtest") -> Table:
    """One column for each run, one row for each figure."""
    table = Table(title=headline(backtest), title_justify="left")
    table.add_column("")
    for summary in backtest:
        table.add_column(name(summary), justify="right")
    for figure in FIGURES:
        cells = [figure.shown(summary) for summary in backtest]
        if any(cell != "–" for cell in cells):
            table.add_row(figure.label, *cells)
    return table


def headline(backtest: "Backtest") -> str:
    """Over which time, and what the underlying did."""
    one = backtest.summaries[0]
    moved = f"the underlying {shown(one.beside.holding, Unit.PART)}, volatility {one.volatility:.0%} a year"
    return f"{backtest.prices.label}, {day(one.first)} to {day(one.last)}: {moved}"


def name(summary: Summary) -> str:
    """Of a run, as the head of a column; what ended has a cross."""
    return summary.rule + " (exact)" * summary.exact + " †" * (summary.ended is not None)


def combination_values(sweep: "Sweep") -> list[dict[str, Any]]:
    """Every combination for programs: what was tried, totals, and how far its yearly return is behind the best's."""
    rows = []
    for row, difference in zip(sweep.rows, sweep.differences, strict=True):
        totals = {name: _finite(getattr(row.totals, field)) for field, name, _, _ in TOTALS}
        behind = {
            "behind_best": difference.behind, "behind_best_low": difference.low, "behind_best_high": difference.high
        }  # fmt: skip
        ended = {"ended": _end(sweep, row)}
        rows.append({**row.values, **totals, **ended, **{name: _finite(value) for name, value in behind.items()}})
    return rows


def combination_cells(sweep: "Sweep", most: int | None = None) -> tuple[list[str], list[list[str]]]:
    """Heads and rows: what was tried, and what came of it, without columns that say nothing."""
    shown_totals = [one for one in TOTALS if one[0] not in ("turnover", "reserve_used")]
    head = [*sweep.rows[0].values, *(label for _, _, label, _ in shown_totals), "ended", "behind the best, a year"]
    cells = []
    for row, difference in list(zip(sweep.rows, sweep.differences, strict=True))[:most]:
        totals = [shown(getattr(row.totals, field), unit) for field, _, _, unit in shown_totals]
        behind = (
            "–"
            if not isfinite(difference.low)
            else f"{difference.behind:.1%} [{difference.low:.1%}, {difference.high:.1%}]"
        )
        last = behind if row is not sweep.rows[0] else "the best"
        cells.append([*(str(value) for value in row.values.values()), *totals, _end(sweep, row) or "no", last])
    tried = len(sweep.rows[0].values)
    says = [place < tried + 1 or any(row[place] not in _NOTHING for row in cells) for place in range(len(head))]
    kept = [[cell for cell, is_kept in zip(row, says, strict=True) if is_kept] for row in [head, *cells]]
    return kept[0], kept[1:]


def combinations(sweep: "Sweep") -> Table:
    """One row for each combination, the first few."""
    head, cells = combination_cells(sweep, SHOWN)
    table = Table(title=f"{sweep.rule.name} on {sweep.prices.label}", title_justify="left")
    for label in head:
        table.add_column(label, justify="right")
    for row in cells:
        table.add_row(*row)
    return table


def stresses(stress: "Stress") -> list[Table]:
    """One table for each size and depth: lenders' loss by how far and how fast the price moved."""
    found = []
    for lent, depth in dict.fromkeys((case.lent, case.depth) for case in stress.cases):
        own = [case for case in stress.cases if (case.lent, case.depth) == (lent, depth)]
        head = f"{stress.rule.name}: lenders' loss, of {lent:,.0f} dollars lent, with {depth:,.0f} of depth"
        table = Table(title=head, title_justify="left")
        speeds = list(dict.fromkeys(case.minutes for case in own))
        table.add_column("the price moves")
        for minutes in speeds:
            table.add_column(f"in {minutes:g} minutes" if minutes else "at once", justify="right")
        for move in dict.fromkeys(case.move for case in own):
            cells = [shown(case.lenders_loss, Unit.PART) for case in own if case.move == move]
            table.add_row(f"{move:+.0%}", *cells)
        found.append(table)
    return found


def text(table: Table) -> str:
    """As it looks on a terminal without colours."""
    console = Console(width=WIDTH, file=StringIO(), highlight=False, markup=False, emoji=False)
    with console.capture() as caught:
        console.print(table)
    return caught.get().rstrip()


def day(second: int) -> str:
    """A date as written in a table."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d")


def _end(sweep: "Sweep", row: Row) -> str | None:
    return None if row.totals.ended < 0 else day(int(sweep.prices.bars.time[int(row.totals.ended)]))


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
