# SPDX-License-Identifier: Apache-2.0
"""`python -m studies.parameters`: what each parameter costs whom, and whether the defaults meet their criteria."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from steelyard.simulator.inside import Kind
from studies.options import ALL_CORES, AsJson, Data, Jobs, consoles, played
from studies.parameters.criteria import broken
from studies.parameters.picture import draw
from studies.parameters.run import full_plan, quick_plan
from studies.parameters.table import as_data, print_found

_WIDTH = 200


def main(
    data: Data = None,
    quick: Annotated[bool, typer.Option("--quick", help="The bundled prices, few random ones, few trials.")] = False,
    inside: Annotated[Kind, typer.Option(help="Prices inside bars; the others are bounds.")] = Kind.SAMPLED,
    as_json: AsJson = False,
    pictures: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("build"),
    jobs: Jobs = ALL_CORES,
) -> None:
    """Shows the evidence for the defaults; exits with 1 if one of them breaks its own criterion."""
    console, aside = consoles(_WIDTH)
    plan = quick_plan(inside) if quick else full_plan(data, inside)
    found = played(plan, jobs, aside)
    faults = broken(found)
    if not quick:
        draw(found, pictures)
    if as_json:
        sys.stdout.write(json.dumps({"cells": as_data(found), "broken": faults}, indent=2) + "\n")
    else:
        print_found(console, found)
    for fault in faults:
        aside.print(f"[red]{fault}[/red]")
    if faults:
        raise typer.Exit(1)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
