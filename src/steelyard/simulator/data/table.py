# SPDX-License-Identifier: Apache-2.0
"""Files of market data as columns: CSV in any layout, packed or not, and Parquet; told apart by their content."""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.data.columns import market_of, plain, times_of
from steelyard.simulator.data.layout import PARQUET, DataError, Layout, fault_of_rows, layout_of, opened, unique
from steelyard.simulator.data.times import FIRST, LAST, SECOND, from_text, iso, microseconds

__all__ = ["DataError", "Table", "read"]

Choose = Callable[[Path, Sequence[str]], Mapping[str, str]]
"""Which columns of numbers are wanted, by what they are to be called."""

_BLOCK = 2**24
_NOTHING = ("", "null", "NULL", "None", "none", "nan", "NaN", "NA", "N/A", "n/a", "#N/A", "-")
_WRONG = (pa.ArrowException, UnicodeError, OSError, EOFError, zlib.error, zipfile.BadZipFile)


@dataclass
class Table:
    """The rows of one market in a file: `row` counts from 1, without the header; `time` is in UTC microseconds.

    Numbers are NaN where the file has none. Where `gaps` is a list, rows at fault are left out and told there.
    """

    path: Path
    symbol: str
    row: Ints
    time: Ints
    columns: dict[str, Floats]
    gaps: list[str] | None
    is_out: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.is_out = np.zeros(len(self.row), np.bool_)

    def refuse(self, bad: NDArray[np.bool_], fault: Callable[[int], str]) -> None:
        """Raises DataError with `fault` of the first index at which `bad` is true, or leaves all of them out."""
        bad = bad & ~self.is_out
        if not bad.any():
            return
        first = int(np.argmax(bad))
        told = f"{self.path}, row {self.row[first]}: {fault(first)}"
        if self.gaps is None:
            raise DataError(told)
        more = int(bad.sum()) - 1
        self.gaps.append(told + f", and {more} more like it" * bool(more))
        self.is_out |= bad

    def sort(self) -> None:
        """Brings the rows into the order of time."""
        if (np.diff(self.time) < 0).any():
            self._take(np.argsort(self.time, kind="stable"))

    def drop(self) -> None:
        """Leaves out what is out. Raises DataError if nothing is left."""
        if self.is_out.all():
            raise DataError(
                f"{self.path}: it has no rows" + f" without a fault; {(self.gaps or [''])[0]}" * len(self.row)
            )
        if self.is_out.any():
            self._take(np.flatnonzero(~self.is_out))

    def _take(self, rows: Ints) -> None:
        self.row, self.time, self.is_out = self.row[rows], self.time[rows], self.is_out[rows]
        for name in self.columns:
            self.columns[name] = self.columns[name][rows]


def read(path: Path, choose: Choose, symbol: str | None = None, gaps: list[str] | None = None) -> Table:
    """The rows of `symbol`, which only a file of several markets needs; else it is a label, by default the file's.

    Raises DataError if there is no row, no column of times, more than one market to choose from, a number that is
    none, or a time that is none or lies outside 1980..2099; FileNotFoundError if there is no file.
    """
    try:
        with path.open("rb") as file:
            is_parquet = file.read(len(PARQUET)) == PARQUET
        source = _Parquet(path) if is_parquet else _Text(path)
        times, market = times_of(path, source.names), market_of(path, source.names)
        wanted = choose(path, source.names)
        whole = source.table(times, market, list(wanted.values()))
    except _WRONG as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise DataError(f"{path}: {' '.join(str(error).split())}") from error
    if not whole.num_rows:
        raise DataError(f"{path}: it has no rows")
    rows, label = _rows(path, whole, market, symbol)
    raw = {name: whole[name] if rows is None else whole[name].take(rows) for name in (*times, *wanted.values())}
    del whole
    row = np.arange(1, len(raw[times[0]]) + 1) if rows is None else rows + 1
    table = Table(path, label, row, np.zeros(len(row), np.int64), {}, gaps)
    table.time = _time(table, {name: raw.pop(name) for name in times})
    for name, column in wanted.items():
        table.columns[name] = _floats(table, column, raw.pop(column), source.decimal)
    return table


