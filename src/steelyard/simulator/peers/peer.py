# SPDX-License-Identifier: Apache-2.0
"""A leveraged token kept by an operator: on a schedule, at extremes, or both."""

from dataclasses import dataclass
from enum import IntEnum
from math import inf

import numpy as np

from steelyard.model.clock import DAY
from steelyard.simulator.path import Path
from steelyard.simulator.peers.kernel import replay
from steelyard.simulator.run import Run, Totals
from steelyard.simulator.world import World
from steelyard.simulator.world.bounds import FOREVER, within
from steelyard.simulator.world.venue import Depth

ALWAYS = (0.0, 0.0)
"""A range of exposures that nothing is inside of."""

NEVER = (-inf, inf)
"""A range of exposures that nothing is outside of."""


MAX_FACTOR = 20.0
"""Beyond it a move of 5% ends a token."""

FREE = Depth(inf, 0.0, inf)


class Financing(IntEnum):
    """What the position pays for: nothing; what it borrows; or a perpetual's funding on all it holds."""

    NONE = 0
    BORROWED = 1
    PERPETUAL = 2


@dataclass(frozen=True)
class Peer:
    """Exposures are sizes, without a sign: 3 for a 3x bull and for a -3x bear.

    Every `interval` seconds (0: never), counted so that one falls on second `at` of a UTC day, the operator looks: if
    the exposure is outside `looked_at`, it moves by `speed` of the way to the target and ends inside `kept`. In between
    it does the same as soon as the exposure is outside `extremes`. Operators see every price at once and never fail.
    They trade at most what the venue has room for. What they borrow, or the funding of their perpetual, costs what the
    world's lenders ask.
    """

    name: str
    factor: float
    interval: int = 0
    at: int = 0
    looked_at: tuple[float, float] = ALWAYS
    extremes: tuple[float, float] = NEVER
    speed: float = 1.0
    kept: tuple[float, float] = NEVER
    financing: Financing = Financing.BORROWED
    yearly_fee: float = 0.0  # part of the NAV
    trade_fee: float = 0.0  # part of the NAV at each rebalance
    loan_fee: float = 0.0  # part of what is borrowed, at each rebalance, whenever it is
    is_free: bool = False  # trades cost nothing: an ideal

    def __post_init__(self) -> None:
        within("factor", self.factor, -MAX_FACTOR, MAX_FACTOR, "3 is usual")
        within("interval", self.interval, 0, FOREVER, "it counts seconds; 0 is never", is_whole=True)
        within("at", self.at, 0, DAY - 1, "it is a second of the day", is_whole=True)
        within("speed", self.speed, 0, 1, "it is the part of the way to the target")
        for name in ("yearly_fee", "trade_fee", "loan_fee"):
            within(name, getattr(self, name), 0, 1, "0.01 is 1%")
        for name in ("looked_at", "extremes", "kept"):
            _check_range(name, getattr(self, name))

    @property
    def target(self) -> float:
        """Size of the exposure."""
        return abs(self.factor)

    def run(self, path: Path, world: World, *, record: bool = True) -> Run:
        """One token on one path."""
        pays = self.financing is not Financing.NONE
        rate = world.lenders.rates(path.bar_time) if pays else np.zeros(path.bars)
        columns, fills, totals = replay(
            path.time, path.price, path.per_bar, self.factor, world.equity, rate, self.financing,
            (float(self.interval), float(self.at), self.speed, self.yearly_fee, self.trade_fee, self.loan_fee),
            (*self.looked_at, *self.extremes, *self.kept), FREE if self.is_free else world.venue.numbers(), record,
        )  # fmt: skip
        return Run.of(self, path, Totals(*totals.tolist()), columns, fills)


def _check_range(name: str, given: object) -> None:
    if not (isinstance(given, tuple) and len(given) == 2 and given[0] <= given[1]):
        raise ValueError(f"{name} is {given!r}; write the lower and the upper end of a range of exposures: (2.5, 3.5)")
