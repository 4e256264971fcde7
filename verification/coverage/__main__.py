# SPDX-License-Identifier: Apache-2.0
"""Runs the tests on py-evm and says which lines and branches of the sources they reach."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from steelyard.artifacts.sources import contracts_dir
from tools.report import ROOT
from verification.coverage.figures import Figures, Miss, figures_of, read_explanations, share, stale, unexplained
from verification.coverage.recorder import FOLDER_VARIABLE, read_records
from verification.coverage.sources import measure

GOAL = 0.98
_TESTS = ("tests/unit",)
_SMALL = {"STEELYARD_EXAMPLES": "5", "STEELYARD_OPS": "40"}  # py-evm is slow; the random tests look for other things
_WIDTH = 125


@dataclass(frozen=True)
class Total:
    """Lines or branches of all files: how many there are, were missed, and are missed for a stated reason."""

    total: int
    missed: int
    explained: int

    @property
    def share(self) -> float:
        return share(self.total, self.missed, self.explained)


def run_tests(tests: list[str], jobs: int, folder: Path) -> int:
    """Runs `tests` with the recorder, which writes into `folder`, and returns pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(jobs), "--dist", "loadscope"]
    command += ["-p", "verification.coverage.recorder", *tests]
    surroundings = _SMALL | os.environ | {"STEELYARD_ENGINE": "pyevm", FOLDER_VARIABLE: str(folder)}
    return subprocess.run(command, cwd=ROOT, env=surroundings, stdout=sys.stderr).returncode


def total_of(files: list[Figures], rest: list[Miss], lines: bool) -> Total:
    """Returns the sum over `files` of lines or of branches, given the misses that nothing explains."""
    missed = sum(len(file.missed(lines)) for file in files)
    open_ones = sum(miss.is_line is lines for miss in rest)
    return Total(sum(file.lines if lines else file.branches for file in files), missed, missed - open_ones)


def main(
    tests: Annotated[list[str] | None, typer.Argument(help="Instead of the unit tests.")] = None,
    jobs: Annotated[int, typer.Option(help="Test processes.")] = 2,
    records: Annotated[Path | None, typer.Option(help="Keep what ran in this folder, beside what it holds.")] = None,
    run: Annotated[bool, typer.Option(help="Run tests; without, only tell what the folder holds.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Measures the line and branch coverage of the Vyper sources; exits with 1 below 98% of what is not explained."""
    with TemporaryDirectory() as temporary:
        folder = records or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if run and (code := run_tests(tests or list(_TESTS), jobs, folder)):
            raise typer.Exit(code)
        files = [figures_of(source, contracts_dir()) for source in measure(read_records(folder))]
    misses, reasons = [miss for file in files for miss in file.misses], read_explanations()
    rest, excess = unexplained(reasons, misses), stale(reasons, misses)
    totals = {"lines": total_of(files, rest, lines=True), "branches": total_of(files, rest, lines=False)}
    if as_json:
        report = {
            "totals": {name: asdict(total) | {"share": total.share} for name, total in totals.items()},
            "files": [asdict(file) for file in files],
            "unexplained": [asdict(miss) for miss in rest],
            "stale": excess,
        }
        sys.stdout.write(json.dumps(report, indent=2) + "\n")
    else:
        _print(Console(width=None if sys.stdout.isatty() else _WIDTH), files, totals, rest, excess)
    if excess or any(total.share < GOAL for total in totals.values()):
        raise typer.Exit(1)


def _print(
    console: Console, files: list[Figures], totals: dict[str, Total], rest: list[Miss], excess: list[str]
) -> None:
    table = Table("file", "lines", "missed", "unexplained", "branches", "missed", "unexplained", highlight=True)
    for file in files:
        cells = [file.file]
        for count, lines in ((file.lines, True), (file.branches, False)):
            open_ones = sum(miss.file == file.file and miss.is_line is lines for miss in rest)
            cells += [str(count), str(len(file.missed(lines))), str(open_ones)]
        table.add_row(*cells)
    console.print(table)
    for miss in rest:
        console.print(f"{miss.file}:{miss.line} {miss.what}\n    {miss.text}", markup=False, highlight=False)
    for fault in excess:
        console.print(fault, markup=False, highlight=False)
    for name, total in totals.items():
        reached = total.total - total.missed
        console.print(
            f"{name}: {reached:,} of {total.total:,} reached ({reached / total.total:.2%}), "
            f"{total.explained} misses explained, {total.share:.2%} of the others",
            highlight=False,
        )


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