class _Parquet:
    decimal = "."

    def __init__(self, path: Path) -> None:
        self.file = pa.parquet.ParquetFile(path)
        self.names = unique(self.file.schema_arrow.names)

    def table(self, times: Sequence[str], market: str | None, numbers: Sequence[str]) -> pa.Table:
        wanted = {*times, *numbers, *([market] if market else ())}
        whole = self.file.read(columns=[name for name in self.names if name in wanted])
        return pa.table({name: _decoded(whole[name]) for name in wanted})


class _Text:
    def __init__(self, path: Path) -> None:
        self.path, self.layout = path, layout_of(path)
        self.names, self.decimal = self.layout.names, self.layout.decimal

    def table(self, times: Sequence[str], market: str | None, numbers: Sequence[str]) -> pa.Table:
        """Numbers as such where all of them are; else, for a message that names the row, all as text."""
        first = dict(zip(self.names, self.layout.first, strict=False))
        are_counted = {name: pa.int64() for name in times if re.fullmatch(r"\d+", first.get(name, "").strip())}
        texts = dict.fromkeys([*times, *([market] if market else ())], pa.large_string())
        try:
            return self._read({**texts, **are_counted, **dict.fromkeys(numbers, pa.float64())})
        except pa.ArrowInvalid:
            fault = fault_of_rows(self.path, self.layout)
            if fault:
                raise DataError(f"{self.path}, {fault}") from None
            return self._read({**texts, **dict.fromkeys(numbers, pa.large_string())})

    def _read(self, types: Mapping[str, pa.DataType]) -> pa.Table:
        layout: Layout = self.layout
        with opened(self.path) as file:
            return pa.csv.read_csv(
                file,
                pa.csv.ReadOptions(
                    column_names=layout.names, skip_rows=layout.skip, encoding=layout.encoding, block_size=_BLOCK
                ),
                pa.csv.ParseOptions(delimiter=layout.separator),
                pa.csv.ConvertOptions(
                    column_types=types, include_columns=list(types), null_values=_NOTHING, strings_can_be_null=True,
                    decimal_point=layout.decimal,
                ),
            )  # fmt: skip


def _rows(path: Path, whole: pa.Table, market: str | None, symbol: str | None) -> tuple[Ints | None, str]:
    """The indices of the rows wanted, None for all, and the market's name."""
    if market is None:
        return None, symbol or re.split("[-_.]", path.name)[0]
    there = sorted(str(name) for name in pc.unique(whole[market]).to_pylist())
    wanted = there[0] if symbol is None and len(there) == 1 else symbol
    if wanted not in there:
        raise DataError(f"{path}: {wanted or 'a symbol'} must be one of its markets: {', '.join(there)}")
    chosen: Ints = np.flatnonzero(pc.fill_null(pc.equal(whole[market], wanted), False).to_numpy())
    return (None if len(there) == 1 else chosen), wanted


# ------------------------------------------------------------------ times


def _time(table: Table, columns: dict[str, pa.ChunkedArray]) -> Ints:
    """Of the best column; what another one says must be the same, or the day of it."""
    if _is_clock(columns):
        date, time = (next(columns[name] for name in columns if plain(name) == what) for what in ("date", "time"))
        whole = pc.binary_join_element_wise(_days(_text(date)), _clocks(_text(time)), pa.scalar("T", pa.large_string()))
        return _microseconds(table, "date and time", whole)
    (name, column), *others = columns.items()
    answer = _microseconds(table, name, column)
    for other, again in others:
        _check_same(table, (name, answer), (other, _microseconds(table, other, again)))
    return answer


def _check_same(table: Table, one: tuple[str, Ints], two: tuple[str, Ints]) -> None:
    (name, time), (other, also) = one, two
    table.refuse(
        (also != time) & (also != time - time % (86_400 * SECOND)),
        lambda bad: f"{name} says {iso(time[bad] // SECOND)}, {other} {iso(also[bad] // SECOND)}; delete one",
    )


