# SPDX-License-Identifier: Apache-2.0
"""Between which sizes a market is kept: the least equity for which keepers come, the most that its exchange bears."""

from typing import NamedTuple

from steelyard.simulator.leverage.rule import allowed_cost, in_floats
from steelyard.simulator.leverage.terms import QUOTE_UNIT
from steelyard.simulator.world import Gas
from studies.crashes.kinds import CALM_GAS, FILL_GAS, KINDS, SPIKE, Kind
from studies.parameters.markets import CLASSES, AssetClass, max_equity

GWEI = (0.05, 1.0, CALM_GAS, 20.0, 100.0, SPIKE)


class Limits(NamedTuple):
    """Dollars of equity, at a gas price in gwei and ETH at 2,000 dollars.

    `at_edge`: from here on the first fill above the band pays; `at_emergency`: one at 4/3 of the exposure. Infinite
    where the exchange's fee is more than the tolerance. `max`: one emergency deleverage of a market at its borrow
    limit moves the exchange by 1%.
    """

    market: str
    kind: Kind
    gwei: float
    at_edge: float
    at_emergency: float
    maximum: float


def limits() -> list[Limits]:
    """Of every class and leverage."""
    return [_limits(market, kind, gwei) for market in CLASSES for kind in KINDS for gwei in GWEI]


def _limits(market: AssetClass, kind: Kind, gwei: float) -> Limits:
    rule = in_floats(market.token(kind).parameters(QUOTE_UNIT).rule())
    gas = float(Gas(FILL_GAS, gwei).dollars().value[0])
    edge, emergency = (_least(market, gas, start, rule.upper_landing, allowed_cost(rule, start, rule.upper_landing))
                       for start in (rule.upper, rule.emergency))  # fmt: skip
    return Limits(market.name, kind, gwei, edge, emergency, max_equity(kind, market.depth))


def _least(market: AssetClass, gas: float, start: float, landing: float, cost: float) -> float:
    """At a size far below the exchange's depth."""
    kept = (start - landing) * (cost - market.fee)
    return gas / kept if kept > 0 else float("inf")
