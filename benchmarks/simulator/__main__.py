# SPDX-License-Identifier: Apache-2.0
"""`python -m benchmarks.simulator`: times the engine, a plain loop and what vectors can do, in one run."""

import json
import sys
from typing import Annotated

import typer
from rich.progress import Progress

from benchmarks.simulator.inputs import real, synthetic
from benchmarks.simulator.measure import PATHS, Row, measure
from benchmarks.simulator.peers import has_vectorbt
from benchmarks.simulator.table import as_data, print_rows
from studies.options import AsJson, Data, consoles

_WIDTH = 180


def main(
    data: Data = None,
    paths: Annotated[int, typer.Option(min=2, help="Random years.")] = PATHS,
    as_json: AsJson = False,
) -> None:
    """Exits with 1 if a goal is missed by more than the margin."""
    console, aside = consoles(_WIDTH)
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
