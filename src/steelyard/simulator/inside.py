# SPDX-License-Identifier: Apache-2.0
"""What is assumed of the way of a price inside bars, and how far a result hangs on it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from steelyard.simulator.bars import Bars
from steelyard.simulator.path import INNER, Path, prices_in
from steelyard.simulator.run import Totals
from steelyard.simulator.world.bounds import within

MOST_SAMPLES = 10_000
THREADS = 2


class Kind(StrEnum):
    """Random ways within open, high, low and close; these four, in the order that suits the bar; closes alone."""

    SAMPLED = "sampled"
    EXTREMES = "extremes"
    CLOSES = "closes"


class Spread(NamedTuple):
    """NAV at the end over `paths` ways inside the same bars: mean, least, greatest; in how many the token ended."""

    paths: int
    mean: float
    low: float
    high: float
    ended: int


@dataclass(frozen=True)
class Inside:
    """`prices` a bar (None: one a minute, at least twenty), on `samples` ways drawn by `seed`, if they are sampled.

    Raises ValueError for options that the kind has no use for.
    """

    kind: Kind | str = Kind.SAMPLED
    prices: int | None = None
    samples: int = 8
    seed: int = 1

    def __post_init__(self) -> None:
        if self.kind not in list(Kind):
            raise ValueError(f"inside is {self.kind!r}; it is one of {', '.join(Kind)}")
        object.__setattr__(self, "kind", Kind(self.kind))
        within("samples", self.samples, 1, MOST_SAMPLES, "it is how many ways inside the bars are tried", is_whole=True)
        within("seed", self.seed, 0, 2**63, "any whole number", is_whole=True)
        if self.kind is not Kind.SAMPLED and self.prices is not None:
            raise ValueError(f"prices is {self.prices}; paths of {self.kind} have their own, leave it out")

    @property
    def ways(self) -> int:
        """How many there are."""
        return self.samples if self.kind is Kind.SAMPLED else 1

    def count(self, step: int) -> int:
        """Prices in a bar of so many seconds."""
        if self.kind is Kind.SAMPLED:
            return prices_in(step) if self.prices is None else self.prices
        return INNER if self.kind is Kind.EXTREMES else 1

    def provenance(self, step: int) -> dict[str, Any]:
        """What was assumed, for every output."""
        return {"inside_bars": str(self.kind), "prices_a_bar": self.count(step), "seed": self.seed}

    def path(self, bars: Bars, index: int = 0) -> Path:
        """Way `index`, the same for the same bars and seed."""
        if self.kind is Kind.CLOSES:
            return Path.of_closes(bars.time + bars.step, bars.close)
        if self.kind is Kind.EXTREMES:
            return Path.of(bars)
        return Path.sampled(bars, self.prices, self.seed, index)

    def spread(self, bars: Bars, first: Totals, run: Callable[[Path], Totals]) -> Spread | None:
        """How the NAV differs; `first` are the totals of way 0. None where there is one way only."""
        if self.ways < 2:
            return None
        with ThreadPoolExecutor(THREADS) as pool:
            every = [first, *pool.map(lambda index: run(self.path(bars, index)), range(1, self.ways))]
        navs = np.array([one.nav for one in every])
        ended = sum(one.ended >= 0 for one in every)
        return Spread(self.ways, float(navs.mean()), float(navs.min()), float(navs.max()), ended)
