# SPDX-License-Identifier: Apache-2.0
"""What kernels write down of a rebalance: the rows of `Fills`, as columns that grow."""

from typing import NamedTuple

import numpy as np

from steelyard.simulator.bars import Floats
from steelyard.simulator.compiled import compiled


class Moves(NamedTuple):
    """A fill seen at the oracle's price: signed exposures, and the volume in parts of the equity (NaN without any)."""

    exposure_before: float
    exposure_after: float
    volume: float


@compiled
def with_row(fills: Floats, count: int, bar: int, moves: Moves, cost: float) -> Floats:
    """The columns with one more fill, in a longer array where they no longer fitted."""
    if count == fills.shape[1]:
        fills = np.concatenate((fills, np.empty_like(fills)), axis=1)
    fills[0, count], fills[4, count] = bar, cost
    fills[1, count], fills[2, count], fills[3, count] = moves.exposure_before, moves.exposure_after, moves.volume
    return fills
