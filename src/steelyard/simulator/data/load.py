# SPDX-License-Identifier: Apache-2.0
"""Reads bars and series from files and refuses what cannot be right, instead of mending it."""

from pathlib import Path

import numpy as np

from steelyard.simulator.bars import Bars, Floats, Ints
from steelyard.simulator.data.grid import on_grid
from steelyard.simulator.data.table import KLINE, DataError, Table, read
from steelyard.simulator.data.times import SECOND, iso
from steelyard.simulator.series import Series

PRICES = ("open", "high", "low", "close")
_UNUSED = {"volume", "trades", *KLINE[5:]}


def load(path: str | Path, *, symbol: str | None = None, step: int | None = None) -> Bars:
    """Bars from a CSV (also .gz or .zip) or Parquet file: timestamp (at which a bar opens), open, high, low, close.

    Times are seconds or finer units since 1970, or ISO text, UTC; volumes are ignored; Binance's klines need no header.
    `symbol` picks the market in a file of several (a column `symbol`, `market` or `token`) and is a label else, by
    default the file name's first part. `step` is in seconds, by default the commonest distance of the file's times.
    Where the file has no bar, the answer has no price.

    Raises DataError, with file, row and value: times that do not rise, that are no whole seconds or off the grid;
    prices that are not positive and finite, or outside high and low; columns missing or unknown; an empty file.
    """
    table = read(Path(path), symbol)
    _check_columns(table)
    time = _seconds(table)
    prices = [table.floats(name) for name in PRICES]
    for name, price in zip(PRICES, prices, strict=True):
        _check_positive(table, name, price)
    _check_range(table, *prices)
    step = step or _commonest_step(table, time)
    off = (time - time[0]) % step != 0
    table.refuse(off, lambda bad: f"{iso(time[bad])} is off the grid of {step} seconds from {iso(time[0])} on")
    return on_grid(table.symbol, step, time, prices)


def load_series(path: str | Path, *, column: str | None = None, symbol: str | None = None) -> Series:
    """A step function from a file of records: a rate, a gas price, an oracle's rounds; in the file's unit.

    `column` may be left out if there is one only; `symbol` picks rows as for bars. Parts of a second are cut off, and
    of several records in a second the last one counts.

    Raises DataError, with file, row and value: times that fall, values that are not finite, a column that is not there.
    """
    table = read(Path(path), symbol)
    names = list(table.columns)
    if column is None and len(names) == 1:
        column = names[0]
    if column not in names:
        raise DataError(f"{path}: {column or 'a column'} must be one of its columns: {', '.join(names)}")
    value, time = table.floats(column), table.time // SECOND
    table.refuse(np.diff(time, prepend=time[0]) < 0, lambda bad: f"{iso(time[bad])} comes after {iso(time[bad - 1])}")
    table.refuse(~np.isfinite(value), lambda bad: f"{column} {value[bad]} is not finite")
    last = np.diff(time, append=time[-1] + 1) > 0
    return Series(time[last], value[last])


def _check_columns(table: Table) -> None:
    missing = ", ".join(name for name in PRICES if name not in table.columns)
    unknown = ", ".join(name for name in table.columns if name not in _UNUSED.union(PRICES))
    faults = f"no column {missing}" * bool(missing), f"unknown: {unknown}" * bool(unknown)
    if any(faults):
        raise DataError(f"{table.path}: {'; '.join(filter(None, faults))}")


def _seconds(table: Table) -> Ints:
    table.refuse(table.time % SECOND != 0, lambda bad: f"{table.time[bad]} microseconds are no whole second")
    time = table.time // SECOND
    table.refuse(
        np.diff(time, prepend=time[0] - 1) <= 0,
        lambda bad: f"{iso(time[bad])} does not come after {iso(time[bad - 1])}",
    )
    return time


def _check_positive(table: Table, name: str, price: Floats) -> None:
    table.refuse(~(np.isfinite(price) & (price > 0)), lambda bad: f"{name} {price[bad]} is no positive price")


def _check_range(table: Table, opened: Floats, high: Floats, low: Floats, close: Floats) -> None:
    table.refuse(high < np.maximum(opened, close), lambda bad: f"high {high[bad]} is below open or close")
    table.refuse(low > np.minimum(opened, close), lambda bad: f"low {low[bad]} is above open or close")


def _commonest_step(table: Table, time: Ints) -> int:
    """The commonest, and not the smallest: one time off the grid must not become the grid."""
    if len(time) == 1:
        raise DataError(f"{table.path}: it has one row, so its step must be given")
    steps, counts = np.unique(np.diff(time), return_counts=True)
    return int(steps[counts.argmax()])
