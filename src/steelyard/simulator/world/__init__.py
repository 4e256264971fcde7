# SPDX-License-Identifier: Apache-2.0
"""What is around a token: its oracle, an exchange, gas, keepers, lenders and those who come and go."""

from steelyard.simulator.world.flows import Flows
from steelyard.simulator.world.gas import Gas
from steelyard.simulator.world.keeper import Keeper
from steelyard.simulator.world.lenders import FixedRate, HistoricRate, Lenders, Pool
from steelyard.simulator.world.oracle import Answers, Oracle
from steelyard.simulator.world.rates import Adaptive, Kinked, RateModel
from steelyard.simulator.world.venue import ActiveLiquidity, FlatCost, Reserves, Venue
from steelyard.simulator.world.world import World

__all__ = [
    "ActiveLiquidity",
    "Adaptive",
    "Answers",
    "FixedRate",
    "FlatCost",
    "Flows",
    "Gas",
    "HistoricRate",
    "Keeper",
    "Kinked",
    "Lenders",
    "Oracle",
    "Pool",
    "RateModel",
    "Reserves",
    "Venue",
    "World",
]
