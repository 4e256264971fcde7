# SPDX-License-Identifier: Apache-2.0
"""A price feed that follows what it sees: a new round at a deviation or after a heartbeat, some time later."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.path import Path
from steelyard.simulator.world.bounds import FOREVER, within

UNITS = 1e8  # of a dollar that a feed counts in
MAX_PRICE = 9e10  # dollars: 63 bits of those units


class Answers(NamedTuple):
    """What the feed says at each price of a path, and whether a round came there that was not there at the one before.

    NaN before the first price.
    """

    answer: Floats
    is_new: NDArray[np.bool_]


@dataclass(frozen=True)
class Oracle:
    """`deviation`: part of the last answer that a new round needs; `heartbeat` and `lag` in seconds.

    Where no price was seen there is no round either, and the last answer stays good: an oracle is never stale here.
    Answers are whole hundred-millionths of a dollar.
    """

    deviation: float = 0.005
    heartbeat: int = 3_600
    lag: int = 0

    def __post_init__(self) -> None:
        within("oracle.deviation", self.deviation, 0, 0.99, "0.005 is half a percent")
        within("oracle.heartbeat", self.heartbeat, 0, FOREVER, "it counts seconds", is_whole=True)
        within("oracle.lag", self.lag, 0, FOREVER, "it counts seconds", is_whole=True)

    def answers(self, path: Path) -> Answers:
        """At each price of the path. Raises ValueError for a price that a feed's 64 bits do not hold."""
        if np.nanmax(path.price, initial=0.0) > MAX_PRICE:
            raise ValueError(f"oracle: a price of {np.nanmax(path.price):g} dollars; at most {MAX_PRICE:g}")
        return Answers(*oracle_answers(path.time, path.price, self.deviation, self.heartbeat, self.lag))


@compiled
def oracle_answers(
    time: Ints, price: Floats, deviation: float, heartbeat: int, lag: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """A round that the price of second `t` gave rise to is answered from the first price at `t + lag` on or later.

    The first price of all is answered at once: the feed was there before the path began.
    """
    count = len(time)
    answer, is_new = np.empty(count), np.zeros(count, np.bool_)
    sent, told = np.nan, np.nan
    low = high = 0.0
    sent_at, seen = 0, 0
    waiting_at, waiting = np.empty(count if lag else 0, np.int64), np.empty(count if lag else 0)
    made = 0
    for i in range(count):
        now, true = time[i], price[i]
        if true == true and not (low < true < high and now - sent_at < heartbeat):
            sent, sent_at = np.rint(true * UNITS) / UNITS, now
            low, high = sent * (1 - deviation), sent * (1 + deviation)
            if lag == 0 or told != told:
                told, is_new[i] = sent, True
            else:
                waiting_at[made], waiting[made] = now + lag, sent
                made += 1
        while seen < made and waiting_at[seen] <= now:
            told, is_new[i] = waiting[seen], True
            seen += 1
        answer[i] = told
    return answer, is_new
