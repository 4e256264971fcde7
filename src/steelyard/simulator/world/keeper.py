# SPDX-License-Identifier: Apache-2.0
"""Who rebalances, how late, and what they keep."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.bars import Ints
from steelyard.simulator.world.bounds import FOREVER, MOST_DOLLARS, within


@dataclass(frozen=True)
class Keeper:
    """They act at the first price `latency` seconds after they saw something to do, if it still pays, and then look
    again. They have no money of their own: they trade at the venue in the same transaction.

    In `outages` (from second, to second) they neither look nor act; one who was on the way acts afterwards.
    `min_profit` is in dollars, after gas. `share` is what they take of the room between their break-even (at the volume
    of the dearest fill allowed) and what the rule allows: 1 is a monopolist, 0 perfect competition.
    """

    latency: int = 60
    outages: tuple[tuple[int, int], ...] = ()
    min_profit: float = 0.0
    share: float = 1.0

    def __post_init__(self) -> None:
        within("keeper.latency", self.latency, 0, FOREVER, "it counts seconds", is_whole=True)
        within("keeper.min_profit", self.min_profit, 0, MOST_DOLLARS, "it is in dollars after gas")
        within("keeper.share", self.share, 0, 1, "1 is a monopolist, 0 perfect competition")
        edges = [edge for outage in self.outages for edge in outage]
        for edge in edges:
            within("an edge of keeper.outages", edge, -FOREVER, FOREVER, "it is a second since 1970", is_whole=True)
        if edges != sorted(edges):
            raise ValueError("keeper: outages overlap or are out of order")

    def edges(self) -> Ints:
        """Start, end, start, end... of the outages."""
        return np.array([edge for outage in self.outages for edge in outage], dtype=np.int64)
