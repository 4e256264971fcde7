# SPDX-License-Identifier: Apache-2.0
"""Everything that is replayed, on as many processes as are given."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from benchmarks.crashes.kinds import ABSENT, COVERED, DEEP, KINDS, LATENCIES, VENUES, Kind, Venue
from benchmarks.crashes.lending import LendingTask, Outcome, replay
from benchmarks.crashes.library import CRASHES
from benchmarks.crashes.paired import PairedOutcome, replay_paired
from benchmarks.crashes.task import Task
from benchmarks.stale_trader.tape import Tape


@dataclass(frozen=True)
class Found:
    """What became of every market on every tape, and the events that there was no data for."""

    tapes: list[Tape]
    lending: list[Outcome]
    paired: list[PairedOutcome]
    missing: list[str]

    def outcome(self, tape: Tape, kind: Kind, latency: int | None, venue: str = DEEP.name) -> Outcome | None:
        """One replay on a lending market, if it was made."""
        wanted = (tape.name, kind, latency, venue)
        for one in self.lending:
            if (one.task.tape.name, one.task.kind, one.task.latency, one.task.venue.name) == wanted:
                return one
        return None

    @property
    def failed(self) -> list[Outcome]:
        """Replays in which lenders of a default market lost though nobody was too late."""
        return [one for one in self.lending if one.task.is_covered and one.lost > 0]


@dataclass(frozen=True)
class Plan:
    """The replays to make."""

    tapes: list[Tape]
    lending: list[LendingTask]
    paired: list[Task]
    missing: list[str]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.lending) + len(self.paired)

    def play(self, jobs: int, tick: Callable[[], None]) -> Found:
        """Makes them; `tick` is called after each."""
        with ProcessPoolExecutor(jobs) as pool:
            lending, paired = [], []
            for outcome in pool.map(replay, self.lending, chunksize=4):
                lending.append(outcome)
                tick()
            for other in pool.map(replay_paired, self.paired, chunksize=4):
                paired.append(other)
                tick()
        return Found(self.tapes, lending, paired, self.missing)


def full_plan(folder: Path | None) -> Plan:
    """Every leverage, latency and exchange on every event that there is data for."""
    return _plan(folder, LATENCIES, VENUES)


def quick_plan() -> Plan:
    """The bundled bars, one exchange, keepers as late as default markets must bear, and none."""
    return _plan(None, (COVERED, ABSENT), (DEEP,))


def _plan(folder: Path | None, latencies: Sequence[int | None], venues: Sequence[Venue]) -> Plan:
    found = [(crash.name, crash.tape(folder)) for crash in CRASHES]
    tapes = [tape for _, tape in found if tape is not None]
    return Plan(
        tapes,
        [
            LendingTask(tape, kind, latency, venue)
            for tape, venue, kind, latency in product(tapes, venues, KINDS, latencies)
        ],
        [Task(tape, kind, latency) for tape, kind, latency in product(tapes, KINDS, latencies)],
        [name for name, tape in found if tape is None],
    )
