# SPDX-License-Identifier: Apache-2.0
"""What the PairingLens answers, by name and as numbers to look at."""

from dataclasses import dataclass

from steelyard.demo.named import call_named
from steelyard.demo.pairing.pair import Pair
from steelyard.demo.units import wad
from steelyard.model.libraries.rounding import WAD


@dataclass(frozen=True)
class Reading:
    """A market at one moment. Lists are by side: LT, FT, LP. Money in dollars, `price` of a whole U."""

    price: float
    nav: list[float]
    worth: list[float]
    leverage: list[float]
    kappa_leveraged: float
    kappa_funding: float
    funding_rate: float
    in_range: bool
    rebalance_open: bool


def read_pair(pair: Pair) -> Reading:
    """Reads one market, in one call."""
    answer = call_named(pair.deployment.lens, "status", pair.pool.address)

    return Reading(
        price=pair.dollars_per_coin(answer["price"]),
        nav=[wad(side["nav"]) for side in answer["sides"]],
        worth=[pair.dollars(side["worth"]) for side in answer["sides"]],
        leverage=[wad(side["leverage"]) for side in answer["sides"]],
        kappa_leveraged=wad(answer["kappa_leveraged"]),
        kappa_funding=wad(answer["kappa_funding"]),
        funding_rate=wad(answer["funding_rate"]),
        in_range=answer["in_range"],
        rebalance_open=answer["rebalance_open"],
    )


def half_life(pair: Pair, volatility: float) -> float:
    """Days in which drag halves LT at a flat price; `volatility` per year."""
    days: int = pair.deployment.lens.call("half_life", pair.pool.address, round(volatility * WAD))
    return wad(days)
