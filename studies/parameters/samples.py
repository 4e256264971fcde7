# SPDX-License-Identifier: Apache-2.0
"""What is replayed: real prices cut into months, and random ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path as FilePath
from typing import Protocol

import numpy as np

from steelyard.model.clock import DAY
from steelyard.simulator.bars import Bars
from steelyard.simulator.data.catalogue import best, histories
from steelyard.simulator.inside import Inside, Kind
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import Generator

MONTH = 30 * DAY
HOLE = DAY  # without any price: nothing is replayed across it
SEED = 20_200_312
START = 2_000.0  # dollars, of a random price
BATCH = 50


class Sample(Protocol):
    """Paths of about a month."""

    @property
    def name(self) -> str:
        """As in a table."""

    @property
    def parts(self) -> tuple[range, ...]:
        """The paths that there are, in pieces that one task can replay."""

    def path(self, index: int) -> Path:
        """One of them."""


@dataclass(frozen=True)
class Months:
    """All prices that there are of an asset in bars of `step` seconds.

    `closes`: for what holders pay, not for what lenders risk. `inside`: what is assumed of prices within bars. Sampled
    ways are as restless as a price is and leave no extreme out; closes are a lower bound of what rebalances cost, and
    the way through the four prices of each bar is an upper one.
    """

    asset: str
    step: int
    folder: FilePath | None
    closes: bool
    inside: Kind = Kind.SAMPLED

    @property
    def is_there(self) -> bool:
        """Whether there are prices of it so fine."""
        return any(one.asset == self.asset and self.step % one.step == 0 for one in histories(self.folder))

    @property
    def name(self) -> str:
        """Where the prices are from."""
        return best(self.asset, self.step, self.folder).label

    @property
    def months(self) -> tuple[Bars, ...]:
        """Read once in a process."""
        return _months(self.asset, self.step, self.folder)

    @property
    def parts(self) -> tuple[range, ...]:
        """All at once."""
        return (range(len(self.months)),)

    def path(self, index: int) -> Path:
        """The month."""
        return Inside(self.inside).path(self.months[index], index)

    @property
    def span(self) -> str:
        """How many months, from when to when."""
        months = self.months
        ends = np.array([months[0].time[0], months[-1].time[-1]]).astype("datetime64[s]").astype("datetime64[D]")
        return f"{len(months)} months, {ends[0]} to {ends[1]}"


@dataclass(frozen=True)
class Drawn:
    """Random months, closes every five minutes, of fixed seed."""

    name: str
    generator: Generator
    count: int

    @property
    def parts(self) -> tuple[range, ...]:
        """So many paths at once."""
        return tuple(range(first, min(first + BATCH, self.count)) for first in range(0, self.count, BATCH))

    def path(self, index: int) -> Path:
        """A month of closes."""
        return self.generator.path(SEED, index, MONTH // self.generator.step, START)


@cache
def _months(asset: str, step: int, folder: FilePath | None) -> tuple[Bars, ...]:
    history = best(asset, step, folder)
    return tuple(cut(history.bars(step)))


def cut(bars: Bars) -> Iterator[Bars]:
    """Pieces of about a month without a hole; what is shorter than half of one is left out."""
    seen = np.flatnonzero(np.isfinite(bars.close))
    for run in np.split(seen, np.flatnonzero(np.diff(seen) * bars.step > HOLE) + 1):
        first, end = int(bars.time[run[0]]), int(bars.time[run[-1]]) + bars.step
        count = round((end - first) / MONTH)
        for edges in pairwise(np.linspace(first, end, count + 1).astype(np.int64).tolist()) if count else ():
            yield bars.between(*edges)
