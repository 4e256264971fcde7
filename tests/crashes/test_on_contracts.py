# SPDX-License-Identifier: Apache-2.0
"""Crashes on the contracts, keepers five minutes late: what the twin answered, they answer, to the last unit.

With STEELYARD_DATA every event on every leverage; else the bundled ones, on the leverages that they hurt most.
"""

import os
from pathlib import Path

import pytest

from benchmarks.crashes.kinds import ABSENT, DEEP, KINDS, MINUTE, Kind
from benchmarks.crashes.lending import LendingTask, replay
from benchmarks.crashes.library import CRASHES
from benchmarks.crashes.paired import replay_paired as replay_paired_on_twin
from benchmarks.crashes.task import Task
from benchmarks.stale_trader.tape import DOLLAR, Tape
from tests.crashes.contracts import replay_lending, replay_paired

_DATA = os.environ.get("STEELYARD_DATA")
TAPES = [tape for crash in CRASHES if (tape := crash.tape(Path(_DATA) if _DATA else None))]
LATE = 5 * MINUTE


def _kinds(tape: Tape) -> list[Kind]:
    return list(KINDS) if _DATA else [Kind(3, is_bear=True) if " up " in tape.name else Kind(3)]


CASES = [pytest.param(tape, kind, id=f"{tape.name} {kind.name}") for tape in TAPES for kind in _kinds(tape)]


@pytest.mark.parametrize(("tape", "kind"), CASES)
def test_lending_market_ends_as_its_twin(tape: Tape, kind: Kind, holder: str, keeper: str) -> None:
    outcome = replay(LendingTask(tape, kind, LATE, DEEP))
    assert outcome.fills > 0
    assert outcome.acts[-1].name == "end"
    replay_lending(kind, outcome.acts, holder, keeper)


def test_a_market_that_nobody_kept_is_wound_down_as_its_twin(holder: str, keeper: str) -> None:
    outcome = replay(LendingTask(TAPES[0], Kind(3), ABSENT, DEEP))
    assert outcome.steps == ["start_wind_down", "confirm_wind_down", "impair", "write_off"]
    replay_lending(Kind(3), outcome.acts, holder, keeper)


@pytest.mark.parametrize(("tape", "kind"), CASES)
def test_paired_pool_ends_as_its_twin(tape: Tape, kind: Kind) -> None:
    outcome = replay_paired_on_twin(Task(tape, kind, LATE))
    assert outcome.steps > 0 or outcome.closed < 0.01
    assert outcome.acts[-1].name == "end"
    replay_paired(kind, outcome.acts, int(tape.true[0]) // DOLLAR)
