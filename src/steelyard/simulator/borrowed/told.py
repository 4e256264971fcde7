# SPDX-License-Identifier: Apache-2.0
"""Rates that do not depend on what is borrowed, as the pool's contract would be told them."""

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.model.lending_pool.books import MAX_RATE
from steelyard.model.rounding import WAD
from steelyard.simulator.series import Series
from steelyard.simulator.world import FixedRate, HistoricRate, Lenders


def told_rates(lenders: Lenders) -> Series | None:
    """Rates per second in whole 1e-18 parts, between 0 and what a pool takes; None if a model makes them."""
    if isinstance(lenders, FixedRate):
        yearly = Series.constant(lenders.rate)
    elif isinstance(lenders, HistoricRate):
        yearly = lenders.record
    else:
        return None
    parts = np.clip(np.floor(yearly.value * WAD / YEAR), 0, MAX_RATE)
    return Series(yearly.time, parts / WAD)
