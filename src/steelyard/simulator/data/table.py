# SPDX-License-Identifier: Apache-2.0
"""Files of market data as columns: CSV (also gzipped or zipped) and Parquet, and Binance's klines without a header."""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.data.times import FIRST, LAST, SECOND, from_text, microseconds

TIMES = ("timestamp", "open_time", "calc_time")
MARKETS = ("symbol", "market", "token")
KLINE = (
    *("open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count"),
    *("taker_buy_volume", "taker_buy_quote_volume", "ignore"),
)


class DataError(ValueError):
    """A file is not what it should be; the message names the file, and the row and the value where there are any."""


@dataclass(frozen=True)
class Table:
    """The rows of one market in a file: `row` counts from 1, without the header; `time` is in UTC microseconds."""

    path: Path
    symbol: str
    row: Ints
    time: Ints
    columns: dict[str, pa.ChunkedArray]  # all but times and names of markets

    def floats(self, name: str) -> Floats:
        """The numbers of a column; NaN where there is none. Raises DataError at what is no number."""
        column = self.columns[name]
        try:
            return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)
        except pa.ArrowInvalid:
            self.refuse(_fails(column, float), lambda bad: f"{name} {column[bad]} is no number")
            raise

    def refuse(self, bad: NDArray[np.bool_], fault: Callable[[int], str]) -> None:
        """Raises DataError with `fault` of the first index at which `bad` is true, if there is one."""
        _refuse(self.path, self.row, bad, fault)


def read(path: Path, symbol: str | None = None) -> Table:
    """The rows of `symbol`, which only a file of several markets needs; else it is a label, by default the file's.

    Raises DataError if there is no row, no column of times, more than one market to choose from, or a time that is
    none or lies outside 1980..2099; FileNotFoundError if there is no file.
    """
    whole = _parsed(path)
    times = _only(path, "times", TIMES, whole)
    if times is None:
        raise DataError(f"{path}: no column of times among {', '.join(whole.column_names)}; wanted: {TIMES[0]}")
    rows, label = _rows(path, whole, symbol)
    others = {name: whole[name].take(rows) for name in whole.column_names if name not in (*TIMES, *MARKETS)}
    return Table(path, label, rows + 1, _times(path, rows + 1, times, whole[times].take(rows)), others)


def _parsed(path: Path) -> pa.Table:
    try:
        whole = pa.parquet.read_table(path) if path.suffix == ".parquet" else _csv(path, _content(path))
    except (pa.ArrowException, OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DataError(f"{path}: {error}") from error
    if not whole.num_rows:
        raise DataError(f"{path}: it has no rows")
    if len(set(whole.column_names)) != whole.num_columns:
        raise DataError(f"{path}: two columns have the same name among {', '.join(whole.column_names)}")
    return whole


def _content(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(content)
    if path.suffix != ".zip":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(archive.namelist()) != 1:
            raise DataError(f"{path}: it holds {len(archive.namelist())} files instead of one")
        return archive.read(archive.namelist()[0])


def _csv(path: Path, content: bytes) -> pa.Table:
    first = content.partition(b"\n")[0].split(b",")
    bare = first[0].strip().isdigit()
    if bare and len(first) != len(KLINE):
        raise DataError(f"{path}: without a header it has {len(first)} columns instead of the {len(KLINE)} of klines")
    # One block, so that the types of columns are guessed from all rows and not from the first ones.
    options = pa.csv.ReadOptions(column_names=KLINE if bare else None, block_size=max(1, len(content)))
    return pa.csv.read_csv(pa.BufferReader(content), read_options=options)


def _only(path: Path, what: str, names: tuple[str, ...], whole: pa.Table) -> str | None:
    found = [name for name in names if name in whole.column_names]
    if len(found) > 1:
        raise DataError(f"{path}: several columns of {what}: {', '.join(found)}")
    return found[0] if found else None


def _rows(path: Path, whole: pa.Table, symbol: str | None) -> tuple[Ints, str]:
    """The indices of the rows wanted, and the market's name."""
    name = _only(path, "markets", MARKETS, whole)
    if name is None:
        rows: Ints = np.arange(whole.num_rows, dtype=np.int64)
        return rows, symbol or re.split("[-_.]", path.name)[0]
    markets = np.asarray(whole[name].to_pylist(), dtype=str)
    there = sorted(set(markets))
    wanted = there[0] if symbol is None and len(there) == 1 else symbol
    if wanted not in there:
        raise DataError(f"{path}: {wanted or 'a symbol'} must be one of its markets: {', '.join(there)}")
    return np.flatnonzero(markets == wanted), str(wanted)


def _times(path: Path, row: Ints, name: str, column: pa.ChunkedArray) -> Ints:
    _refuse(path, row, column.is_null().to_numpy(), lambda bad: f"{name} is missing")
    try:
        time = microseconds(column)
    except ValueError as error:
        if pa.types.is_string(column.type):
            _refuse(path, row, _fails(column, from_text), lambda bad: f"{name} {column[bad]} is no time")
        raise DataError(f"{path}: {name}: {error}") from error
    outside = (time < FIRST * SECOND) | (time >= LAST * SECOND)
    _refuse(path, row, outside, lambda bad: f"{name} {column[bad]} is no time from 1980 to 2099")
    return time


def _fails(column: pa.ChunkedArray, convert: Callable[[str], float]) -> NDArray[np.bool_]:
    """Where `convert` refuses the text in a column."""

    def refused(text: str | None) -> bool:
        try:
            convert(text or "0")
        except ValueError:
            return True
        return False

    return np.array([refused(text) for text in column.to_pylist()])


def _refuse(path: Path, row: Ints, bad: NDArray[np.bool_], fault: Callable[[int], str]) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        raise DataError(f"{path}, row {row[first]}: {fault(first)}")
