# SPDX-License-Identifier: Apache-2.0
"""The report for people."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from benchmarks.gas.goals import Goal
from benchmarks.gas.snapshot import Change
from benchmarks.gas.trace import Breakdown


def print_rows(console: Console, rows: Mapping[str, int], before: Mapping[str, int]) -> None:
    """Prints every row beside the snapshot's figure, by part."""
    table = Table(title="Gas by operation: receipts of a local node, cancun", title_justify="left")
    for column in ("part", "operation"):
        table.add_column(column)
    for column in ("gas", "snapshot", "change"):
        table.add_column(column, justify="right")
    last = ""
    for row, gas in rows.items():
        part, operation = row.split(": ", 1)
        if last not in ("", part):
            table.add_section()
        known = before.get(row)
        table.add_row(
            part if part != last else "", operation, f"{gas:,}", f"{known:,}" if known else "", _change(known, gas)
        )
        last = part
    console.print(table)


def print_goals(console: Console, goals: list[Goal]) -> None:
    """Prints each goal with whether it is met."""
    table = Table(title="Goals", title_justify="left")
    for column in ("row", "limit set by"):
        table.add_column(column)
    for column in ("gas", "limit", "room", ""):
        table.add_column(column, justify="right")
    for goal in goals:
        verdict = "[green]met[/]" if goal.met else "[red]missed[/]"
        room = f"{goal.limit - goal.gas:+,}"
        table.add_row(goal.row, goal.peer or "goal", f"{goal.gas:,}", f"{goal.limit:,}", room, verdict)
    console.print(table)


def print_changes(console: Console, found: list[Change]) -> None:
    """Prints what moved away from the snapshot and what to do about it."""
    for change in found:
        verdict = "[red]rise[/]" if change.is_rise else "[yellow]moved[/]"
        console.print(f"{verdict} {change}", highlight=False)
    if any(not change.is_rise for change in found):
        console.print("Keep these figures: python -m benchmarks.gas --update")


def print_breakdown(console: Console, row: str, breakdown: Breakdown) -> None:
    """Prints the call tree of a row and the gas of each contract."""
    console.print(breakdown.tree(row))
    table = Table("contract", "own gas", show_header=True)
    for name, gas in breakdown.own_gas().items():
        table.add_row(name, f"{gas:,}")
    console.print(table)


def _change(before: int | None, after: int) -> str:
    if before is None:
        return "new"
    if before == after:
        return ""
    return f"{100 * (after - before) / before:+.2f}%"
