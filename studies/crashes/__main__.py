# SPDX-License-Identifier: Apache-2.0
"""`python -m studies.crashes`: replays real crashes and rallies on every market."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from studies.crashes.picture import draw
from studies.crashes.run import full_plan, quick_plan
from studies.crashes.table import as_data, print_found
from studies.options import ALL_CORES, AsJson, Data, Jobs, consoles, played

_WIDTH = 160


def main(
    data: Data = None,
    quick: Annotated[bool, typer.Option("--quick", help="The bundled bars, one exchange, two latencies.")] = False,
    as_json: AsJson = False,
    picture: Annotated[Path, typer.Option(help="Where the picture goes.")] = Path("build/crashes.png"),
    jobs: Jobs = ALL_CORES,
) -> None:
    """Shows what lenders, holders and both sides of a pair lost; exits with 1 if lenders of a default market did."""
    console, aside = consoles(_WIDTH)
    plan = quick_plan() if quick else full_plan(data)
    found = played(plan, jobs, aside)
    if not quick:
        draw(found, picture)
    if as_json:
        sys.stdout.write(json.dumps(as_data(found), indent=2) + "\n")
    else:
        print_found(console, found)
    for one in found.failed:
        name = f"{one.task.price_path.name}, {one.task.kind.name}, {one.task.venue.name}"
        aside.print(f"[red]lenders of a default market lose {one.lost:.2%} of the debt: {name}[/red]")
    if found.failed:
        raise typer.Exit(1)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
