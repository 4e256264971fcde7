# SPDX-License-Identifier: Apache-2.0
"""Who rebalances, and when.

A keeper looks at every price at which nobody is on the way, sees a rebalance that would not be refused, comes `latency`
seconds later, looks again and rebalances if it still is not, and still pays where it has to. Whoever finds it refused
goes home for nothing. In an outage nobody looks or comes.
"""

from typing import NamedTuple

import numpy as np

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.compiled import compiled
from steelyard.simulator.world import World

NOBODY = -1
"""No keeper is on the way."""


class Keeper(NamedTuple):
    """`edges` of outages; gas in dollars from each second on; `must_pay`: they come for no less than the profit."""

    latency: int
    edges: Ints
    gas_time: Ints
    gas: Floats
    must_pay: bool
    min_profit: float


def keeper_of(world: World, must_pay: bool) -> Keeper:
    """For kernels."""
    gas, keeper = world.gas.dollars(), world.keeper
    return Keeper(keeper.latency, keeper.edges(), gas.time, gas.value, must_pay, float(keeper.min_profit))


@compiled
def is_here(keeper: Keeper, lands: int, now: int) -> bool:
    """Whether they look now: not on the way, and not in an outage."""
    if lands != NOBODY and now < lands:
        return False
    return bool(np.searchsorted(keeper.edges, now, side="right") % 2 == 0)


@compiled
def profit_of(keeper: Keeper, reward: float, now: int) -> float:
    """Dollars left of a reward after gas."""
    record = int(np.searchsorted(keeper.gas_time, now, side="right")) - 1
    return float(reward - keeper.gas[max(record, 0)])


@compiled
def is_worth(keeper: Keeper, profit: float) -> bool:
    """Whether anybody rebalances for it."""
    return not keeper.must_pay or profit >= keeper.min_profit
