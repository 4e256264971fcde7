# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.simulator`: times the engine, a plain loop and what vectors can do, in one run."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from benchmarks.simulator.inputs import real, synthetic
from benchmarks.simulator.measure import PATHS, Row, measure
from benchmarks.simulator.peers import has_vectorbt
from benchmarks.simulator.table import as_data, print_rows

_WIDTH = 180


def main(
    data: Annotated[
        Path | None,
        typer.Option(envvar="STEELYARD_DATA", exists=True, file_okay=False, help="A folder of market data."),
    ] = None,
    paths: Annotated[int, typer.Option(min=2, help="Random years.")] = PATHS,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Exits with 1 if a goal is missed by more than the margin."""
    # a file or a pipe has no width of its own
    console, aside = Console(width=None if sys.stdout.isatty() else _WIDTH), Console(stderr=True)
    found = real(data) if data else None
    bars = found or synthetic()
    source = f"{bars.symbol}, {len(bars):,} bars of {bars.step} s"
    rows = list[Row]()
    with Progress(console=aside) as progress:
        task = progress.add_task("random years", total=paths)
        for row in measure(bars, paths, lambda done: progress.advance(task, done)):
            aside.print(f"{row.name}: {row.seconds:.3f} s", highlight=False)
            rows.append(row)
    if as_json:
        sys.stdout.write(json.dumps(as_data(rows, source, has_vectorbt()), indent=2) + "\n")
    else:
        print_rows(console, rows, source, has_vectorbt())
    if any(row.fails for row in rows):
        raise typer.Exit(1)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
