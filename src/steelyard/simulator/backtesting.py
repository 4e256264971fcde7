# SPDX-License-Identifier: Apache-2.0
"""Rules on one price history: what became of each, and all that must be said with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from steelyard.simulator import doubts, fragile
from steelyard.simulator.bars import Bars
from steelyard.simulator.data import rates as rates_data
from steelyard.simulator.inside import Inside
from steelyard.simulator.path import Path
from steelyard.simulator.prices import Prices
from steelyard.simulator.report.figures import values
from steelyard.simulator.report.settings import settings
from steelyard.simulator.report.summary import Summary
from steelyard.simulator.rule import Rule, Verifiable
from steelyard.simulator.rules import named
from steelyard.simulator.run import Run, Totals
from steelyard.simulator.world import ActiveLiquidity, HistoricRate, Reserves, World

if TYPE_CHECKING:
    import pandas
    import pyarrow


@dataclass(frozen=True)
class Backtest:
    """Iterates over its runs' summaries; `backtest["ftx:3"]` is the one of that rule.

    `warnings` say that a result means something else than it seems to, `notes` what prices and rates were like.
    """

    prices: Prices
    world: World
    inside: Inside
    rules: tuple[str, ...]
    runs: tuple[Run, ...]
    summaries: tuple[Summary, ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]

    def __iter__(self) -> Iterator[Summary]:
        return iter(self.summaries)

    def __len__(self) -> int:
        return len(self.summaries)

    def __getitem__(self, rule: str) -> Summary:
        for name, summary in zip(self.rules, self.summaries, strict=True):
            if rule in (name, summary.rule):
                return summary
        raise KeyError(f"no run of {rule!r}; there are {', '.join(self.rules)}")

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Where the numbers come from: prices, with the hash of their file, and how they were run."""
        return {**self.prices.provenance(), **self.inside.provenance(self.prices.bars.step)}

    def data(self) -> dict[str, Any]:
        """All of it for programs, without the bars: what `--json` prints."""
        return {
            "provenance": self.provenance,
            "settings": dict(settings(self.world)),
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "runs": [values(summary) for summary in self.summaries],
        }

    def table(self) -> "pyarrow.Table":
        """One row for each run: its figures, by the names in the documentation."""
        from steelyard.simulator.report import parquet

        return parquet.figures_table(self)

    def bars(self) -> "pyarrow.Table":
        """One row for each bar of each run: time, price, NAV, exposure, and the sums of interest, fees and cost."""
        from steelyard.simulator.report import parquet

        return parquet.bars_table(self)

    def frame(self) -> "pandas.DataFrame":
        """`table` for pandas, by rule. Raises ImportError without pandas."""
        from steelyard.simulator.report.frames import frame

        return frame(self.table()).set_index("rule")

    def bars_frame(self) -> "pandas.DataFrame":
        """`bars` for pandas. Raises ImportError without pandas."""
        from steelyard.simulator.report.frames import frame

        return frame(self.bars())

    def page(self) -> str:
        """One HTML page with tables and pictures."""
        from steelyard.simulator.report import pages

        return pages.of_backtest(self)

    def save(self, path: str | FilePath) -> None:
        """Writes a page (.html), the figures (.json, .csv), the bars (.parquet) or a picture (.svg, .png, .pdf)."""
        from steelyard.simulator.report import files

        files.write(self, FilePath(path))

    def __str__(self) -> str:
        from steelyard.simulator.report import tables

        return tables.text(tables.comparison(self))

    def _repr_html_(self) -> str:
        from steelyard.simulator.report import pages

        return pages.fragment(self)


def backtest(
    rules: str | Rule | Sequence[str | Rule],
    prices: Prices,
    world: World | None = None,
    *,
    inside: Inside | None = None,
    exact: bool = False,
    together: bool = False,
) -> Backtest:
    """What rules ("borrowed:3", or a rule with other parameters) would have done on prices.

    `world`: what oracle, exchange, keepers and lenders are like; by default `World.default()`. `inside`: what is
    assumed of prices within bars. `exact`: runs of this protocol's rules by the integer twin too, which is slow.
    `together`: all trade on one exchange, in the same moments: each has the part of the depth that it needs of all that
    a move makes them trade, k(k - 1) for a multiple k, a bear as a bull in the direction of the move. Raises
    ValueError, in a sentence, for what cannot be run.
    """
    given = [rules] if isinstance(rules, str) or not isinstance(rules, Sequence) else list(rules)
    chosen = [(one, named(one)) if isinstance(one, str) else (one.name, one) for one in given]
    if not chosen:
        raise ValueError("backtest: no rule is given; write one such as borrowed:3")
    around, within = world or World.default(), inside or Inside()
    notes = prices.notes()
    if isinstance(around.lenders, HistoricRate):
        notes += rates_data.told(around.lenders.record, prices.bars)
    path = within.path(prices.bars)
    warnings = doubts.of_path([rule for _, rule in chosen], around, path)
    names, runs, summaries = [], [], []
    needs = [abs(rule.factor * (rule.factor - 1)) for _, rule in chosen]
    whole = around
    for (name, rule), need in zip(chosen, needs, strict=True):
        if together and need:
            around = with_depth(whole, need / sum(needs))
        run = rule.run(path, around)
        once = partial(_totals, rule, around)
        spread = within.spread(prices.bars, run.totals, once)
        names.append(name)
        runs.append(run)
        summaries.append(Summary.of(run, spread))
        warnings += doubts.of_run(rule, run, around) + doubts.of_ways(rule, spread)
        again = partial(_again, once, within)
        notes += fragile.told(rule.name, run.totals, rule.factor, prices.bars, again)
        if exact and isinstance(rule, Verifiable):
            twin = rule.run_exact(path, around)
            names.append(f"{name} (exact)")
            runs.append(twin)
            summaries.append(Summary.of(twin))
    if together:
        notes.append(f"{len(chosen)} tokens on one exchange, each with its part of the depth")
    return Backtest(prices, whole, within, tuple(names), tuple(runs), tuple(summaries), tuple(warnings), tuple(notes))


def _totals(rule: Rule, world: World, path: Path) -> Totals:
    return rule.run(path, world, record=False).totals


def _again(once: Callable[[Path], Totals], inside: Inside, bars: Bars) -> Totals:
    return once(inside.path(bars))


def with_depth(world: World, part: float) -> World:
    """The same with so much of the exchange's depth. Raises ValueError if it takes any volume at one cost."""
    if not isinstance(world.venue, ActiveLiquidity | Reserves):
        raise ValueError("together: this exchange takes any volume at one cost; there is no depth to share")
    return replace(world, venue=replace(world.venue, depth=world.venue.depth * part))
