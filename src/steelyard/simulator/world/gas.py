# SPDX-License-Identifier: Apache-2.0
"""What a transaction costs a keeper."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.series import Series
from steelyard.simulator.world.bounds import all_within, within

GWEI = 1e-9


@dataclass(frozen=True)
class Gas:
    """`units` of gas for one fill, at `gwei` each, in a coin that is worth `ether` dollars."""

    units: int = 250_000
    gwei: float | Series = 5.0
    ether: float | Series = 2_000.0

    def __post_init__(self) -> None:
        within("gas.units", self.units, 0, 1e8, "a fill takes about 250000", is_whole=True)
        all_within("gas.gwei", self.gwei, 0, 1e6, "5 is usual")
        all_within("gas.ether", self.ether, 0, 1e9, "it is the dollars of one ether")

    def dollars(self) -> Series:
        """Dollars for one fill."""
        gwei, ether = as_series(self.gwei), as_series(self.ether)
        time = np.union1d(gwei.time, ether.time)
        time = time[time >= max(gwei.time[0], ether.time[0])]
        return Series(time, self.units * GWEI * gwei.at(time) * ether.at(time))


def as_series(value: float | Series) -> Series:
    """A number as the series that it is at all times."""
    return value if isinstance(value, Series) else Series.constant(value)
