# SPDX-License-Identifier: Apache-2.0
"""`python -m studies.stale_trader`: lets a trader who is faster than the feed play against every market."""

import json
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from studies.options import AsJson, Data, consoles
from studies.stale_trader.library import QUICK, RECIPES, SOME, bundled
from studies.stale_trader.markets import majors
from studies.stale_trader.run import Found, Task
from studies.stale_trader.table import as_data, failures, print_found

_WIDTH = 200


def main(
    data: Data = None,
    quick: Annotated[bool, typer.Option("--quick", help="The bundled days and few chances only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Shows their best profit, market by market; exits with 1 if a default market leaves them any."""
    console, aside = consoles(_WIDTH)
    found = list[Found]()
    with Progress(console=aside) as progress:
        for task in _tasks(None if quick else data, QUICK if quick else SOME, aside):
            name = f"{task.price_path.name} {task.price_path.deviation:.1%}"
            advance = partial(progress.advance, progress.add_task(name, total=task.ticks()))
            found.append(task.play(advance))
    failed = failures(found)
    if as_json:
        report = {"tapes": [as_data(one) for one in found], "failed": failed}
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        for one in found:
            print_found(console, one)
        for name in failed:
            console.print(f"[red]profitable default market: {name}[/red]")
    if failed:
        raise typer.Exit(1)


def _tasks(folder: Path | None, maximum: int, aside: Console) -> Iterator[Task]:
    """The bundled tape with `max` chances, and those of the folder; a file that is not there is named."""
    yield Task(bundled(), majors(), maximum)
    if folder is None:
        return
    for recipe in RECIPES:
        missing = [path for path in recipe.files() if not (folder / path).exists()]
        if missing:
            aside.print(f"not played: {recipe.name}, {recipe.source}: no {', '.join(missing)}")
        else:
            yield recipe.task(folder)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
