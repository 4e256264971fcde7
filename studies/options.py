# SPDX-License-Identifier: Apache-2.0
"""What the commands of several benchmarks have in common."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress

F = TypeVar("F", covariant=True)

Data = Annotated[
    Path | None,
    typer.Option(envvar="STEELYARD_DATA", exists=True, file_okay=False, help="A folder of market data."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.")]
ALL_CORES = os.cpu_count() or 1


class Plan(Protocol[F]):
    """Replays to be made."""

    @property
    def total(self) -> int:
        """How many."""

    def play(self, jobs: int, tick: Callable[[], None]) -> F:
        """Makes them; `tick` is called after each."""


def played(plan: Plan[F], jobs: int, aside: Console) -> F:
    """Makes the replays of a plan, with a progress bar."""
    with Progress(console=aside) as progress:
        task = progress.add_task("replays", total=plan.total)
        return plan.play(jobs, lambda: progress.advance(task))


def consoles(width: int) -> tuple[Console, Console]:
    """For what was found, and for what is not to be mixed with it; `width` where no terminal says otherwise."""
    return Console(width=None if sys.stdout.isatty() else width, highlight=False), Console(stderr=True)
