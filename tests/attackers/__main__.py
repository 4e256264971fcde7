# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.attackers`: lets every attacker search, shows what they found; exits with 1 if a bound breaks."""

import json
import sys
from functools import partial
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.attackers.search import SEED, Attacker, budget
from tests.attackers.verdicts import Verdict, judge
from tests.support.engine import start_engine

_WIDTH = 160


def main(
    only: Annotated[str, typer.Option(help="Only attackers whose module or name contains this.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")] = False,
) -> None:
    """Shows for each attacker the best profit, the bound, the budget and the control."""
    start_engine()
    verdicts = list[Verdict]()
    with Progress(console=Console(stderr=True)) as progress:
        for attacker in (one for one in _attackers() if only in f"{one.__module__} {one.name}"):
            advance = partial(progress.advance, progress.add_task(attacker.name, total=2 * budget(attacker)))
            verdicts.append(judge(attacker, advance))
    if as_json:
        sys.stdout.write(json.dumps({"seed": SEED, "attackers": [_as_data(one) for one in verdicts]}, indent=2) + "\n")
    else:
        _print(verdicts)
    if any(one.faults for one in verdicts):
        raise typer.Exit(1)


def _attackers() -> tuple[type[Attacker], ...]:
    from tests.attackers import leveraged, pairing

    return (*leveraged.ATTACKERS, *pairing.ATTACKERS)


def _as_data(one: Verdict) -> dict[str, Any]:
    return {
        "attacker": one.attacker.name,
        "profit": one.found.profit,
        "bound": one.bound,
        "unit": one.attacker.unit,
        "plan": one.found.plan,
        "evaluations": one.found.evaluations,
        "refused": one.found.refused,
        "control": {"profit": one.control.profit, "evaluations": one.control.evaluations, "plan": one.control.plan},
        "faults": one.faults,
    }


def _print(verdicts: list[Verdict]) -> None:
    # a file or a pipe has no width of its own
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    table = Table("attacker", title=f"dollars, or gas where that is counted; seed {SEED}")
    for heading in ("best profit", "bound", "plans", "refused", "control's profit", "after plans"):
        table.add_column(heading, justify="right")
    for one in verdicts:
        amounts = [f"{amount / one.attacker.unit:,.6f}" for amount in (one.found.profit, one.bound)]
        control = f"{one.control.profit / one.attacker.unit:,.6f}", str(one.control.evaluations)
        counts = str(one.found.evaluations), str(one.found.refused)
        table.add_row(one.attacker.name, *amounts, *counts, *control)
    console.print(table)
    for one in verdicts:
        for fault in one.faults:
            console.print(f"[red]{one.attacker.name}: {fault}[/red]", soft_wrap=True)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
