# SPDX-License-Identifier: Apache-2.0
"""The way a price went, in the order in which it was seen."""

from dataclasses import dataclass, replace
from math import frexp, isinf, nan

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints

INNER = 4  # prices seen within a bar: open, the two extremes, close


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
    def of(cls, bars: Bars, per_bar: int = INNER) -> "Path":
        """A rising bar goes from its open through its low and its high to its close, a falling one the other way.

        The four are a quarter of the bar apart. With more prices a bar, a multiple of four, the logarithm moves evenly
        between them: for bars so long that a rule would act on the way. Such a path is smoother than the real one was,
        so that whoever trades at every price of it loses too little to volatility.
        """
        if per_bar % INNER or per_bar < INNER:
            raise ValueError(f"path: {per_bar} prices a bar; it takes a multiple of {INNER}")
        if per_bar > max(bars.step, INNER):
            raise ValueError(f"path: {per_bar} prices in a bar of {bars.step} seconds; at most one a second")
        rising = bars.close >= bars.open
        first = np.where(rising, bars.low, bars.high)
        second = np.where(rising, bars.high, bars.low)
        knots = np.column_stack((bars.open, first, second, bars.close))
        offsets = np.arange(per_bar, dtype=np.int64)
        time = (bars.time[:, None] + offsets * bars.step // per_bar).ravel()
        return cls(time, _between(knots, offsets * INNER / per_bar).ravel(), per_bar)

    @classmethod
    def of_closes(cls, time: Ints, price: Floats) -> "Path":
        """One price a bar."""
        return cls(time, price, 1)

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


def _between(knots: Floats, places: Floats) -> Floats:
    """Prices at places counted in knots: at whole ones the knot itself, after the last the last."""
    before = np.minimum(places.astype(np.int64), INNER - 1)
    after = np.minimum(before + 1, INNER - 1)
    between: Floats = knots[:, before] * (knots[:, after] / knots[:, before]) ** (places - before)
    return between
