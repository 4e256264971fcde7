# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.deploy.resume`: a deployment killed with -9 at every one of its transactions, and resumed each time.

A double before the node kills the deploying process just before it passes a transaction on, or just after, before the
answer. At the end everything stands, and the account sent no more transactions than there are steps.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steelyard.deploy.reading import Reading
from steelyard.deploy.run import run
from steelyard.deploy.steps import State
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.ground import lay
from tests.deploy.conftest import SENDER, local, markets
from tests.deploy.double import SENDS, Drop, NodeDouble
from tools.report import ROOT

MARKETS = ("ETHBULL3X", "PETH3X")
LEAST_KILLS = 50
"""Of the long form; fewer would not be every transaction."""


@dataclass(frozen=True)
class Played:
    """How often it was killed, how many transactions its account sent, and how many steps are done by it."""

    kills: int
    transactions: int
    steps: int


def play(anvil: Anvil, kills: Sequence[tuple[int, str]], *symbols: str) -> Played:
    """Deploys on a bare chain, killed at these transactions, "before" or "after" each, until all is done."""
    account, waiting, count = anvil.client().accounts()[SENDER], list(kills), 0
    process: subprocess.Popen[bytes] | None = None

    def meddle(request: dict[str, Any], ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        nonlocal count
        if request["method"] not in SENDS:
            return ask()
        assert process is not None
        if waiting and waiting[0] == (count, "before"):
            waiting.pop(0)
            os.kill(process.pid, signal.SIGKILL)
            raise Drop
        count += 1
        answer = ask()
        if waiting and waiting[0] == (count - 1, "after"):
            waiting.pop(0)
            os.kill(process.pid, signal.SIGKILL)
            raise Drop
        return answer

    done = 0
    with NodeDouble(anvil.url, meddle) as double:
        while True:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.deploy.resume", double.url, account, *symbols], cwd=ROOT
            )
            if process.wait() == 0:
                break
            assert process.returncode == -signal.SIGKILL, process.returncode
            done += 1
    reading = Reading(anvil.client())
    report = run(local(), markets(local(), *symbols), reading, account)
    assert report.sent == [] and report.plan is not None
    made = [step for step in report.plan.steps if step.makes]
    assert all(step.state(reading) is State.DONE for step in made)
    return Played(done, reading.mined(account), len(made))


def _deploy(url: str, account: str, *symbols: str) -> None:
    from steelyard.chain.client import Client

    run(local(), markets(local(), *symbols), Reading(Client(url, fees=local().fees)), account)


def main() -> None:
    with Anvil() as anvil:
        lay(anvil)
        every = [(number, when) for number in range(29) for when in ("before", "after")]
        played = play(anvil, every, *MARKETS)
    print(f"{played.kills} kills, {played.transactions} transactions for {played.steps} steps")
    if played.kills < LEAST_KILLS or played.transactions != played.steps:
        sys.exit(1)


if __name__ == "__main__":
    _deploy(*sys.argv[1:]) if sys.argv[1:] else main()
