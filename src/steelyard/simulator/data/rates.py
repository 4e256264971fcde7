# SPDX-License-Identifier: Apache-2.0
"""Records of rates, in whatever unit a file has them, as parts a year."""

from pathlib import Path

import numpy as np

from steelyard.model.clock import DAY, YEAR
from steelyard.simulator.bars import Bars
from steelyard.simulator.data.columns import plain
from steelyard.simulator.data.load import named_series
from steelyard.simulator.data.table import DataError
from steelyard.simulator.data.times import iso
from steelyard.simulator.series import Series

PERCENT = "_pct"  # ending of a column in percent a year
SETTLED = ("rate", "funding", "funding_rate", "fundingrate", "last_funding_rate")
"""Columns of the part that was paid at each record, as exchanges publish funding."""


def load_rates(path: str | Path, column: str | None = None) -> Series:
    """Parts a year from a file of records.

    A column that ends in `_pct` is in percent a year. One that is named like a funding rate holds what was paid at each
    record: it is spread over the time since the record before. Any other is a part a year. Raises DataError as
    `load_series` does, and for a single record of the second kind.
    """
    name, series = named_series(path, column=column)
    if name.endswith(PERCENT):
        return Series(series.time, series.value / 100)
    if plain(name) not in SETTLED:
        return series
    if len(series) < 2:
        raise DataError(
            f"{path}: {name} has one record, so how often it is paid is not known; give two, or a yearly rate"
        )
    gaps = np.diff(series.time)
    lengths, counts = np.unique(gaps, return_counts=True)
    usual = lengths[counts.argmax()]
    spans = np.concatenate(([usual], np.where(gaps > max(DAY, usual), usual, gaps)))
    return Series(series.time - spans, series.value * YEAR / spans)


def told(record: Series, bars: Bars) -> list[str]:
    """What whoever reads a result must know of how far the rates reach.

    Raises ValueError if they begin after the prices.
    """
    first, last = int(bars.time[0]), int(bars.time[-1])
    if record.time[0] > first:
        begin, day = iso(int(record.time[0])), iso(-(-int(record.time[0]) // DAY) * DAY)[:10]
        raise ValueError(f"the rates begin {begin}, the prices {iso(first)}; take --from {day}, or more rates")
    usual = int(np.median(np.diff(record.time))) if len(record) > 1 else 0
    late = last - int(record.time[-1]) - usual
    if late <= 0:
        return []
    return [
        f"the rates end {iso(int(record.time[-1]))}, {late / DAY:,.1f} days before the prices: the last one, "
        f"{record.value[-1]:.2%} a year, holds until then"
    ]
