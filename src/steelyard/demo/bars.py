# SPDX-License-Identifier: Apache-2.0
"""The bundled week, and the way the price goes within an hour.

An hourly bar says where the price was, not when. The path taken here: a rising hour goes from its open through its
low and its high to its close, a falling one through its high and its low. Between these points the price moves in
even steps (in the logarithm) and the keeper looks after each, so `largest_step` is how far the market runs ahead of
them. ETH's worst minute ever was a fall of 10%.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from math import ceil, exp, log

from steelyard.demo.units import FEED, HOUR

_FILE = "eth_usd_kraken_1h_2021-05-17.csv"
_POINTS = (0, 20 * 60, 40 * 60, 59 * 60)  # seconds into the hour at which a bar's four points are reached


@dataclass(frozen=True)
class Bar:
    """One hour from `time`; prices in feed units."""

    time: int
    open: int
    high: int
    low: int
    close: int

    def path(self) -> list[tuple[int, int]]:
        """Returns (time, price) of the four points: a rising hour visits its low first, a falling one its high."""
        inner = (self.low, self.high) if self.close >= self.open else (self.high, self.low)
        prices = (self.open, *inner, self.close)
        return [(self.time + offset, price) for offset, price in zip(_POINTS, prices, strict=True)]


@dataclass(frozen=True)
class Tick:
    """A price the market shows at a time; `bar` counts the hours from the start."""

    time: int
    price: int
    bar: int


def load_bars() -> list[Bar]:
    """Reads the bundled bars."""
    text = files("steelyard.demo").joinpath("data", _FILE).read_text()
    return [_bar(row) for row in csv.DictReader(text.splitlines())]


def ticks(bars: list[Bar], largest_step: float) -> Iterator[Tick]:
    """Yields the points of all bars with enough steps between them that none is larger than `largest_step` (0.03)."""
    if not 0 < largest_step <= 1:
        raise ValueError(f"bars: largest step {largest_step} is not within 0 and 1")
    last: tuple[int, int] | None = None
    for index, bar in enumerate(bars):
        for point in bar.path():
            for time, price in _steps(last or point, point, largest_step):
                yield Tick(time, price, index)
            last = point


def day(time: int) -> str:
    """Returns the UTC day as 2021-05-19."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%d")


def minute(time: int) -> str:
    """Returns the UTC minute as 19 May 12:40."""
    return datetime.fromtimestamp(time, UTC).strftime("%d %b %H:%M")


def end_of(bars: list[Bar]) -> int:
    """Returns the second at which the last bar ends."""
    return bars[-1].time + HOUR


def _steps(start: tuple[int, int], end: tuple[int, int], largest_step: float) -> Iterator[tuple[int, int]]:
    (time, price), (last_time, last_price) = start, end
    move = log(last_price / price)
    count = max(1, ceil(abs(move) / log(1 + largest_step)))
    for step in range(1, count):
        yield time + (last_time - time) * step // count, round(price * exp(move * step / count))
    yield end


def _bar(row: dict[str, str]) -> Bar:
    prices = (int(Decimal(row[name]) * FEED) for name in ("open", "high", "low", "close"))
    return Bar(int(row["timestamp"]), *prices)
