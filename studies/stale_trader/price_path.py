# SPDX-License-Identifier: Apache-2.0
"""What is played: the true price bar by bar, and the rounds of a feed that follows it. Prices in 1e-8 dollars."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from steelyard.model.clock import DAY, HOUR
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.parameters import MIN_WINDOW

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DOLLAR = 10**8
_HISTORY = 3 * HOUR  # rounds a replay needs before its first bar


@dataclass(frozen=True)
class PricePath:
    """`times` are the seconds at which bars close, `true` the price then; `deviation` is the feed's threshold."""

    name: str
    source: str
    times: Ints
    true: Ints
    rounds: Sequence[Round]
    deviation: float
    heartbeat: int
    lag: int = 0  # bars between what a simulated feed sees and its round; of a real one nothing is known

    @cached_property
    def seen(self) -> tuple[Floats, Floats]:
        """The feed's last answer and its TWAP at each bar."""
        at = np.array([item.updated_at for item in self.rounds])
        answers = np.array([item.answer for item in self.rounds], dtype=float)
        area = np.concatenate([[0.0], np.cumsum(answers[:-1] * np.diff(at))])

        def until(when: Ints) -> tuple[Floats, Floats]:
            last = np.searchsorted(at, when, side="right") - 1
            return answers[last], area[last] + answers[last] * (when - at[last])

        spot, now = until(self.times)
        return spot, (now - until(self.times - MIN_WINDOW)[1]) / MIN_WINDOW

    @cached_property
    def round_times(self) -> list[int]:
        """When each round came."""
        return [item.updated_at for item in self.rounds]

    @property
    def years(self) -> float:
        """Time that the bars cover, holes left out."""
        steps = np.diff(self.times)
        return float(steps[steps <= HOUR].sum()) / (365 * DAY)

    @cached_property
    def gaps(self) -> tuple[Floats, Floats]:
        """How far the true price is above the dearer, and below the cheaper, of spot and TWAP; both as fractions."""
        spot, mean = self.seen
        return self.true / np.maximum(spot, mean) - 1, 1 - self.true / np.minimum(spot, mean)

    @cached_property
    def inverse_gaps(self) -> tuple[Floats, Floats]:
        """The same for a bear, whose prices are one over these."""
        above, below = self.gaps
        return 1 / (1 - below) - 1, 1 - 1 / (1 + above)


def with_real_feed(
    name: str, source: str, times: Ints, closes: Floats, rounds: Sequence[Round], deviation: float
) -> PricePath:
    """Bars while the feed answers; what the bars' dollar is off the feed's for a day is not lag and is taken out."""
    first, last = rounds[0].updated_at + _HISTORY, rounds[-1].updated_at
    kept = (times >= first) & (times <= last)
    times, closes = times[kept], closes[kept]
    raw = PricePath(name, source, times, _units(closes), rounds, deviation, HOUR)
    basis = _daily_median(times, raw.true / raw.seen[0])
    return PricePath(name, source, times, _units(closes / basis), rounds, deviation, HOUR)


def with_simulated_feed(
    name: str, source: str, times: Ints, closes: Floats, deviation: float, lag: int, heartbeat: int = HOUR
) -> PricePath:
    """A feed that answers what it saw `lag` bars ago, once that is `deviation` off or the heartbeat is over."""
    answers = _units(closes)
    rounds = [Round(int(answers[0]), int(times[0]))]
    for index in range(len(times) - lag):
        last, answer, when = rounds[-1], int(answers[index]), int(times[index + lag])
        if abs(answer - last.answer) >= deviation * last.answer or when - last.updated_at >= heartbeat:
            rounds.append(Round(answer, when))
    kept = times >= times[0] + _HISTORY
    return PricePath(name, source, times[kept], answers[kept], rounds, deviation, heartbeat, lag)


def _units(closes: Floats) -> Ints:
    return np.rint(closes * DOLLAR).astype(np.int64)


def _daily_median(times: Ints, ratio: Floats) -> Floats:
    """The median of the day around each bar, whatever the bars' step."""
    low = np.searchsorted(times, times - DAY // 2)
    high = np.searchsorted(times, times + DAY // 2, side="right")
    return np.array([np.median(ratio[first:last]) for first, last in zip(low, high, strict=True)])