def _microseconds(table: Table, name: str, column: pa.ChunkedArray) -> Ints:
    if plain(name) == "date" and pa.types.is_integer(column.type):
        column = _days(_text(column))
    missing = column.is_null(nan_is_null=True)
    table.refuse(missing.to_numpy(), lambda bad: f"{name} is missing; write it, or delete the row")
    if table.is_out.any():
        column = pc.if_else(pa.array(table.is_out), column[int(np.argmin(table.is_out))], column)
    try:
        time = microseconds(column)
    except ValueError as error:
        if not pa.types.is_large_string(column.type):
            raise DataError(f"{table.path}: {name}: {error}") from error
        wrong = _fails(column, from_text)
        table.refuse(wrong, lambda bad: f"{name} {column[bad]} is no time; {_remedy(str(column[bad]), name)}")
        return _microseconds(table, name, column)
    outside = (time < FIRST * SECOND) | (time >= LAST * SECOND)
    remedy = "write seconds since 1970, or 2022-05-09 14:00"
    table.refuse(outside, lambda bad: f"{name} {column[bad]} is no time from 1980 to 2099; {remedy}")
    return time


def _remedy(text: str, name: str) -> str:
    if text.strip() == name:
        return "the header stands here again: take the two files that were joined apart"
    return "write year, month and day first (2022-05-09 14:00), or seconds since 1970"


def _is_clock(columns: Mapping[str, pa.ChunkedArray]) -> bool:
    """Whether there are a day and a time of day apart, as Stooq and MetaTrader write them."""
    named = {plain(name): column for name, column in columns.items()}
    if set(named) != {"date", "time"}:
        return False
    first = str(_text(named["time"])[0])
    return re.fullmatch(r"\d\d?:\d\d(:\d\d)?|\d{1,6}", first) is not None


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring_regex(column, r"^(\d{4})[-./]?(\d\d)[-./]?(\d\d)$", r"\1-\2-\3")


def _clocks(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """150000 and 0 as 15:00:00 and 00:00:00; 7:05 as 07:05."""
    padded = pc.if_else(pc.match_substring(column, ":"), column, pc.utf8_lpad(column, 6, "0"))
    colons = pc.replace_substring_regex(padded, r"^(\d\d)(\d\d)(\d\d)$", r"\1:\2:\3")
    return pc.replace_substring_regex(colons, r"^(\d):", r"0\1:")


# ------------------------------------------------------------------ numbers


def _floats(table: Table, name: str, column: pa.ChunkedArray, decimal: str) -> Floats:
    if pa.types.is_large_string(column.type):
        column = pc.if_else(
            pc.is_in(column, pa.array(_NOTHING, pa.large_string())), None, pc.utf8_trim_whitespace(column)
        )
        text = pc.replace_substring(column, ",", ".") if decimal == "," else column
        try:
            column = pc.cast(text, pa.float64())
        except pa.ArrowInvalid:
            wrong = _fails(text, float)
            table.refuse(wrong, lambda bad: f"{name} {column[bad]} is no number; {_hint(str(column[bad]))}")
            column = pc.cast(pc.if_else(pa.array(wrong), None, text), pa.float64())
    elif not _is_numeric(column.type):
        raise DataError(f"{table.path}: {name} is of type {column.type}; write numbers")
    return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=np.float64)


def _hint(text: str) -> str:
    return "leave out what groups thousands" if "," in text else "write it like 2518.37, or delete the row"


def _is_numeric(kind: pa.DataType) -> bool:
    is_number: bool = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return is_number or bool(pa.types.is_null(kind))


def _fails(column: pa.ChunkedArray, convert: Callable[[str], float]) -> NDArray[np.bool_]:
    """Where `convert` refuses the text in a column."""

    def refused(text: str | None) -> bool:
        try:
            convert("0" if text is None else text)
        except ValueError:
            return True
        return False

    return np.array([refused(text) for text in _texts(column)])


def _texts(column: pa.ChunkedArray) -> Iterable[str | None]:
    texts: Iterable[str | None] = column.to_pylist()
    return texts


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.large_string())


def _decoded(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Categories as what they stand for, and text of every type as one."""
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    is_text = pa.types.is_string(column.type) or str(column.type) == "string_view"
    return _text(column) if is_text else column
