# SPDX-License-Identifier: Apache-2.0
"""What lenders lose in a fall: by how far, how fast, how much is lent, how deep the exchange.

A price stands still for an hour, moves evenly (its logarithm does) to where it is going, and stays there for two days.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import log
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from steelyard import __version__
from steelyard.model.clock import DAY, HOUR
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.path import Path
from steelyard.simulator.report.settings import parameters, settings
from steelyard.simulator.rule import Rule
from steelyard.simulator.rules import named
from steelyard.simulator.sweep import vary
from steelyard.simulator.world import World
from steelyard.simulator.world.bounds import within

if TYPE_CHECKING:
    import pandas
    import pyarrow

MOVES = (-0.1, -0.2, -0.3, -0.4, -0.5, -0.6)
MINUTES = (0.0, 10.0, 60.0, 360.0)
EVERY = 12  # seconds between two prices: a block
START = 1_000.0


class Case(NamedTuple):
    """`move` of the price, a part of it; in so many `minutes` (0: between two prices); dollars lent, and of depth.

    `lenders_loss` is a part of what was lent, `lost` dollars; `nav` is of 100.
    """

    move: float
    minutes: float
    lent: float
    depth: float
    lenders_loss: float
    lost: float
    reserve_used: float
    nav: float
    rebalances: float


@dataclass(frozen=True)
class Stress:
    """Every combination of the moves, speeds, sizes and depths."""

    rule: Rule
    world: World
    cases: tuple[Case, ...]
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def provenance(self) -> dict[str, Any]:
        """What it was run with."""
        return {"steelyard": __version__, "prices_every": f"{EVERY}s"}

    def data(self) -> dict[str, Any]:
        """All of it for programs."""
        return {
            "provenance": self.provenance,
            "rule": self.rule.name,
            "parameters": dict(parameters(self.rule)),
            "settings": dict(settings(self.world)),
            "warnings": [],
            "notes": [],
            "cases": [case._asdict() for case in self.cases],
        }

    def table(self) -> "pyarrow.Table":
        """One row for each case."""
        from steelyard.simulator.report import parquet

        return parquet.stress_table(self)

    def frame(self) -> "pandas.DataFrame":
        """`table` for pandas. Raises ImportError without pandas."""
        from steelyard.simulator.report.frames import frame

        return frame(self.table())

    def save(self, path: str | FilePath) -> None:
        """Writes the cases (.json, .csv, .parquet) or a page (.html)."""
        from steelyard.simulator.report import files

        files.write(self, FilePath(path))

    def page(self) -> str:
        """One HTML page."""
        from steelyard.simulator.report import pages

        return pages.of_stress(self)

    def __str__(self) -> str:
        from steelyard.simulator.report import tables

        return "\n".join(tables.text(one) for one in tables.stresses(self))

    def _repr_html_(self) -> str:
        from steelyard.simulator.report import pages

        return pages.stress_fragment(self)


def stress(
    rule: str | Rule,
    world: World | None = None,
    *,
    moves: Sequence[float] = (),
    minutes: Sequence[float] = MINUTES,
    equity: Sequence[float] = (),
    depth: Sequence[float] = (),
) -> Stress:
    """What lenders lose to a token on borrowed assets: `moves` of the price (-0.3 is a fall of 30%; for a bear rises by
    default) within `minutes`, for so many dollars of `equity`, at so much `depth` of the exchange.

    Raises ValueError for another kind of rule, or a number out of bounds.
    """
    chosen, around = named(rule) if isinstance(rule, str) else rule, world or World.default()
    if not isinstance(chosen, Borrowed):
        raise ValueError(f"stress: {chosen.name} does not borrow; take borrowed:3 or another of its family")
    gone = moves or [-move / (1 + move) if chosen.is_bear else move for move in MOVES]
    for move in gone:
        within("move", move, -0.99, 100, "-0.3 is a fall of 30%")
    for length in minutes:
        within("minutes", length, 0, 100_000)
    if not hasattr(around.venue, "depth"):
        raise ValueError("stress: this exchange takes any volume at one cost; give it a depth")
    sizes, depths = equity or (around.equity,), depth or (around.venue.depth,)
    return Stress(chosen, around, tuple(_cases(chosen, around, product(gone, minutes, sizes, depths))))


def _cases(rule: Borrowed, world: World, tried: Iterator[tuple[float, ...]]) -> Iterator[Case]:
    for move, minutes, equity, depth in tried:
        totals = rule.run(
            _path(move, minutes), vary(world, {"equity": equity, "venue.depth": depth}), record=False
        ).totals
        lent = equity * rule.debt_ratio
        # A bear's debt is of the coin, and worth more by then: the loss is of what it is worth.
        worth = lent * (1 + move) if rule.is_bear else lent
        yield Case(
            move, minutes, lent, depth, totals.lender_loss, totals.lender_loss * worth, totals.reserve_used, totals.nav,
            totals.fills,
        )  # fmt: skip


def _path(move: float, minutes: float) -> Path:
    still, moving, after = HOUR // EVERY, max(1, round(minutes * 60 / EVERY)), 2 * DAY // EVERY
    steps = np.concatenate((np.zeros(still), np.arange(1, moving + 1) / moving, np.ones(after)))
    price = START * np.exp(steps * log(1 + move))
    return Path.of_closes(np.arange(len(price), dtype=np.int64) * EVERY, price)
