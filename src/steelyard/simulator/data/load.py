# SPDX-License-Identifier: Apache-2.0
"""Reads bars and series from files as people have them, and refuses what may mean two things, instead of mending it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Bars, Floats, Ints
from steelyard.simulator.data.columns import PRICES, is_taken, prices_of
from steelyard.simulator.data.grid import on_grid
from steelyard.simulator.data.intervals import interval_of
from steelyard.simulator.data.prints import without_bad_prints
from steelyard.simulator.data.table import DataError, Table, read
from steelyard.simulator.data.times import SECOND, iso
from steelyard.simulator.series import Series


def load(
    path: str | Path,
    *,
    symbol: str | None = None,
    step: int | None = None,
    keep_prints: bool = False,
    gaps: list[str] | None = None,
) -> Bars:
    """Bars from a CSV or Parquet file of an exchange, a vendor or another program, also gzipped or zipped.

    Wanted are times (at which a bar opens) and open, high, low, close, or closes alone, under any usual names; without
    a header the columns of klines (12), of Kraken (7 or 8), or time, open, high, low, close with or without a volume.
    Rows may have any order. Times are seconds or finer units since 1970, or text that begins with the year; without a
    zone they are UTC. What other columns there are is of no concern. `symbol` picks the market in a file of several (a
    column such as `symbol`) and is a label else, by default the file name's first part. `step` is in seconds, by
    default the commonest distance of the file's times. A row without any price, and a time without a row, has no price.

    Bad prints are marked and, unless `keep_prints`, taken out: see `prints`. Where `gaps` is a list, a row at fault
    becomes a gap that is told there, instead of an error.

    Raises DataError, with file, row, column and remedy: times that stand twice, are no whole seconds or off the grid;
    prices that are not positive and finite, or outside high and low; columns missing; an empty file.
    """
    table = read(Path(path), prices_of, symbol, gaps)
    time = _seconds(table)
    step = step or _commonest_step(table, time)
    off = (time - time[0]) % step != 0
    table.refuse(
        off, lambda bad: f"{iso(time[bad])} is off the grid of {interval_of(step)} from {iso(time[0])} on; "
        "delete the row, or split the file where its step changes",
    )  # fmt: skip
    prices = _prices(table)
    if table.is_out.any():
        kept = ~table.is_out
        prices = [price[kept] for price in prices]
        table.drop()
        time = table.time // SECOND
    name = table.symbol
    del table
    return without_bad_prints(on_grid(name, step, time, prices), keep=keep_prints)


def load_series(path: str | Path, *, column: str | None = None, symbol: str | None = None) -> Series:
    """A step function from a file of records: a rate, a gas price, an oracle's rounds; in the file's unit.

    `column` may be left out if there is one only; `symbol` picks rows as for bars. Records come in the order of time,
    or newest first. Parts of a second are cut off, and of several records in a second the last one counts.

    Raises DataError, with file, row and value: times out of order, values that are not finite, a column that is not
    there.
    """
    return named_series(path, column=column, symbol=symbol)[1]


def named_series(path: str | Path, *, column: str | None = None, symbol: str | None = None) -> tuple[str, Series]:
    """The same, with the name of its column."""

    def choose(path: Path, names: Sequence[str]) -> dict[str, str]:
        others = [name for name in names if not is_taken(name)]
        chosen = others[0] if column is None and len(others) == 1 else column
        if chosen is None or chosen not in names:
            raise DataError(f"{path}: {chosen or 'a column'} must be one of its columns: {', '.join(others)}")
        return {chosen: chosen}

    table = read(Path(path), choose, symbol)
    if (np.diff(table.time) <= 0).all():
        table.sort()
    [(name, value)] = table.columns.items()
    time = table.time // SECOND
    table.refuse(
        np.diff(time, prepend=time[0]) < 0,
        lambda bad: f"{iso(time[bad])} comes after {iso(time[bad - 1])}; sort the rows by time",
    )
    table.refuse(~np.isfinite(value), lambda bad: f"{name} {value[bad]} is not finite; write a number")
    last = np.diff(time, append=time[-1] + 1) > 0
    return name, Series(time[last], value[last])


def _seconds(table: Table) -> Ints:
    """Of the rows, which are put into their order."""
    uneven = table.time % SECOND != 0
    table.refuse(
        uneven, lambda bad: f"{table.time[bad]} microseconds are no whole second; round it to when the bar opens"
    )
    if table.is_out.any():
        table.drop()
    table.sort()
    time = table.time // SECOND
    again = np.diff(time, prepend=time[0] - 1) == 0
    table.refuse(again, lambda bad: f"{iso(time[bad])} stands in row {table.row[bad - 1]} too; delete one of the two")
    return time


def _prices(table: Table) -> list[Floats]:
    """Open, high, low and close; a row that has none of them has no price."""
    if len(table.columns) == 1:
        table.columns = dict.fromkeys(PRICES, table.columns["close"])
    prices = [table.columns[name] for name in PRICES]
    opened, high, low, close = prices
    is_empty = np.isnan(opened) & np.isnan(high) & np.isnan(low) & np.isnan(close)
    for name, price in table.columns.items():
        _check_positive(table, name, price, is_empty)
    remedy = "check the order of the columns, or delete the row"
    table.refuse(high < np.maximum(opened, close), lambda bad: f"high {high[bad]} is below open or close; {remedy}")
    table.refuse(low > np.minimum(opened, close), lambda bad: f"low {low[bad]} is above open or close; {remedy}")
    return prices


def _check_positive(table: Table, name: str, price: Floats, is_empty: NDArray[np.bool_]) -> None:
    table.refuse(np.isnan(price) & ~is_empty, lambda bad: f"{name} is missing; write it, or delete the row")
    wrong = (price <= 0) | np.isinf(price)
    table.refuse(wrong, lambda bad: f"{name} {price[bad]} is no positive price; mend or delete the row")


def _commonest_step(table: Table, time: Ints) -> int:
    """The commonest, and not the smallest: one time off the grid must not become the grid."""
    distances = np.diff(time)
    distances = distances[distances > 0]
    if not len(distances):
        raise DataError(f"{table.path}: it has one time only, so the step must be given")
    steps, counts = np.unique(distances, return_counts=True)
    return int(steps[counts.argmax()])
