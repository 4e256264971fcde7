# SPDX-License-Identifier: Apache-2.0
"""A sweep on one price history: every combination, the best first, and how far one can tell them apart."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from steelyard.simulator import doubts, fragile
from steelyard.simulator.bars import Bars
from steelyard.simulator.data import rates as rates_data
from steelyard.simulator.inside import Inside
from steelyard.simulator.prices import Prices
from steelyard.simulator.report.settings import parameters, settings
from steelyard.simulator.rule import Rule
from steelyard.simulator.rules import named, offered
from steelyard.simulator.run import Totals
from steelyard.simulator.sweep import Difference, Grid, Row, apply, differences, every, flattery
from steelyard.simulator.sweep import sweep as run_sweep
from steelyard.simulator.world import HistoricRate, World

if TYPE_CHECKING:
    import pandas
    import pyarrow

FRAGILE = 3  # bars in which combinations ended that are looked into


@dataclass(frozen=True)
class Sweep:
    """Rows with the highest NAV first."""

    rule: Rule
    prices: Prices
    world: World
    inside: Inside
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def differences(self) -> list[Difference]:
        """Of each row and the best."""
        return differences(self.rows)

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from."""
        return {**self.prices.provenance(), **self.inside.provenance(self.prices.bars.step)}

    def data(self) -> dict[str, Any]:
        """All of it for programs: what `--json` prints."""
        from steelyard.simulator.report import tables

        return {
            "provenance": self.provenance,
            "rule": self.rule.name,
            "parameters": dict(parameters(self.rule)),
            "settings": dict(settings(self.world)),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "combinations": tables.combination_values(self),
        }

    def table(self) -> "pyarrow.Table":
        """One row for each combination."""
        from steelyard.simulator.report import parquet

        return parquet.sweep_table(self)

    def frame(self) -> "pandas.DataFrame":
        """`table` for pandas. Raises ImportError without pandas."""
        from steelyard.simulator.report.frames import frame

        return frame(self.table())

    def page(self) -> str:
        """One HTML page with tables and pictures."""
        from steelyard.simulator.report import pages

        return pages.of_sweep(self)

    def save(self, path: str | FilePath) -> None:
        """Writes a page (.html), the rows (.json, .csv, .parquet) or a picture (.svg, .png, .pdf)."""
        from steelyard.simulator.report import files

        files.write(self, FilePath(path))

    def __str__(self) -> str:
        from steelyard.simulator.report import tables

        return tables.text(tables.combinations(self))

    def _repr_html_(self) -> str:
        from steelyard.simulator.report import pages

        return pages.sweep_fragment(self)


def sweep(
    rule: str | Rule,
    prices: Prices,
    tried: Grid,
    world: World | None = None,
    *,
    inside: Inside | None = None,
    jobs: int | None = None,
    cluster: str | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Sweep:
    """A rule with every combination of the values tried: {"upper": [1.05, 1.1], "world.keeper.latency": [60, 900]}.

    All run on the same way inside the bars. `jobs`: processes, one for each core if not said; `cluster`: the address of
    a Dask scheduler. Raises ValueError, before anything runs, for what no market can be.
    """
    chosen = named(rule) if isinstance(rule, str) else rule
    around, within = world or World.default(), inside or Inside()
    for values in every(tried):
        offered(apply(chosen, around, values)[0])
    notes = prices.notes()
    if isinstance(around.lenders, HistoricRate):
        notes += rates_data.told(around.lenders.record, prices.bars)
    path = within.path(prices.bars)
    warnings = []
    for values in every({name: given for name, given in tried.items() if name.startswith("world.")}):
        warnings += [
            one for one in doubts.of_path([chosen], apply(chosen, around, values)[1], path) if one not in warnings
        ]
    rows = run_sweep(chosen, around, {prices.label: path}, tried, jobs=jobs, cluster=cluster, tick=tick)
    rows.sort(key=lambda row: -row.totals.nav)
    found = Sweep(chosen, prices, around, within, tuple(rows), (), ())
    if len(rows) > 1:
        warnings.append(flattery(rows, found.differences))
    return Sweep(chosen, prices, around, within, tuple(rows), (*warnings, *_doubts(found)), (*notes, *_fragile(found)))


def title(rule: Rule, row: Row) -> str:
    """Of one combination."""
    return f"{rule.name} with " + ", ".join(f"{name}={value}" for name, value in row.values.items())


def _doubts(sweep: Sweep) -> list[str]:
    """Of the best combination, which is what is looked at; that it outgrew its exchange is why it often is the best."""
    rule, world = apply(sweep.rule, sweep.world, sweep.rows[0].values)
    run = rule.run(sweep.inside.path(sweep.prices.bars), world)
    return [note.replace(rule.name, title(sweep.rule, sweep.rows[0]), 1) for note in doubts.of_run(rule, run, world)]


def _fragile(sweep: Sweep) -> list[str]:
    """Of the best combination that ended in each bar, for the first few such bars."""
    first: dict[float, Row] = {}
    for row in sweep.rows:
        if row.totals.ended >= 0:
            first.setdefault(row.totals.ended, row)
    notes: list[str] = []
    for row in list(first.values())[:FRAGILE]:
        rule, world = apply(sweep.rule, sweep.world, row.values)
        again = partial(_again, rule, world, sweep.inside)
        notes += fragile.told(title(sweep.rule, row), row.totals, rule.factor, sweep.prices.bars, again)
    return notes


def _again(rule: Rule, world: World, inside: Inside, bars: Bars) -> Totals:
    return rule.run(inside.path(bars), world, record=False).totals
