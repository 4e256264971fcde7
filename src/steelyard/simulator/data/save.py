# SPDX-License-Identifier: Apache-2.0
"""Writes bars and series as the loader reads them; a file is there whole or not at all."""

import gzip
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from steelyard.simulator.bars import Bars
from steelyard.simulator.series import Series


def save(bars: Bars, path: Path) -> None:
    """The bars that have a price, as Parquet or gzipped CSV by the path's end (.parquet or .csv.gz).

    Raises ValueError at any other end.
    """
    known = ~np.isnan(bars.close)
    prices = {name: getattr(bars, name)[known] for name in ("open", "high", "low", "close")}
    _write(pa.table({"timestamp": bars.time[known], **prices}), path)


def save_series(series: Series, path: Path, column: str) -> None:
    """A series with its values in `column`, as Parquet or gzipped CSV."""
    _write(pa.table({"timestamp": series.time, column: series.value}), path)


def _write(table: pa.Table, path: Path) -> None:
    writers: dict[str, Callable[[pa.Table, BinaryIO], None]] = {".parquet": _parquet, ".csv.gz": _csv}
    writer = next((writer for end, writer in writers.items() if path.name.endswith(end)), None)
    if writer is None:
        raise ValueError(f"{path}: its name must end in {' or '.join(writers)}")
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as file:
            writer(table, file)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _parquet(table: pa.Table, file: BinaryIO) -> None:
    # Prices seldom repeat: a dictionary of them would double the file.
    encoding = {"timestamp": "DELTA_BINARY_PACKED"}
    pa.parquet.write_table(
        table, file, compression="zstd", compression_level=19, use_dictionary=False, column_encoding=encoding
    )


def _csv(table: pa.Table, file: BinaryIO) -> None:
    with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        pa.csv.write_csv(table, packed)
