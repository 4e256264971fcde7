# SPDX-License-Identifier: Apache-2.0
"""Who rebalances, how late, and what they keep."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.bars import Ints


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
        if self.latency < 0 or self.min_profit < 0 or not 0 <= self.share <= 1:
            values = f"latency {self.latency}, least profit {self.min_profit:g}, share {self.share:g}"
            raise ValueError(f"keeper: {values}; none may be below 0, nor the share above 1")
        edges = [edge for outage in self.outages for edge in outage]
        if edges != sorted(edges):
            raise ValueError("keeper: outages overlap or are out of order")

    def edges(self) -> Ints:
        """Start, end, start, end... of the outages."""
        return np.array([edge for outage in self.outages for edge in outage], dtype=np.int64)
