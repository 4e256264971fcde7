# SPDX-License-Identifier: Apache-2.0
"""Everything around a token, in one."""

from dataclasses import dataclass, field

from steelyard.simulator.world.flows import Flows
from steelyard.simulator.world.gas import Gas
from steelyard.simulator.world.keeper import Keeper
from steelyard.simulator.world.lenders import FixedRate, Lenders
from steelyard.simulator.world.oracle import Oracle
from steelyard.simulator.world.venue import ActiveLiquidity, Venue


@dataclass(frozen=True)
class World:
    """`equity`: dollars that the token begins with."""

    oracle: Oracle = field(default_factory=Oracle)
    venue: Venue = field(default_factory=ActiveLiquidity)
    gas: Gas = field(default_factory=Gas)
    keeper: Keeper = field(default_factory=Keeper)
    lenders: Lenders = field(default_factory=FixedRate)
    flows: Flows = field(default_factory=Flows)
    equity: float = 1e6

    @classmethod
    def default(cls) -> "World":
        """A deep exchange, cheap gas, a keeper who is a minute late and takes all they may, lenders at 5%, no flows."""
        return cls()
