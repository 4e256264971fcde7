# SPDX-License-Identifier: Apache-2.0
"""The mean of a feed's answers, to the unit: `steelyard.model.oracles.twap.mean_of_rounds` on whole numbers.

Rounds lie in a ring, their answers in the first row and their times in the second.
"""

import numpy as np

from steelyard.model.oracles.twap import MAX_ROUNDS
from steelyard.simulator.bars import Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.world.oracle import UNITS

NO_MEAN = -1


@compiled
def no_rounds() -> Ints:
    """An empty ring."""
    return np.zeros((2, MAX_ROUNDS), np.int64)


@compiled
def hear(rounds: Ints, heard: int, answer: float, at: int) -> int:
    """Writes down a round; returns how many were heard."""
    place = heard % MAX_ROUNDS
    rounds[0, place], rounds[1, place] = int(np.rint(answer * UNITS)), at
    return heard + 1


@compiled
def mean_answer(rounds: Ints, heard: int, now: int, window: int) -> int:
    """Feed units, rounded down; `NO_MEAN` where the last 48 rounds do not reach back to the window's start."""
    whole, rest, until = 0, 0, now
    for back in range(1, min(heard, MAX_ROUNDS) + 1):
        place = (heard - back) % MAX_ROUNDS
        answer, at = rounds[0, place], rounds[1, place]
        seconds = until - max(at, now - window)
        whole += answer // window * seconds  # the product of answer and seconds would not fit 64 bits
        rest += answer % window * seconds
        if at <= now - window:
            return int(whole + rest // window)
        until = at
    return NO_MEAN


@compiled
def in_quote(is_bear: bool, dollars: float) -> float:
    """The price of U of a coin's price in dollars."""
    return 1 / dollars if is_bear else dollars
