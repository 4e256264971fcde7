# SPDX-License-Identifier: Apache-2.0
"""Who lends, and for what. Rates are parts per year."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import HOURLY_PART, RESERVE_FACTOR
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.series import Series
from steelyard.simulator.world.rates import Kinked, RateModel


class Lenders(Protocol):
    """What a world asks of lenders."""

    def rates(self, times: Ints) -> Floats:
        """The yearly rate at each of the seconds, for rules that borrow elsewhere and do not move it."""


@dataclass(frozen=True)
class FixedRate:
    """As much as is asked for, always at the same rate."""

    rate: float = 0.05

    def rates(self, times: Ints) -> Floats:
        """The rate."""
        return np.full(len(times), self.rate)


@dataclass(frozen=True)
class HistoricRate:
    """As much as is asked for, at rates from a record."""

    record: Series

    def rates(self, times: Ints) -> Floats:
        """From the record. Raises ValueError before it begins."""
        return self.record.at(times)


@dataclass(frozen=True)
class Pool:
    """A lending pool with this token as its only borrower, whose lenders neither come nor go.

    It begins with `size` dollars, cash and debt together, or so that its `utilization` is the one given. All of it may
    be lent to the token, `hourly_part` of that newly within an hour.
    """

    size: float | None = None
    utilization: float = 0.8
    model: RateModel = field(default_factory=Kinked)
    reserve_factor: float = RESERVE_FACTOR / WAD
    hourly_part: float = HOURLY_PART / WAD

    def rates(self, times: Ints) -> Floats:
        """The rate at the utilization given: what the pool asks before anything has moved."""
        return np.full(len(times), self.model.rate(self.utilization))

    def deposit(self, debt: float) -> float:
        """Dollars lent to the pool at the start, when `debt` dollars are borrowed from it."""
        return debt / self.utilization if self.size is None else self.size
