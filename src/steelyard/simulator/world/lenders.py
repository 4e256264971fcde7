# SPDX-License-Identifier: Apache-2.0
"""Who lends, and for what. Rates are parts per year."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from steelyard.model.factory.bounds import MAX_RATE, MAX_RESERVE_FACTOR, MIN_HOURLY_PART
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import HOURLY_PART, RESERVE_FACTOR
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.series import Series
from steelyard.simulator.world.bounds import MOST_DOLLARS, all_within, within
from steelyard.simulator.world.rates import Kinked, RateModel

MAX_YEARLY = MAX_RATE / WAD
MAX_RECORDED = 50.0  # a year: 2% every four hours, the most that an exchange lets a funding rate be
MAX_MEDIAN = 1.0  # a year
_UNITS = (
    "rates are parts a year: a column in percent ends in _pct, and one of what each settlement paid is called rate, "
    "funding_rate or last_funding_rate"
)


class Lenders(Protocol):
    """What a world asks of lenders."""

    def rates(self, times: Ints) -> Floats:
        """The yearly rate at each of the seconds, for rules that borrow elsewhere and do not move it."""


@dataclass(frozen=True)
class FixedRate:
    """As much as is asked for, always at the same rate."""

    rate: float = 0.05

    def __post_init__(self) -> None:
        within(
            "rate",
            self.rate,
            -MAX_YEARLY,
            MAX_YEARLY,
            "it is a part a year, at most what the contracts take: 0.05 is 5%",
        )

    def rates(self, times: Ints) -> Floats:
        """The rate."""
        return np.full(len(times), self.rate)


@dataclass(frozen=True)
class HistoricRate:
    """As much as is asked for, at rates from a record."""

    record: Series

    def __post_init__(self) -> None:
        all_within("rate of the record", self.record, -MAX_RECORDED, MAX_RECORDED, _UNITS)
        within("the middle rate of the record", float(np.median(self.record.value)), -MAX_MEDIAN, MAX_MEDIAN, _UNITS)

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

    def __post_init__(self) -> None:
        if self.size is not None:
            within("lenders.size", self.size, 1, MOST_DOLLARS, "it is in dollars")
        within("lenders.utilization", self.utilization, 0.001, 1, "0.8 is 80%")
        within("lenders.reserve_factor", self.reserve_factor, 0, MAX_RESERVE_FACTOR / WAD, "0.1 is 10%")
        within("lenders.hourly_part", self.hourly_part, MIN_HOURLY_PART / WAD, 1, "0.25 is a quarter")

    def rates(self, times: Ints) -> Floats:
        """The rate at the utilization given: what the pool asks before anything has moved."""
        return np.full(len(times), self.model.rate(self.utilization))

    def deposit(self, debt: float) -> float:
        """Dollars lent to the pool at the start, when `debt` dollars are borrowed from it."""
        return debt / self.utilization if self.size is None else self.size
