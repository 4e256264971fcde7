# SPDX-License-Identifier: Apache-2.0
"""Whether the end of a token hangs on one bar."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from steelyard.model.clock import DAY
from steelyard.simulator.bars import Bars
from steelyard.simulator.data.times import iso
from steelyard.simulator.run import Totals

MIN_WICK = 0.01
"""Of the price: a smaller move beyond open and close is not looked at."""


def told(rule: str, totals: Totals, factor: float, bars: Bars, again: Callable[[Bars], Totals]) -> list[str]:
    """A sentence if the token would have lived on, for a day at least, had the worst bar of its last day seen nothing
    beyond its open and close; `again` runs it on other bars. Nothing for a token that lives."""
    if totals.ended < 0:
        return []
    day = max(1, DAY // bars.step)
    end = int(totals.ended)
    worst, extreme, size = _worst(bars, max(0, end - day), end, falls=factor > 0)
    if size < MIN_WICK:
        return []
    then = again(_without(bars, worst))
    if 0 <= then.ended <= end + day:
        return []
    lives = "it lives" if then.ended < 0 else f"it ends {iso(int(bars.time[int(then.ended)]))}"
    return [
        f"{rule} ended {iso(int(bars.time[end]))} because of one bar: {iso(int(bars.time[worst]))} whose "
        f"{'low' if factor > 0 else 'high'} of {extreme:g} is {size:.0%} beyond its open and close; without that "
        f"{lives}, with a NAV of {then.nav:,.2f} at the end"
    ]


def _worst(bars: Bars, first: int, last: int, *, falls: bool) -> tuple[int, float, float]:
    """The bar from `first` to `last` that went furthest beyond its open and close: place, extreme, how far."""
    part = slice(first, last + 1)
    opened, close = bars.open[part], bars.close[part]
    extreme = bars.low[part] if falls else bars.high[part]
    body = np.minimum(opened, close) if falls else np.maximum(opened, close)
    beyond = np.nan_to_num(np.abs(extreme / body - 1))
    place = int(beyond.argmax())
    return first + place, float(extreme[place]), float(beyond[place])


def _without(bars: Bars, place: int) -> Bars:
    high, low = bars.high.copy(), bars.low.copy()
    high[place] = max(bars.open[place], bars.close[place])
    low[place] = min(bars.open[place], bars.close[place])
    return replace(bars, high=high, low=low)
