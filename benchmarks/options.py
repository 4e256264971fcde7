# SPDX-License-Identifier: Apache-2.0
"""What the commands of several benchmarks have in common."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

Data = Annotated[
    Path | None,
    typer.Option(envvar="STEELYARD_DATA", exists=True, file_okay=False, help="A folder of market data."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.")]
ALL_CORES = os.cpu_count() or 1


def consoles(width: int) -> tuple[Console, Console]:
    """For what was found, and for what is not to be mixed with it; `width` where no terminal says otherwise."""
    return Console(width=None if sys.stdout.isatty() else width, highlight=False), Console(stderr=True)
