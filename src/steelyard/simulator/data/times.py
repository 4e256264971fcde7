# SPDX-License-Identifier: Apache-2.0
"""Times as files write them: seconds and finer units since 1970, ISO text, Arrow's own types."""

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from steelyard.simulator.bars import Ints

SECOND = 10**6  # microseconds
FIRST = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp())  # a number before it is no time: 20210519 would be 1970
LAST = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
_LARGEST_SECOND = 10**11  # larger numbers count a unit a thousand times finer, and so on


def microseconds(column: pa.ChunkedArray) -> Ints:
    """UTC microseconds of a column without nulls; text without a zone is UTC.

    Numbers are seconds, milliseconds, microseconds or nanoseconds by their size, each for itself: Binance's archive
    went from milliseconds to microseconds in 2025. Raises ValueError (Arrow's too) if one is no time.
    """
    if pa.types.is_string(column.type):
        return np.array([from_text(text) for text in column.to_pylist()], dtype=np.int64)
    if pa.types.is_temporal(column.type):
        return _ints(pc.cast(pc.cast(column, pa.timestamp("us"), safe=False), pa.int64()))
    return _by_size(_ints(pc.cast(column, pa.int64())))


def from_text(text: str) -> int:
    """UTC microseconds of a date or a time like 2021-05-19T12:40Z, or of a number."""
    if text.isdigit():
        return int(_by_size(np.array([int(text)]))[0])
    when = datetime.fromisoformat(text)
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return round(aware.timestamp() * SECOND)


def iso(second: int) -> str:
    """The UTC second as 2021-05-19 12:40:00."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _by_size(numbers: Ints) -> Ints:
    size = np.abs(numbers)
    units = [size < _LARGEST_SECOND * 1000**finer for finer in range(3)]
    return np.select(units, [numbers * SECOND, numbers * 1000, numbers], numbers // 1000)


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy(), dtype=np.int64)
