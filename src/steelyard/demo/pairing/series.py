# SPDX-License-Identifier: Apache-2.0
"""What the underlyings cost: the bundled week of ETH, and a generated one of a coin that does not exist.

The generated coin (MEME) has 9 decimals and costs two millionths of a dollar. Its way is random, always the same, and
has on purpose what breaks leverage elsewhere: on its first day it loses 80% within twelve minutes and is back in
thirty-five, and on its fifth day it quadruples.
"""

import random
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log

from steelyard.demo.bars import Bar
from steelyard.demo.units import HOUR
from steelyard.model.oracles.twap import Round

MEME_FEED = 10**18  # feed units of a whole dollar
_MEME_START = 2_100_000_000_000  # $0.0000021
_SEED = 20_210_517
_STEP = 20 * 60
_NOISE = 0.0092  # of a step: 150% a year
# from one hour to another, and how far the logarithm moves meanwhile
_DRIFTS = (
    (59, 62, -0.40),
    (62, 68, 0.25),
    (96, 120, log(4)),
    (124, 168, -0.55),
)
_WICK_HOUR = 15
_WICK = ((120, 1.0), (480, 0.45), (720, 0.2), (900, 0.3), (1_320, 0.7), (2_100, 0.98))  # seconds, part of the price
_ROUND_SPACING = 30  # seconds that a feed needs between two answers


@dataclass(frozen=True)
class Series:
    """Prices at moments, feed units; in between they move evenly in the logarithm, afterwards not at all."""

    times: list[int]
    prices: list[int]

    def price(self, time: int) -> int:
        """Returns the price at `time`."""
        after = bisect_right(self.times, time)
        if after == 0:
            return self.prices[0]
        if after == len(self.times):
            return self.prices[-1]
        (start, end), (first, last) = self.times[after - 1 : after + 1], self.prices[after - 1 : after + 1]
        return round(first * exp(log(last / first) * (time - start) / (end - start)))

    def rounds(self, start: int, end: int, deviation: float, heartbeat: int) -> Iterator[Round]:
        """Yields a feed's answers: a new one when the price is `deviation` away from the last, or after `heartbeat`."""
        last = Round(self.price(start), start)
        yield last
        for time in range(start + _ROUND_SPACING, end, _ROUND_SPACING):
            price = self.price(time)
            if abs(price / last.answer - 1) >= deviation or time - last.updated_at >= heartbeat:
                last = Round(price, time)
                yield last


def eth_series(bars: list[Bar]) -> Series:
    """Returns the way through the bundled bars."""
    points = [point for bar in bars for point in bar.path()]
    return Series([time for time, _ in points], [price for _, price in points])


def meme_series(start: int, hours: int) -> Series:
    """Returns the generated way; a shorter one is the beginning of a longer one."""
    chance = random.Random(_SEED)
    times, prices, level = [start], [_MEME_START], log(_MEME_START)
    for time in range(start + _STEP, start + hours * HOUR, _STEP):
        hour = (time - start) / HOUR
        drift = sum(move / (to - since) for since, to, move in _DRIFTS if since < hour <= to)
        level += chance.gauss(drift * _STEP / HOUR, _NOISE)
        times.append(time)
        prices.append(round(exp(level)))
    return _with_wick(Series(times, prices), start + _WICK_HOUR * HOUR)


def _with_wick(series: Series, start: int) -> Series:
    end = start + _WICK[-1][0]
    if series.times[-1] < end:
        return series
    outside = [(time, price) for time, price in zip(series.times, series.prices, strict=True) if not start < time < end]
    wick = [(start + offset, round(series.price(start) * part)) for offset, part in _WICK]
    points = sorted({**dict(outside), **dict(wick)}.items())
    return Series([time for time, _ in points], [price for _, price in points])
