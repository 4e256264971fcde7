# SPDX-License-Identifier: Apache-2.0
"""What every replay is told, and what constant leverage would have made of it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studies.crashes.kinds import COVERED, Kind
from studies.stale_trader.price_path import PricePath


@dataclass(frozen=True)
class Task:
    """`latency`: seconds that whoever keeps the market comes late; None if nobody does."""

    price_path: PricePath
    kind: Kind
    latency: int | None

    @property
    def is_timely(self) -> bool:
        """Whether keepers are late by no more than default markets must bear."""
        return self.latency is not None and self.latency <= COVERED

    def played(self) -> PricePath:
        """The tape; where nobody keeps up to its worst moment, at which somebody comes and the price stays."""
        if self.latency is not None:
            return self.price_path
        worst = int(np.argmax(self.price_path.true) if self.kind.is_bear else np.argmin(self.price_path.true))
        end = max(worst + 1, 2)
        return replace(self.price_path, times=self.price_path.times[:end], true=self.price_path.true[:end])


@dataclass(frozen=True)
class Action:
    """Something done `at` seconds after the market was built, for the contracts to do it again."""

    at: int
    name: str
    arguments: tuple[Any, ...]
    answer: Any


def ideal_nav(price_path: PricePath, factor: int) -> float:
    """What `factor` times every move makes of 1; 0 from the first move that takes it all."""
    moves = 1 + factor * np.diff(price_path.true) / price_path.true[:-1]
    return float(np.prod(moves)) if moves.min() > 0 else 0.0
