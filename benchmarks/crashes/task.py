# SPDX-License-Identifier: Apache-2.0
"""What every replay is told, and what constant leverage would have made of it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.crashes.kinds import COVERED, Kind
from benchmarks.stale_trader.tape import Tape


@dataclass(frozen=True)
class Task:
    """`latency`: seconds that whoever keeps the market comes late; None if nobody does."""

    tape: Tape
    kind: Kind
    latency: int | None

    @property
    def is_timely(self) -> bool:
        """Whether keepers are late by no more than default markets must bear."""
        return self.latency is not None and self.latency <= COVERED

    def played(self) -> Tape:
        """The tape; where nobody keeps up to its worst moment, at which somebody comes and the price stays."""
        if self.latency is not None:
            return self.tape
        worst = int(np.argmax(self.tape.true) if self.kind.is_bear else np.argmin(self.tape.true))
        end = max(worst + 1, 2)
        return replace(self.tape, times=self.tape.times[:end], true=self.tape.true[:end])


@dataclass(frozen=True)
class Act:
    """Something done `at` seconds after the market was built, for the contracts to do it again."""

    at: int
    name: str
    arguments: tuple[Any, ...]
    answer: Any


def ideal_nav(tape: Tape, factor: int) -> float:
    """What `factor` times every move makes of 1; 0 from the first move that takes it all."""
    moves = 1 + factor * np.diff(tape.true) / tape.true[:-1]
    return float(np.prod(moves)) if moves.min() > 0 else 0.0
