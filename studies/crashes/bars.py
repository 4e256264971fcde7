# SPDX-License-Identifier: Apache-2.0
"""From bars to the way the price went, in even steps of a few seconds.

A bar says where the price was, not when. A rising bar goes from its open through its low and its high to its close, a
falling one through its high and its low, a quarter of the bar apart; between them the logarithm moves evenly.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from steelyard.model.clock import HOUR
from studies.stale_trader.price_path import Floats, Ints

SAMPLE = 15  # seconds
HISTORY = 3 * HOUR  # before a replay begins: the feed's rounds behind its first mean


class Bar(NamedTuple):
    """From `time` on, in dollars."""

    time: int
    open: float
    high: float
    low: float
    close: float


def sampled(bars: Sequence[Bar], step: int) -> tuple[Ints, Floats]:
    """Seconds and prices, `SAMPLE` apart, of bars of `step` seconds; a hole is crossed evenly."""
    knots = [knot for bar in bars for knot in _knots(bar, step)]
    times: Ints = np.arange(knots[0][0], bars[-1].time + step, SAMPLE)
    logs: Floats = np.interp(times, [time for time, _ in knots], np.log([price for _, price in knots]))
    return times, np.exp(logs)


def _knots(bar: Bar, step: int) -> list[tuple[int, float]]:
    if step < SAMPLE:
        return [(bar.time, bar.close)]
    inner = (bar.low, bar.high) if bar.close >= bar.open else (bar.high, bar.low)
    return [(bar.time + step * i // 4, price) for i, price in enumerate((bar.open, *inner, bar.close))]
