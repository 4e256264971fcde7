# SPDX-License-Identifier: Apache-2.0
"""Times as files write them: seconds and finer units since 1970, text, Arrow's own types."""

import re
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from steelyard.simulator.bars import Floats, Ints

SECOND = 10**6  # microseconds
FIRST = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp())  # a number before it is no time: 20210519 would be 1970
LAST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
_LARGEST_SECOND = 10**11  # larger numbers count a unit a thousand times finer, and so on
_DAY = re.compile(r"(\d{4})([-./]?)(\d\d)\2(\d\d)")
_TYPES = (pa.timestamp("us", "UTC"), pa.timestamp("us"))


def microseconds(column: pa.ChunkedArray) -> Ints:
    """UTC microseconds of a column without nulls; text without a zone is UTC.

    Numbers are seconds, milliseconds, microseconds or nanoseconds by their size, each for itself: Binance's archive
    went from milliseconds to microseconds in 2025. Raises ValueError (Arrow's too) if one is no time.
    """
    if pa.types.is_large_string(column.type):
        return _of_texts(column)
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return _ints(pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64()))
    if pa.types.is_integer(column.type):
        return _by_size(_ints(pc.cast(column, pa.int64())))
    if pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        return _of_floats(np.asarray(pc.cast(column, pa.float64()), dtype=np.float64))
    raise ValueError(f"{column.type} is no type of times; use seconds since 1970 or text like 2022-05-09 14:00")


def from_text(text: str) -> int:
    """UTC microseconds of a date or a time like 2021-05-19T12:40Z, 2021/05/19 12:40:00 UTC, 2021-05-19 03-PM, or of a
    number. Raises ValueError at any other, such as one that begins with a day or a month."""
    text = text.strip()
    if re.fullmatch(r"\d+", text):
        return int(_by_size(np.array([int(text)]))[0])
    if re.fullmatch(r"\d+\.\d+", text):
        return int(_of_floats(np.array([float(text)]))[0])
    text = re.sub(r"\s*(UTC|GMT)$", "", text)
    day = _DAY.match(text)
    if day is None:
        raise ValueError(f"{text!r} does not begin with year, month and day")
    text = f"{day[1]}-{day[3]}-{day[4]}{text[day.end() :]}"
    is_clock = re.search(r"[AP]M$", text)
    when = datetime.strptime(text, "%Y-%m-%d %I-%p") if is_clock else datetime.fromisoformat(text)
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return round(aware.timestamp() * SECOND)


def iso(second: int) -> str:
    """The UTC second as 2021-05-19 12:40:00."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _of_texts(column: pa.ChunkedArray) -> Ints:
    for kind in (pa.int64(), pa.float64()):
        try:
            numbers = pc.cast(column, kind)
        except pa.ArrowInvalid:
            continue
        return microseconds(numbers)
    for kind in _TYPES:
        try:
            return _ints(pc.cast(pc.cast(column, kind), pa.int64()))
        except pa.ArrowInvalid:
            continue
    return np.array([from_text(text) for text in column.to_pylist()], dtype=np.int64)


def _of_floats(numbers: Floats) -> Ints:
    """A fraction counts down to the microsecond, as far as the number's digits reach."""
    whole = numbers.astype(np.int64)
    unit = np.where(np.abs(numbers) < _LARGEST_SECOND, SECOND, np.where(np.abs(numbers) < 1e14, 1000, 1))
    return _by_size(whole) + np.rint((numbers - whole) * unit).astype(np.int64)


def _by_size(numbers: Ints) -> Ints:
    if len(numbers) and np.abs(numbers).max() < _LARGEST_SECOND:
        return numbers * SECOND
    size = np.abs(numbers)
    units = [size < _LARGEST_SECOND * 1000**finer for finer in range(3)]
    return np.select(units, [numbers * SECOND, numbers * 1000, numbers], numbers // 1000)


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), dtype=np.int64)
