# SPDX-License-Identifier: Apache-2.0
"""The way a price went, in the order in which it was seen."""

from dataclasses import dataclass, replace
from math import frexp, isinf, nan

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints
from steelyard.simulator.bridges import bridged

INNER = 4  # prices of a bar: open, the two extremes, close
FEWEST = 20  # prices drawn within a bar
EVERY = 60  # seconds from one to the next, in long bars


@dataclass(frozen=True)
class Path:
    """Prices `price[i]` in dollars seen at second `time[i]`, `per_bar` of them in each bar; NaN: none was seen.

    Whatever is recorded bar by bar is recorded at the last price of the bar. Prices are in units of `unit` dollars.
    """

    time: Ints
    price: Floats
    per_bar: int
    unit: float = 1.0

    @classmethod
    def of(cls, bars: Bars) -> "Path":
        """Four prices a bar, a quarter of it apart: a rising bar goes from its open through its low and its high to its
        close, a falling one the other way.

        The extremes of every bar, and so several times the way that a price really goes: an upper bound of what
        rebalancing costs.
        """
        rising = bars.close >= bars.open
        first = np.where(rising, bars.low, bars.high)
        second = np.where(rising, bars.high, bars.low)
        return cls(_times(bars, INNER), np.column_stack((bars.open, first, second, bars.close)).ravel(), INNER)

    @classmethod
    def sampled(cls, bars: Bars, per_bar: int | None = None, seed: int = 1, index: int = 0) -> "Path":
        """`per_bar` prices a bar, evenly apart, on random ways within its open, high, low and close.

        Way `index` of `seed` is the same each time. Without `per_bar` there is a price a minute, and at least
        twenty a bar. Raises ValueError for fewer than four, or more than one a second.
        """
        count = prices_in(bars.step) if per_bar is None else per_bar
        if count < INNER:
            raise ValueError(f"path: {count} prices a bar; it takes {INNER} or more")
        if count > max(bars.step, INNER):
            raise ValueError(f"path: {count} prices in a bar of {bars.step} seconds; at most one a second")
        rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(index,))))
        return cls(_times(bars, count), bridged(bars, count, rng).ravel(), count)

    @classmethod
    def of_closes(cls, time: Ints, price: Floats) -> "Path":
        """One price a bar."""
        return cls(time, price, 1)

    @property
    def apart(self) -> float:
        """Seconds from one price to the next."""
        if self.bars < 2:
            return float(self.time[-1] - self.time[0]) / max(1, len(self.time) - 1)
        return float(self.time[-self.per_bar] - self.time[0]) / (self.bars - 1) / self.per_bar

    @property
    def bars(self) -> int:
        """How many bars it has."""
        return len(self.time) // self.per_bar

    @property
    def bar_time(self) -> Ints:
        """The second of the last price of each bar."""
        return self.time[self.per_bar - 1 :: self.per_bar]

    @property
    def bar_price(self) -> Floats:
        """The last price of each bar, in dollars."""
        return self.price[self.per_bar - 1 :: self.per_bar] * self.unit

    def normal(self) -> "Path":
        """The same with the first price between 1,024 and 2,048 units.

        A feed counts in hundred-millionths: those of a dollar are too coarse for a coin that costs little, and results
        must not depend on the unit of account. Units are powers of two, so that no price is rounded.
        """
        first = next((float(price) for price in self.price if price == price), nan)
        if not first > 0 or isinf(first):
            return self
        unit = 2.0 ** (frexp(first)[1] - 11)
        return self if unit == 1 else replace(self, price=self.price / unit, unit=self.unit * unit)


def prices_in(step: int) -> int:
    """Prices in a bar of `step` seconds, where nothing else is asked for."""
    return max(INNER, min(FEWEST, step), step // EVERY)


def _times(bars: Bars, per_bar: int) -> Ints:
    times: Ints = (bars.time[:, None] + np.arange(per_bar, dtype=np.int64) * bars.step // per_bar).ravel()
    return times
