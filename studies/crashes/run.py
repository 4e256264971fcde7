# SPDX-License-Identifier: Apache-2.0
"""Everything that is replayed, on as many processes as are given."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from studies.crashes.kinds import ABSENT, COVERED, DEEP, KINDS, LATENCIES, VENUES, Kind, Venue
from studies.crashes.lending import LeverageTask, Outcome, replay
from studies.crashes.library import CRASHES
from studies.crashes.pairing import PairingOutcome, replay_pairing
from studies.crashes.task import Task
from studies.stale_trader.price_path import PricePath


@dataclass(frozen=True)
class Found:
    """What became of every market on every tape, and the events that there was no data for."""

    price_paths: list[PricePath]
    lending: list[Outcome]
    pairing: list[PairingOutcome]
    missing: list[str]

    def outcome(self, price_path: PricePath, kind: Kind, latency: int | None, venue: str = DEEP.name) -> Outcome | None:
        """One replay on a lending market, if it was made."""
        wanted = (price_path.name, kind, latency, venue)
        for one in self.lending:
            if (one.task.price_path.name, one.task.kind, one.task.latency, one.task.venue.name) == wanted:
                return one
        return None

    @property
    def failed(self) -> list[Outcome]:
        """Replays in which lenders of a default market lost though nobody was too late."""
        return [one for one in self.lending if one.task.is_covered and one.lost > 0]


@dataclass(frozen=True)
class Plan:
    """The replays to make."""

    price_paths: list[PricePath]
    lending: list[LeverageTask]
    pairing: list[Task]
    missing: list[str]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.lending) + len(self.pairing)

    def play(self, jobs: int, tick: Callable[[], None]) -> Found:
        """Makes them; `tick` is called after each."""
        with ProcessPoolExecutor(jobs) as pool:
            lending, pairing = [], []
            for outcome in pool.map(replay, self.lending, chunksize=4):
                lending.append(outcome)
                tick()
            for other in pool.map(replay_pairing, self.pairing, chunksize=4):
                pairing.append(other)
                tick()
        return Found(self.price_paths, lending, pairing, self.missing)


def full_plan(folder: Path | None) -> Plan:
    """Every leverage, latency and exchange on every event that there is data for."""
    return _plan(folder, LATENCIES, VENUES)


def quick_plan() -> Plan:
    """The bundled bars, one exchange, keepers as late as default markets must bear, and none."""
    return _plan(None, (COVERED, ABSENT), (DEEP,))


def _plan(folder: Path | None, latencies: Sequence[int | None], venues: Sequence[Venue]) -> Plan:
    found = [(crash.name, crash.price_path(folder)) for crash in CRASHES]
    price_paths = [price_path for _, price_path in found if price_path is not None]
    return Plan(
        price_paths,
        [
            LeverageTask(price_path, kind, latency, venue)
            for price_path, venue, kind, latency in product(price_paths, venues, KINDS, latencies)
        ],
        [Task(price_path, kind, latency) for price_path, kind, latency in product(price_paths, KINDS, latencies)],
        [name for name, price_path in found if price_path is None],
    )
