# SPDX-License-Identifier: Apache-2.0
"""How a file is packed, and how its text is laid out: separator, header, decimal sign; told by content, not by name."""

import codecs
import csv
import gzip
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, cast

PARQUET = b"PAR1"
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_SAMPLE = 2**16  # bytes that the layout is told from
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SEPARATORS = ";\t,|"
_DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+")

KLINE = (
    *("open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count"),
    *("taker_buy_volume", "taker_buy_quote_volume", "ignore"),
)
_OHLC = ("time", "open", "high", "low", "close")
_BARE = {
    2: ("time", "close"),
    5: _OHLC,
    6: (*_OHLC, "volume"),
    7: (*_OHLC, "volume", "count"),  # Kraken's OHLCVT
    8: (*_OHLC, "vwap", "volume", "count"),  # Kraken's answers
    12: KLINE,
}
"""Columns of a file without a header, by their number."""


class DataError(ValueError):
    """A file is not what it should be; the message names the file, and the row and the value where there are any."""


@dataclass(frozen=True)
class Layout:
    """`names` of all columns, lines to `skip` before the first row, and what a row of the sample holds."""

    names: tuple[str, ...]
    separator: str
    decimal: str
    skip: int
    encoding: str
    first: tuple[str, ...]


def opened(path: Path) -> IO[bytes]:
    """The bytes of a file, unpacked if it is gzipped or a zip of one file. Raises DataError at a zip of more."""
    file = path.open("rb")
    begin = file.peek(4)
    if begin.startswith(_GZIP):
        return cast(IO[bytes], gzip.GzipFile(fileobj=file))
    if not begin.startswith(_ZIP):
        return file
    archive = zipfile.ZipFile(file)
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise DataError(f"{path}: it is an Excel workbook; save the sheet as CSV")
    if len(names) != 1:
        raise DataError(f"{path}: it holds {len(names)} files instead of one; unpack the one that is meant")
    return archive.open(names[0])


def layout_of(path: Path) -> Layout:
    """Of a text file. Raises DataError if it is no text, empty, or may mean two things."""
    with opened(path) as file:
        sample = file.read(_SAMPLE)
    encoding = next((name for mark, name in _MARKS.items() if sample.startswith(mark)), "utf-8")
    lines = _decoded(path, sample, encoding).splitlines()
    if len(sample) == _SAMPLE:
        lines.pop()  # it was cut
    filled = [number for number, line in enumerate(lines) if line.strip() and not line.startswith("#")]
    if not filled:
        raise DataError(f"{path}: it has no rows")
    last = lines[filled[-1]]
    separator = next((one for one in _SEPARATORS if one in last), ",")
    begin = next((number for number in filled if separator in lines[number]), filled[0])
    head, *rows = islice(csv.reader(lines[begin:], delimiter=separator), 50)
    decimal = _decimal(path, separator, [head, *rows])
    if any(_is_number(field, decimal) for field in head):
        if len(head) not in _BARE:
            raise DataError(f"{path}: without a header it has {len(head)} columns; give it a line of names on top")
        return Layout(_BARE[len(head)], separator, decimal, begin, encoding, tuple(head))
    names = tuple(field.strip() for field in head)
    again = sorted({name for name in names if names.count(name) > 1 and name})
    if again:
        raise DataError(f"{path}: two columns have the same name, {', '.join(again)}; rename or delete one")
    first = next((row for row in rows if row), [])
    return Layout(unique(names), separator, decimal, begin + 1, encoding, tuple(first))


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """The names, with a number for each but the first that is without one."""
    return tuple(name or f"column {number}" * bool(number - 1) for number, name in enumerate(names, start=1))


def fault_of_rows(path: Path, layout: Layout) -> str | None:
    """The first row that has another number of fields than the header, in a sentence."""
    with opened(path) as file, io.TextIOWrapper(file, layout.encoding, newline="") as text:
        rows = csv.reader(islice(text, layout.skip, None), delimiter=layout.separator)
        for number, row in enumerate(filter(None, rows), start=1):
            if len(row) != len(layout.names):
                return f"row {number}: it has {len(row)} fields instead of {len(layout.names)}; mend or delete it"
    return None


def _decoded(path: Path, sample: bytes, encoding: str) -> str:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError as fault:
        raise DataError(f"{path}: byte {fault.start} is no UTF-8; save the file as text in UTF-8") from None
    if "\0" in text:
        raise DataError(f"{path}: it is neither text in UTF-8, nor gzip, zip or Parquet; save it as CSV in UTF-8")
    return text


def _decimal(path: Path, separator: str, rows: Sequence[Sequence[str]]) -> str:
    if separator == ",":
        return "."
    found = [field for row in rows for field in row if _DECIMAL_COMMA.fullmatch(field.strip())]
    if found and all(_THOUSANDS.fullmatch(field.strip()) for field in found):
        raise DataError(f"{path}: {found[0]} may have a decimal comma or one of thousands; write numbers with a point")
    return "," if found else "."


def _is_number(field: str, decimal: str) -> bool:
    return re.fullmatch(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", field.strip().replace(decimal, ".")) is not None
