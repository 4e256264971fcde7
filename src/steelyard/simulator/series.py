# SPDX-License-Identifier: Apache-2.0
"""A quantity that holds its value until the next record: interest and funding rates, gas prices, flows."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.bars import Floats, Ints


@dataclass(frozen=True)
class Series:
    """A step function: from UTC second `time[i]` on it is `value[i]`, until the next record; the last one stays.

    Raises ValueError unless there is a record, the times rise and the values are finite.
    """

    time: Ints
    value: Floats

    def __post_init__(self) -> None:
        if not len(self.time) or len(self.time) != len(self.value):
            raise ValueError(f"series: {len(self.time)} times and {len(self.value)} values")
        if (np.diff(self.time) <= 0).any():
            raise ValueError("series: its times do not rise")
        if not np.isfinite(self.value).all():
            raise ValueError("series: a value is not finite")

    @classmethod
    def constant(cls, value: float) -> "Series":
        """The same value at all times."""
        return cls(np.array([np.iinfo(np.int64).min]), np.array([value]))

    def __len__(self) -> int:
        return len(self.time)

    def at(self, times: Ints) -> Floats:
        """The value at each of the seconds, in any order. Raises ValueError if one is before the first record."""
        if len(times) and times.min() < self.time[0]:
            raise ValueError(f"series: it begins at second {self.time[0]}, after {times.min()}")
        answer: Floats = self.value[np.searchsorted(self.time, times, side="right") - 1]
        return answer
