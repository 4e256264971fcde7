# SPDX-License-Identifier: Apache-2.0
"""What came out, and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from steelyard.simulator.bars import Floats
from steelyard.simulator.montecarlo import Estimate
from studies.crashes.kinds import Kind
from studies.parameters.rates import Rate
from studies.parameters.replay import Cell, Key
from studies.parameters.trial import DEFAULT

NORMAL = 1.96  # standard errors on either side: 95%


@dataclass(frozen=True)
class Found:
    """All cells, the spans of the samples, what borrowing cost, and the prices that there were none of."""

    cells: dict[Key, Cell]
    spans: dict[str, str]
    rates: list[Rate]
    missing: list[str]

    def trials(self) -> list[str]:
        """Those that were made."""
        return _distinct(key.trial for key in self.cells)

    def of(
        self, trial: str, *, market: str | None = None, kind: Kind | None = None, sample: str | None = None,
        label: str | None = None,
    ) -> list[Cell]:  # fmt: skip
        """The cells of a trial that are like that."""
        wanted = {"market": market, "kind": kind, "sample": sample, "label": label}
        asked = {name: value for name, value in wanted.items() if value is not None}
        return [
            cell
            for key, cell in self.cells.items()
            if key.trial == trial and all(getattr(key, name) == value for name, value in asked.items())
        ]

    def labels(self, trial: str) -> list[str]:
        """The variants of a trial, the default first."""
        return _distinct(key.label for key in self.cells if key.trial == trial)

    def markets(self, trial: str) -> list[str]:
        """The classes of a trial."""
        return _distinct(key.market for key in self.cells if key.trial == trial)

    def samples(self, trial: str, market: str) -> list[str]:
        """The prices of a trial."""
        return _distinct(key.sample for key in self.cells if (key.trial, key.market) == (trial, market))

    def gain(self, *cells: Cell) -> Estimate:
        """What holders gain a year over the default, month by month on the same prices; below zero where they lose."""
        defaults = [self.cells[replace(cell.key, label=DEFAULT)] for cell in cells]
        return mean(pooled(defaults, "behind") - pooled(cells, "behind"))


def mean(column: Floats) -> Estimate:
    """With its 95% interval, by the normal approximation."""
    value = float(column.mean())
    half = NORMAL * float(column.std(ddof=1)) / sqrt(len(column)) if len(column) > 1 else float("nan")
    return Estimate(value, value - half, value + half)


def pooled(cells: Iterable[Cell], name: str) -> Floats:
    """One measure of several samples."""
    return np.concatenate([cell.column(name) for cell in cells])


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
