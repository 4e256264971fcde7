# SPDX-License-Identifier: Apache-2.0
"""Results as files: what is written follows from the ending of the name."""

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

PICTURES = (".svg", ".png", ".pdf")
ENDINGS = (".html", ".json", ".csv", ".parquet", *PICTURES)


def write(result: Any, path: Path) -> None:
    """A page, JSON, CSV of the figures, Parquet of every row, or a picture, with the folders it needs.

    Raises ValueError for another ending.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"{path}: nothing is written as {ending or 'a file without an ending'}; there are {', '.join(ENDINGS)}"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".html":
        path.write_text(result.page(), encoding="utf-8")
    elif ending == ".json":
        path.write_text(json.dumps(result.data(), indent=2, allow_nan=False) + "\n", encoding="utf-8")
    elif ending == ".csv":
        write_csv(result, path)
    elif ending == ".parquet":
        write_parquet(result, path)
    else:
        write_picture(result, path)


def write_csv(result: Any, path: Path) -> None:
    """The figures, one row for each run, combination or path; above them, after a #, where they come from."""
    table: pa.Table = result.table()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        for name, value in result.provenance.items():
            file.write(f"# {name}: {value}\n")
        for note in (*result.warnings, *result.notes):
            file.write(f"# note: {note}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.column_names)
        writer.writerows(zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True))


def write_parquet(result: Any, path: Path) -> None:
    """Every bar, combination or path."""
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(result.bars() if hasattr(result, "bars") else result.table(), path, compression="zstd")


def write_picture(result: Any, path: Path) -> None:
    """A picture, with warnings and notes below it."""
    from steelyard.simulator.report import pictures

    pictures.save(pictures.of(result), path, (*result.warnings, *result.notes))
