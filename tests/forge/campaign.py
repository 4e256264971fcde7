# SPDX-License-Identifier: Apache-2.0
"""Runs forge's invariant campaigns in pieces and adds up what became of every call."""

import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steelyard.devchain.node_modules import foundry
from tests.forge import solc, states

ROOT = Path(__file__).parent
BUILT = ROOT.parents[1] / "build" / "forge"
STATES = BUILT / "states"
SUITES = {"Bull3x": "bull3x", "Bear2x": "bear2x", "Paired3x": "paired3x", "Ordered10x": "ordered10x"}
DEPTH = 100  # calls from the market's start to the day on which everybody leaves
PIECE = 50  # such runs of each suite by one forge


@dataclass
class Metrics:
    """What became of the calls of one function."""

    calls: int = 0
    refused: int = 0

    @property
    def done(self) -> int:
        """Calls that went through."""
        return self.calls - self.refused


@dataclass
class Outcome:
    """What some pieces of the campaigns gave: tallies by function, and what was found, in words."""

    tallies: dict[str, Metrics] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """All calls."""
        return sum(metrics.calls for metrics in self.tallies.values())

    @property
    def done(self) -> int:
        """Those that went through."""
        return sum(metrics.done for metrics in self.tallies.values())

    @property
    def never_done(self) -> list[str]:
        """Functions that always refused."""
        return sorted(name for name, metrics in self.tallies.items() if metrics.done == 0)

    def add(self, other: "Outcome") -> None:
        """Adds the calls and the findings of `other`."""
        self.found += other.found
        for name, metrics in other.tallies.items():
            mine = self.tallies.setdefault(name, Metrics())
            mine.calls += metrics.calls
            mine.refused += metrics.refused


def prepare(folder: Path = STATES) -> None:
    """Writes the compiler's wrapper and the markets that the campaigns begin from."""
    solc.write_executable(BUILT / "solc")
    for market in SUITES.values():
        states.write_state(market, folder)


def pieces(calls: int, seed: int) -> Iterator[Outcome]:
    """Runs at least `calls` calls, a piece at a time, from seeds that follow `seed`; ends after a finding."""
    runs = -(-calls // (len(SUITES) * DEPTH))
    while runs > 0:
        outcome = run(SUITES, min(runs, PIECE), seed)
        yield outcome
        if outcome.found:
            return
        runs, seed = runs - PIECE, seed + 1


def run(suites: Iterable[str], runs: int, seed: int, folder: Path = STATES) -> Outcome:
    """Runs forge once: `runs` runs of each of `suites`, on the markets in `folder`."""
    command = [str(foundry("forge")), "test", "--root", str(ROOT), "--json", "--fuzz-seed", str(seed)]
    environment = {
        **os.environ,
        "STEELYARD_FORGE_STATES": str(folder),
        "FOUNDRY_INVARIANT_RUNS": str(runs),
        "FOUNDRY_INVARIANT_DEPTH": str(DEPTH),
        "FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR": str(folder / "failures"),
    }
    command += ["--match-contract", f"^({'|'.join(suites)})$"]
    forge = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if not forge.stdout.startswith("{"):
        raise RuntimeError(f"forge: {forge.stdout}{forge.stderr}")
    return _read(json.loads(forge.stdout), seed)


def _read(answer: dict[str, Any], seed: int) -> Outcome:
    outcome = Outcome()
    for suite, result in answer.items():
        for test in result["test_results"].values():
            if test["status"] != "Success":
                outcome.found.append(_finding(suite.split(":")[1], test, seed))
            # a market that could not even be loaded has none
            metrics = test["kind"].get("Invariant", {}).get("metrics", {})
            outcome.add(Outcome(_tallies(suite.split("/")[0], metrics)))
    return outcome


def _tallies(campaign: str, metrics: dict[str, dict[str, int]]) -> dict[str, Metrics]:
    """By campaign and function: a pool's `mint` is another one in each."""
    return {
        f"{campaign} {name.split('.')[-1]}": Metrics(counts["calls"], counts["reverts"])
        for name, counts in metrics.items()
    }


def _finding(suite: str, test: dict[str, Any], seed: int) -> str:
    """The promise that was broken, and the calls that broke it."""
    sequence = (test["counterexample"] or {}).get("Sequence", [0, []])[1]
    calls = [f"  {call['func_name']}({call['args']})" for call in sequence]
    return "\n".join([f"{suite}, seed {seed}: {test['reason']}", *calls])
