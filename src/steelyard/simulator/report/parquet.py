# SPDX-License-Identifier: Apache-2.0
"""Results as tables of Arrow, with where they come from in the metadata of the schema."""

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from steelyard.simulator.report.figures import values
from steelyard.simulator.report.tables import TOTALS, combination_values

if TYPE_CHECKING:
    from steelyard.simulator.backtesting import Backtest
    from steelyard.simulator.drawing import Simulation
    from steelyard.simulator.stress import Stress
    from steelyard.simulator.sweeping import Sweep

BARS = ("time", "price", "nav", "exposure", "interest", "fees", "rebalancing")
"""Of each bar: UTC second of its last price, dollars, dollars a share of 100, times; the last three are running sums
of what was paid, dollars a share."""

_FIELDS = {"rebalancing": "cost"}


def figures_table(backtest: "Backtest") -> pa.Table:
    """One row for each run."""
    return _marked(pa.Table.from_pylist([values(summary) for summary in backtest]), backtest)


def bars_table(backtest: "Backtest") -> pa.Table:
    """One row for each bar of each run; the column `rule` says whose it is."""
    parts = [
        pa.table({"rule": [name] * len(run.time), **{one: getattr(run, _FIELDS.get(one, one)) for one in BARS}})
        for name, run in zip(backtest.rules, backtest.runs, strict=True)
    ]
    return _marked(pa.concat_tables(parts), backtest)


def sample_table(simulation: "Simulation") -> pa.Table:
    """One row for each path: its totals, after how many days the token ended, and the NAV of the multiple kept at every
    price without cost."""
    sample = simulation.sample
    columns = {name: sample.column(field) for field, name, _, _ in TOTALS}
    ended, step = sample.column("ended"), sample.experiment.generator.step
    columns["ended_after_days"] = np.where(ended >= 0, ended * step / 86_400, np.nan)
    columns["multiple_at_every_price"] = sample.rows[:, -1]
    return _marked(pa.table(columns), simulation)


def stress_table(stress: "Stress") -> pa.Table:
    """One row for each case."""
    return _marked(pa.Table.from_pylist([case._asdict() for case in stress.cases]), stress)


def sweep_table(sweep: "Sweep") -> pa.Table:
    """One row for each combination."""
    return _marked(pa.Table.from_pylist(combination_values(sweep)), sweep)


def _marked(table: pa.Table, result: Any) -> pa.Table:
    """Under `steelyard.provenance` as JSON; under `steelyard.notes` warnings and notes, one a line."""
    return table.replace_schema_metadata(
        {
            "steelyard.provenance": json.dumps(result.provenance),
            "steelyard.notes": "\n".join((*result.warnings, *result.notes)),
        }
    )
