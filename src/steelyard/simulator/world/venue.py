# SPDX-License-Identifier: Apache-2.0
"""Where keepers trade. Arbitrage brings an exchange back to the true price between one price of a path and the next.

All amounts are dollars at the true price. The two directions of a trade cost the same.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import inf, sqrt
from typing import NamedTuple

from steelyard.simulator.compiled import compiled
from steelyard.simulator.world.bounds import MOST_DOLLARS, within


class Depth(NamedTuple):
    """Any venue in three numbers, for kernels.

    `depth`: dollars on each side of the constant-product curve; `fee`: part of what goes in; `room`: the most dollars
    that the curve takes after the fee.
    """

    depth: float
    fee: float
    room: float


@compiled
def received(volume: float, depth: float, fee: float, room: float) -> float:
    """Dollars that come out for `volume` dollars. What goes in beyond the room is lost."""
    swapped = min(volume * (1 - fee), room)
    return swapped / (1 + swapped / depth)


@compiled
def trade_cost(volume: float, depth: float, fee: float, room: float) -> float:
    """What a trade of `volume` dollars loses, as part of the volume; the fee for an empty one."""
    if volume <= 0:
        return fee
    return 1 - received(volume, depth, fee, room) / volume


class Venue(ABC):
    """What a world asks of a venue."""

    @abstractmethod
    def numbers(self) -> Depth:
        """The venue for a kernel: arguments of `received` and `trade_cost`."""

    def cost(self, volume: float) -> float:
        """Part of `volume` dollars that a trade loses, fee and price impact; the same in either direction."""
        return trade_cost(volume, *self.numbers())


@dataclass(frozen=True)
class FlatCost(Venue):
    """Any volume at the same cost: a fee, or half a spread, as part of the volume."""

    fee: float = 0.0005

    def __post_init__(self) -> None:
        _check_fee(self.fee)

    def numbers(self) -> Depth:
        """The venue for a kernel."""
        return Depth(inf, self.fee, inf)


@dataclass(frozen=True)
class Reserves(Venue):
    """Uniswap V2: a constant product with `depth` dollars on each side, and the pool's fee."""

    depth: float
    fee: float = 0.003

    def __post_init__(self) -> None:
        _check_depth(self.depth)
        _check_fee(self.fee)

    def numbers(self) -> Depth:
        """The venue for a kernel."""
        return Depth(self.depth, self.fee, inf)


@dataclass(frozen=True)
class ActiveLiquidity(Venue):
    """Uniswap V3: liquidity L that is the same from the price up and down to `reach` away from it, and none beyond.

    Inside, such a pool is a constant product with L * sqrt(price) dollars on each side: that is `depth`. A reach of 0.1
    is a price that is divided or multiplied by 1.1.
    """

    depth: float = 50e6
    fee: float = 0.0005
    reach: float = 0.1

    def __post_init__(self) -> None:
        _check_depth(self.depth)
        _check_fee(self.fee)
        within("venue.reach", self.reach, 1e-6, 1e6, "0.1 is a price divided or multiplied by 1.1")

    @classmethod
    def of(cls, liquidity: float, price: float, fee: float = 0.0005, reach: float = 0.1) -> "ActiveLiquidity":
        """Of L in whole coins and dollars: sqrt(coins * dollars)."""
        return cls(liquidity * sqrt(price), fee, reach)

    def numbers(self) -> Depth:
        """The venue for a kernel."""
        return Depth(self.depth, self.fee, self.depth * (sqrt(1 + self.reach) - 1))


def _check_depth(depth: object) -> None:
    within("venue.depth", depth, 1, MOST_DOLLARS, "it is the dollars on each side")


def _check_fee(fee: object) -> None:
    within("venue.fee", fee, 0, 0.5, "0.003 is 0.3%")
