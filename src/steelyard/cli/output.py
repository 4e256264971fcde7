# SPDX-License-Identifier: Apache-2.0
"""What every command of the simulator can leave behind."""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

if TYPE_CHECKING:
    from rich.table import Table

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
Csv = Annotated[FilePath | None, typer.Option(help="Write the figures there as CSV.")]
Parquet = Annotated[FilePath | None, typer.Option(help="Write every row there as Parquet.")]
Png = Annotated[FilePath | None, typer.Option(help="Write a picture there: .png, .svg or .pdf.")]
Html = Annotated[FilePath | None, typer.Option(help="Write one page there that holds tables and pictures.")]

WIDTH = 130  # where no terminal says otherwise
PICTURES = (".png", ".svg", ".pdf")

# Names of files and symbols are text, never markup.
console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, markup=False, emoji=False)
progress_console = Console(stderr=True, markup=False, emoji=False)


def tell_compiling() -> None:
    """Says why the first command after an installation takes its time."""
    from steelyard.simulator.compiled import is_kept

    if not is_kept():
        progress_console.print("compiling the simulator, once: about half a minute")


Wanted = dict[str, FilePath]
"""Files to leave, by the option that asked for them."""


def print_json(data: Any) -> None:
    """For programs. Sorted as given; nothing else is on standard output."""
    typer.echo(json.dumps(data, indent=2, allow_nan=False))


def print_notes(notes: Iterable[str]) -> None:
    """What must be known to read a table."""
    for note in notes:
        console.print(f"! {note}")


def show(result: Any, as_json: bool, table: "Callable[[], Table]") -> None:
    """Warnings above the table, notes on prices and rates below; or JSON, which has all of them."""
    if as_json:
        print_json(result.data())
        return
    print_notes(result.warnings)
    console.print(table())
    print_notes(result.notes)


def wanted(
    csv: FilePath | None,
    parquet: FilePath | None,
    png: FilePath | None,
    html: FilePath | None,
    inputs: Sequence[FilePath | None] = (),
) -> Wanted:
    """The files asked for, if they can be written, before anything is run. Ends the command with code 2 if one is an
    input, another output, no regular file, of an unknown kind, or where nothing can be written."""
    options = {"--csv": csv, "--parquet": parquet, "--png": png, "--html": html}
    found = {option: path for option, path in options.items() if path is not None}
    try:
        _check(found, inputs)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from None
    return found


def leave(result: Any, files: Wanted) -> None:
    """Writes a result where it was asked for."""
    from steelyard.simulator.report import files as kinds

    def page(path: FilePath) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(result.page(), encoding="utf-8")

    writers: dict[str, Callable[[FilePath], None]] = {
        "--csv": lambda path: kinds.write_csv(result, path),
        "--parquet": lambda path: kinds.write_parquet(result, path),
        "--png": lambda path: kinds.write_picture(result, path),
        "--html": page,
    }
    for option, path in files.items():
        leave_one(path, writers[option])


def leave_one(path: FilePath, write: Callable[[FilePath], None]) -> None:
    """Writes a file, whole or not at all, and names it on standard error, where that does not disturb JSON. Ends the
    command with code 1 if it cannot be written."""
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
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=progress_console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.advance(task, done)


def _check(files: Wanted, inputs: Sequence[FilePath | None]) -> None:
    seen: Wanted = {}
    for option, path in files.items():
        if option == "--png" and path.suffix.lower() not in PICTURES:
            raise ValueError(f"--png {path}: a picture ends in {', '.join(PICTURES)}; choose one of these")
        _check_place(option, path)
        if any(one is not None and _is_same(path, one) for one in inputs):
            raise ValueError(f"{option} {path}: that is a file which is read; write to another one")
        for other, taken in seen.items():
            if _is_same(path, taken):
                raise ValueError(f"{option} {path}: {other} writes there too; choose another name")
        seen[option] = path


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
