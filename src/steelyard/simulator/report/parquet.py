# SPDX-License-Identifier: Apache-2.0
"""Runs, samples and sweeps as Parquet, for whoever wants to go on with them."""

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from steelyard.simulator.montecarlo import Sample
from steelyard.simulator.run import Run, Totals
from steelyard.simulator.sweep import Row

COLUMNS = ("time", "price", "nav", "exposure", "interest", "fees", "cost")


def write_runs(runs: Sequence[Run], path: FilePath, notes: Sequence[str] = ()) -> None:
    """One row for each bar of each run; the column `rule` says whose it is."""
    parts = [
        pa.table({"rule": [run.rule] * len(run.time), **{name: getattr(run, name) for name in COLUMNS}}) for run in runs
    ]
    _write(pa.concat_tables(parts), path, notes)


def write_sample(sample: Sample, path: FilePath, notes: Sequence[str] = ()) -> None:
    """One row for each path: its totals."""
    _write(pa.table({name: sample.column(name) for name in Totals._fields}), path, notes)


def write_sweep(rows: Sequence[Row], path: FilePath, notes: Sequence[str] = ()) -> None:
    """One row for each combination on each path: its values and totals."""
    _write(pa.Table.from_pylist([flat(row) for row in rows]), path, notes)


def flat(row: Row) -> Mapping[str, Any]:
    """Path, values and totals of a combination side by side."""
    return {"path": row.path, **row.values, **row.totals._asdict()}


def _write(table: pa.Table, path: FilePath, notes: Sequence[str]) -> None:
    """Notes are in the metadata of the schema, under `steelyard.notes`, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if notes:
        table = table.replace_schema_metadata({"steelyard.notes": "\n".join(notes)})
    pq.write_table(table, path, compression="zstd")
