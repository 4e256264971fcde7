# SPDX-License-Identifier: Apache-2.0
"""Everything around a token, in one."""

from dataclasses import dataclass, field

import numpy as np

from steelyard.model.clock import DAY, HOUR
from steelyard.model.leverage.issuance import MIN_FIRST_EQUITY
from steelyard.simulator.path import Path
from steelyard.simulator.series import Series
from steelyard.simulator.world.bounds import MOST_DOLLARS, within
from steelyard.simulator.world.flows import Flows
from steelyard.simulator.world.gas import Gas
from steelyard.simulator.world.keeper import Keeper
from steelyard.simulator.world.lenders import FixedRate, Lenders
from steelyard.simulator.world.oracle import Oracle
from steelyard.simulator.world.venue import ActiveLiquidity, Venue


@dataclass(frozen=True)
class World:
    """`equity`: dollars that the token begins with. `thinning`: by which power of the volatility of the last day, over
    the usual one, the venue's depth shrinks; 0 is never, 1 is to a half at double (for this protocol's tokens only)."""

    oracle: Oracle = field(default_factory=Oracle)
    venue: Venue = field(default_factory=ActiveLiquidity)
    gas: Gas = field(default_factory=Gas)
    keeper: Keeper = field(default_factory=Keeper)
    lenders: Lenders = field(default_factory=FixedRate)
    flows: Flows = field(default_factory=Flows)
    equity: float = 1e6
    thinning: float = 0.0

    def __post_init__(self) -> None:
        within(
            "world.equity",
            self.equity,
            MIN_FIRST_EQUITY,
            MOST_DOLLARS,
            "it is in dollars, at least a token's first mint",
        )

        within("world.thinning", self.thinning, 0, 5, "0 is a depth that stays, 1 shrinks as volatility grows")

    def depths(self, path: Path) -> Series:
        """The part of the venue's depth that is there, by hour of the path; volatility is looked back at, for a day."""
        if self.thinning == 0:
            return Series.constant(1.0)
        known = np.flatnonzero(np.isfinite(path.price))
        time, moves = path.time[known], np.diff(np.log(path.price[known]), prepend=np.log(path.price[known[0]]))
        hours = np.arange(time[0], time[-1] + 1, HOUR)
        sums = np.concatenate(([0.0], np.cumsum(moves**2)))
        squares = sums[np.searchsorted(time, hours, "right")] - sums[np.searchsorted(time, hours - DAY, "right")]
        # In the first day there is less to look back at.
        rates = squares / np.clip(hours - hours[0], HOUR, DAY)
        usual = float(np.median(rates[rates > 0])) if (rates > 0).any() else 1.0
        parts = np.minimum(1.0, (usual / np.maximum(rates, usual * 1e-9)) ** (self.thinning / 2))
        parts[hours - hours[0] < DAY // 4] = 1.0
        return Series(hours, parts)

    @classmethod
    def default(cls) -> "World":
        """A deep exchange, cheap gas, a keeper who is a minute late and takes all they may, lenders at 5%, no flows."""
        return cls()
