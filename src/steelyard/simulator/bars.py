# SPDX-License-Identifier: Apache-2.0
"""Price bars on an even grid of time; where nothing was traded there is no price, and none is made up."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Bars:
    """Bars of `step` seconds: `time` is the UTC second at which each opens; prices in dollars, NaN where there is none.

    The grid has no holes: `time[i] == time[0] + i * step`. `prints` are the times of bars that had bad prints.
    """

    symbol: str
    step: int
    time: Ints
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    prints: Ints = field(default_factory=lambda: np.empty(0, np.int64))

    def __len__(self) -> int:
        return len(self.time)

    def between(self, start: int, end: int) -> "Bars":
        """The bars that open from second `start` on and before `end`."""
        first, last = np.searchsorted(self.time, (start, end))
        opened, high, low, close = (column[first:last] for column in (self.open, self.high, self.low, self.close))
        prints = self.prints[(self.prints >= start) & (self.prints < end)]
        return Bars(self.symbol, self.step, self.time[first:last], opened, high, low, close, prints)

    @property
    def missing(self) -> int:
        """How many bars have no price."""
        return int(np.isnan(self.close).sum())
