# SPDX-License-Identifier: Apache-2.0
"""What a run is told from outside: series, and rates that do not depend on what is borrowed."""

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.model.lending.accounting import MAX_RATE
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.path import Path
from steelyard.simulator.series import Series
from steelyard.simulator.world import FixedRate, HistoricRate, Lenders


def begun(series: Series, path: Path) -> Series:
    """The series. Raises ValueError if it begins after the path."""
    series.at(path.time[:1])
    return series


def input_rates(lenders: Lenders) -> Series | None:
    """Rates per second as a contract answers them, between 0 and the most it takes; None if a model makes them."""
    if isinstance(lenders, FixedRate):
        yearly = Series.constant(lenders.rate)
    elif isinstance(lenders, HistoricRate):
        yearly = lenders.record
    else:
        return None
    parts = np.clip(np.floor(yearly.value * WAD / YEAR), 0, MAX_RATE)
    return Series(yearly.time, parts / WAD)
