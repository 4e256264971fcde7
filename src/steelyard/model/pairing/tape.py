# SPDX-License-Identifier: Apache-2.0
"""The tape: a feed's rounds in their order, each a mark at which the whole market is priced. Times in seconds.

A round's time is when it was observed (`started_at`), not when it was transmitted: a late transmission is the past. An
id holds the feed's phase above its low 64 bits; in each phase ids count from 1. Rounds are read by id when they are
needed, so nothing of the tape is stored but where it stands and where a phase ended.
"""

from dataclasses import dataclass
from typing import Protocol

PHASE_SIZE = 2**64


@dataclass(frozen=True)
class Round:
    """One round as the source believes it: `price` (1e36) is 0 where it is none, times are 0 where it never was."""

    price: int = 0
    started_at: int = 0
    updated_at: int = 0


@dataclass(frozen=True)
class Mark:
    """A price and the time it was observed at."""

    time: int
    price: int


class Rounds(Protocol):
    """What a source of pushed rounds answers; neither refuses anything."""

    def newest_round(self) -> int:
        """The feed's latest id; 0 where the feed cannot be read."""

    def round_of(self, number: int) -> Round:
        """One round, however old; an unreadable one is none."""


def is_mark(round: Round, last: int, max_price: int) -> bool:
    """Whether a round prices anything: a price, observed after the mark before and not after its transmission."""
    return 0 < round.price <= max_price and last < round.started_at <= round.updated_at


class Tape:
    """Where the tape stands, and where each phase ended that did.

    `cursor` is the id of the last round read, `seen` the newest that any call saw. A phase ends at the newest of its
    rounds that a call saw; the next one is read from its first round, and as a mark is later than the one
    before, it goes on where the old one ended. Phases that no call saw are skipped.
    """

    def __init__(self, cursor: int) -> None:
        self.cursor = self.seen = cursor
        self.ends: dict[int, tuple[int, int]] = {}  # phase -> its last id, the phase after it

    def record(self, newest: int) -> None:
        """Keeps what a call sees; an id of an older phase, or one that is not newer, is nothing."""
        old, new = self.seen // PHASE_SIZE, newest // PHASE_SIZE
        if new > old:
            self.ends[old] = self.seen, new
        self.seen = max(self.seen, newest)

    def next(self, source: Rounds, now: int) -> Round | None:
        """The round after the cursor, not moving to it; None where the tape has no more. Crosses ended phases."""
        while True:
            phase = self.cursor // PHASE_SIZE
            end, after = self.ends.get(phase, (self.seen, 0))
            if self.cursor < end:
                round = source.round_of(self.cursor + 1)
                return round if round.updated_at <= now else None
            if phase not in self.ends:
                return None
            self.cursor = after * PHASE_SIZE
