# SPDX-License-Identifier: Apache-2.0
"""What every command of the simulator can leave behind."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
Parquet = Annotated[FilePath | None, typer.Option("--parquet", help="Write every row there as Parquet.")]
Png = Annotated[FilePath | None, typer.Option(help="Write a picture there.")]
Html = Annotated[FilePath | None, typer.Option(help="Write one page there that holds tables and pictures.")]

WIDTH = 130  # where no terminal says otherwise

console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)
progress_console = Console(stderr=True)


def print_json(data: Any) -> None:
    """For programs. Sorted as given; nothing else is on standard output."""
    typer.echo(json.dumps(data, indent=2, allow_nan=False))


def write_text(path: FilePath, text: str) -> None:
    """With the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def leave(*files: tuple[FilePath | None, Callable[[FilePath], None]]) -> None:
    """Writes the files that were asked for, and names them on standard error, where that does not disturb JSON."""
    for path, write in files:
        if path is not None:
            write(path)
            progress_console.print(f"wrote {path}")


@contextmanager
def progress(what: str, total: int) -> Iterator[Any]:
    """A bar on standard error; gives a function that is told how many more are done."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=progress_console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)
