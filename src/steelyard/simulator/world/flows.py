# SPDX-License-Identifier: Apache-2.0
"""Holders who come and go."""

from dataclasses import dataclass

from steelyard.simulator.series import Series
from steelyard.simulator.world.bounds import all_within
from steelyard.simulator.world.gas import as_series


@dataclass(frozen=True)
class Flows:
    """`net` part of the supply that is minted (above 0) or redeemed (below) a day, at the day's first price.

    Nobody comes or goes once a wind-down has started or nothing is left; what the rule refuses does not happen.
    """

    net: float | Series = 0.0

    def __post_init__(self) -> None:
        all_within("flows.net", self.net, -1, 10, "0.01 is a mint of 1% of the supply a day")

    def daily(self) -> Series:
        """Part of the supply per day."""
        return as_series(self.net)
