# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.gas`: measures everything and compares it with the committed snapshot."""

import json
import sys
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.gas.goals import goals_of
from benchmarks.gas.run import measure_all
from benchmarks.gas.snapshot import SNAPSHOT, changes, read_snapshot, write_snapshot
from benchmarks.gas.table import print_breakdown, print_changes, print_goals, print_rows

_WIDTH = 140


def main(
    check: Annotated[bool, typer.Option(help="Exit with 1 on a rise over 1%, or a row that is new or gone.")] = True,
    update: Annotated[bool, typer.Option("--update", help="Write the figures to the snapshot.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    trace: Annotated[str, typer.Option(help="Print where the gas goes for rows that contain this text.")] = "",
) -> None:
    """Measures the gas of every operation beside the floor and beside peers."""
    # a file or a pipe has no width of its own
    console, progress = Console(width=None if sys.stdout.isatty() else _WIDTH), Console(stderr=True)
    with progress.status("gas") as status:
        bench = measure_all(lambda group: status.update(f"gas: {group}"), tracing=bool(trace))
    if update:
        write_snapshot(bench.rows)
    before = read_snapshot() if SNAPSHOT.exists() else {}
    found, goals = changes(before, bench.rows), goals_of(bench.rows)
    if as_json:
        report = {
            "rows": bench.rows,
            "goals": [{"row": goal.row, "gas": goal.gas, "limit": goal.limit, "met": goal.met} for goal in goals],
            "changes": [{"row": change.row, "before": change.before, "after": change.after} for change in found],
        }
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        print_rows(console, bench.rows, before)
        print_goals(console, goals)
        print_changes(console, found)
        for row, breakdown in bench.breakdowns.items():
            if trace in row:
                print_breakdown(console, row, breakdown)
    if check and any(change.fails for change in found):
        raise typer.Exit(1)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
