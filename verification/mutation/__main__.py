# SPDX-License-Identifier: Apache-2.0
"""Tries a sample of the mutants; exit code 1 if fewer than 90% of those that count are killed."""

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from verification.mutation.campaign import run
from verification.mutation.equivalents import listed
from verification.mutation.outcome import EQUIVALENT, MIN_KILLED, SURVIVED, Result, killed_share, table
from verification.mutation.sample import SEED, population, sample
from verification.mutation.scratch import CHECKOUT

RESULTS = CHECKOUT / "build" / "verification.mutation.jsonl"
_WIDTH = 120


def main() -> None:
    """Tries what the file of results has not, and sums up."""
    arguments = _arguments()
    everything = population(CHECKOUT / "contracts")
    chosen = sample(everything, arguments.size, arguments.seed)
    chosen = [mutant for mutant in chosen if mutant.file.startswith(tuple(arguments.only))]
    if arguments.list:
        for mutant in chosen:
            print(f"{mutant.name} (line {mutant.line}): {mutant.old!r} -> {mutant.new!r}")
        return
    known = _known(arguments.results)
    if arguments.again:
        known = {key: result for key, result in known.items() if result.outcome != SURVIVED}
    waiting = [mutant for mutant in chosen if (mutant.name, mutant.old, mutant.new) not in known]
    with arguments.results.open("a") as file, tempfile.TemporaryDirectory(prefix="mutation-") as scratch, _bar() as bar:
        task = bar.add_task("mutants", total=len(chosen), completed=len(chosen) - len(waiting), now="")
        for result in run(waiting, Path(scratch), arguments.jobs, arguments.trusting):
            file.write(json.dumps(asdict(result)) + "\n")
            file.flush()
            known[result.name, result.old, result.new] = result
            bar.update(task, advance=1, now=f"{result.outcome}: {result.name}")
    results = _with_equivalents([known[mutant.name, mutant.old, mutant.new] for mutant in chosen])
    _report(results, sum(map(len, everything.values())), arguments.seed)
    sys.exit(1 if killed_share(results) < MIN_KILLED else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m verification.mutation", description=__doc__)
    parser.add_argument("--size", type=int, default=260, help="mutants to try, about")
    parser.add_argument("--seed", type=int, default=SEED, help="of the sample")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--only", nargs="*", default=[""], help="paths under contracts, or how they begin")
    parser.add_argument("--results", type=Path, default=RESULTS, help="kept here, and not redone")
    parser.add_argument("--trusting", action="store_true", help="do not run the tests without mutants first")
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument("--list", action="store_true", help="only say which mutants would be tried")
    arguments = parser.parse_args()
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    return arguments


def _bar() -> Progress:
    columns = (MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[now]}"))
    return Progress(*columns, console=Console(stderr=True))


def _known(path: Path) -> dict[tuple[str, str, str], Result]:
    lines = path.read_text().splitlines() if path.exists() else []
    results = [Result(**json.loads(line)) for line in lines]
    return {(result.name, result.old, result.new): result for result in results}


def _with_equivalents(results: list[Result]) -> list[Result]:
    reasons = listed()
    return [
        Result(**asdict(result) | {"outcome": EQUIVALENT})
        if result.outcome == SURVIVED and (result.name, result.change) in reasons
        else result
        for result in results
    ]


def _report(results: list[Result], everything: int, seed: int) -> None:
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(table(results))
    for result in results:
        if result.outcome == SURVIVED:
            console.print(f"survived: {result.name} (line {result.line}): {result.change}")
    console.print(
        f"{len(results)} of {everything:,} mutants, seed {seed}: {killed_share(results):.1%} of those that count killed"
    )


if __name__ == "__main__":
    main()
