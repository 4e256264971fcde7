# SPDX-License-Identifier: Apache-2.0
"""Who rebalances, how late, and what he keeps."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.bars import Ints


@dataclass(frozen=True)
class Keeper:
    """He acts at the first price `latency` seconds after he saw something to do, if it still pays, and only then looks
    again. He has no money of his own: he trades at the venue in the same transaction.

    In `outages` (from second, to second) he neither looks nor acts; one who was on his way acts afterwards.
    `min_profit` is in dollars, after gas. `share` is what he takes of the room between his break-even (at the volume
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
