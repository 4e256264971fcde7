# SPDX-License-Identifier: Apache-2.0
"""The default world with other numbers, by the names that tables and commands use."""

from typing import Any

from steelyard.simulator.series import Series
from steelyard.simulator.sweep import vary
from steelyard.simulator.world import FixedRate, HistoricRate, World


def world(rate: float | Series = 0.05, settings: dict[str, Any] | None = None) -> World:
    """`rate`: what lenders ask, a part a year (0.05 is 5%), or a record of it. `settings`: such as
    {"keeper.latency": 900, "venue.depth": 2e6}. Raises ValueError for an unknown name, or a value out of bounds.
    """
    lenders = HistoricRate(rate) if isinstance(rate, Series) else FixedRate(rate)
    return vary(World(lenders=lenders), settings or {})
