# SPDX-License-Identifier: Apache-2.0
"""What every command of the simulator can leave behind."""

import codecs
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
Parquet = Annotated[FilePath | None, typer.Option("--parquet", help="Write every row there as Parquet.")]
Png = Annotated[FilePath | None, typer.Option(help="Write a picture there: .png, .svg or .pdf.")]
Html = Annotated[FilePath | None, typer.Option(help="Write one page there that holds tables and pictures.")]

WIDTH = 130  # where no terminal says otherwise
PICTURES = (".png", ".svg", ".pdf")

# Names of files and symbols are text, never markup.
console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, markup=False, emoji=False)
progress_console = Console(stderr=True, markup=False, emoji=False)

_POORER = {"×": "x", "–": "-", "−": "-", "—": "-", "…": "...", "≤": "<=", "≥": ">=", "±": "+-"}


def survive_any_encoding() -> None:
    """From now on what the terminal cannot show is shown poorer, instead of ending the command."""

    def poorer(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeEncodeError):
            raise error
        text = error.object[error.start : error.end]
        return "".join(_POORER.get(one, "?") for one in text), error.end

    codecs.register_error("steelyard.poorer", poorer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="steelyard.poorer")


def print_json(data: Any) -> None:
    """For programs. Sorted as given; nothing else is on standard output."""
    typer.echo(json.dumps(data, indent=2, allow_nan=False))


def print_notes(notes: Iterable[str]) -> None:
    """What must be known of the prices and rates behind a table."""
    for note in notes:
        console.print(f"! {note}")


def write_text(path: FilePath, text: str) -> None:
    """With the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def check(
    parquet: FilePath | None, png: FilePath | None, html: FilePath | None, inputs: Sequence[FilePath | None] = ()
) -> None:
    """Whether these files can be written, before anything is run. Raises ValueError if one is an input, another output,
    no regular file, of an unknown kind, or where nothing can be written."""
    options = {"--parquet": parquet, "--png": png, "--html": html}
    wanted = {option: path for option, path in options.items() if path is not None}
    if png is not None and png.suffix.lower() not in PICTURES:
        raise ValueError(f"--png {png}: a picture ends in {', '.join(PICTURES)}; choose one of these")
    seen: dict[str, FilePath] = {}
    for option, path in wanted.items():
        _check_place(option, path)
        if any(one is not None and _is_same(path, one) for one in inputs):
            raise ValueError(f"{option} {path}: that is a file which is read; write to another one")
        for other, taken in seen.items():
            if _is_same(path, taken):
                raise ValueError(f"{option} {path}: {other} writes there too; choose another name")
        seen[option] = path


def leave(*files: tuple[FilePath | None, Callable[[FilePath], None]]) -> None:
    """Writes the files that were asked for, each whole or not at all, and names them on standard error, where that does
    not disturb JSON. Ends the command with code 1 if one cannot be written."""
    for path, write in files:
        if path is None:
            continue
        target = path.resolve()  # a link stays one
        unfinished = target.with_name(f".{target.stem}.part{target.suffix}")
        try:
            write(unfinished)
            os.replace(unfinished, target)
        except OSError as fault:
            progress_console.print(f"{path}: not written: {fault.strerror or fault}", soft_wrap=True)
            raise typer.Exit(1) from None
        finally:
            unfinished.unlink(missing_ok=True)
        progress_console.print(f"wrote {path}", soft_wrap=True)


@contextmanager
def progress(what: str, total: int) -> Iterator[Any]:
    """A bar on standard error; gives a function that is told how many more are done."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=progress_console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


def _is_same(one: FilePath, other: FilePath) -> bool:
    """Also by a link, hard or soft."""
    if one.exists() and other.exists():
        return one.samefile(other)
    return one.resolve() == other.resolve()


def _check_place(option: str, path: FilePath) -> None:
    """Tries to write beside it, or in the nearest folder that there is."""
    try:
        if path.exists() and not path.is_file():
            raise ValueError(f"{option} {path}: that is no regular file; name a file")
        folder = next(parent for parent in path.resolve().parents if parent.exists())
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{path.name}."):
            pass
    except OSError as fault:
        raise ValueError(
            f"{option} {path}: nothing can be written there ({fault.strerror}); name another place"
        ) from None
