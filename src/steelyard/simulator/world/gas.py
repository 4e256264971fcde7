# SPDX-License-Identifier: Apache-2.0
"""What a transaction costs a keeper."""

from dataclasses import dataclass

import numpy as np

from steelyard.simulator.series import Series

GWEI = 1e-9


@dataclass(frozen=True)
class Gas:
    """`units` of gas for one fill, at `gwei` each, in a coin that is worth `ether` dollars."""

    units: int = 250_000
    gwei: float | Series = 5.0
    ether: float | Series = 2_000.0

    def dollars(self) -> Series:
        """Dollars for one fill."""
        gwei, ether = as_series(self.gwei), as_series(self.ether)
        time = np.union1d(gwei.time, ether.time)
        time = time[time >= max(gwei.time[0], ether.time[0])]
        return Series(time, self.units * GWEI * gwei.at(time) * ether.at(time))


def as_series(value: float | Series) -> Series:
    """A number as the series that it is at all times."""
    return value if isinstance(value, Series) else Series.constant(value)
