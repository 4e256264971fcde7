# SPDX-License-Identifier: Apache-2.0
"""One rule on many random paths. Path `i` of a seed is the same whoever computes it, so that results repeat."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, nan, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from steelyard.simulator.bars import Floats
from steelyard.simulator.random_paths import Generator, compounded
from steelyard.simulator.rule import Rule
from steelyard.simulator.run import FIRST_NAV, Totals
from steelyard.simulator.spread import spread
from steelyard.simulator.world import World

BATCH = 250  # paths that one task computes
CONFIDENCE = 0.95
FEWEST, ALIKE = 10, 0.9  # paths, and correlation of logarithms, that a control variate needs


class Estimate(NamedTuple):
    """A figure and the interval in which the true one lies with the confidence asked for."""

    value: float
    low: float
    high: float


NOTHING = Estimate(nan, nan, nan)
"""Of what there is not, such as the cover of lenders where nobody lends."""


@dataclass(frozen=True)
class Experiment:
    """What is repeated: `bars` bars of `generator` from price `start` on, with random numbers of `seed`."""

    rule: Rule
    world: World
    generator: Generator
    bars: int
    start: float
    seed: int

    def row(self, index: int) -> tuple[float, ...]:
        """The totals of path `index`, and the NAV of the multiple kept at every price of it, without cost."""
        path = self.generator.path(self.seed, index, self.bars, self.start)
        ideal = FIRST_NAV * compounded(path.price, self.rule.factor)
        return *self.rule.run(path, self.world, record=False).totals, ideal

    @cached_property
    def ideal(self) -> float:
        """What that NAV is on average over all paths there are."""
        return FIRST_NAV * self.generator.multiple(self.rule.factor, self.bars)


@dataclass(frozen=True)
class Sample:
    """One row for each path, of its totals and the ideal's NAV: 104 bytes a path are all that grows."""

    experiment: Experiment
    rows: Floats

    def column(self, name: str) -> Floats:
        """One of the totals, path by path."""
        column: Floats = self.rows[:, Totals._fields.index(name)]
        return column

    def mean(self, name: str, confidence: float = CONFIDENCE) -> Estimate:
        """By the normal approximation, of the NAV with the ideal as control variate.

        The mean of the ideal's NAV is known. What the sample's own mean of it is off, the mean of what goes with it is
        off in proportion, and is corrected by: the few paths that gain most of all no longer decide the result. The
        proportion is the mean of all paths': a fit would follow those few, and its interval cover too little.
        """
        column = self.column(name)
        if not np.isfinite(column).all():
            return NOTHING
        if name == "nav":
            share = _proportion(column, self.rows[:, -1])
            if share > 0:
                column = column - share * (self.rows[:, -1] - self.experiment.ideal)
        half = _quantile_of_normal(confidence) * float(column.std(ddof=1)) / sqrt(len(column))
        value = float(column.mean())
        return Estimate(value, value - half, value + half)

    @property
    def carried(self) -> float:
        """The part of the sum of all NAVs that the best hundredth of the paths has."""
        nav = np.sort(self.column("nav"))
        total = float(nav.sum())
        return float(nav[-max(1, len(nav) // 100) :].sum()) / total if total > 0 else 0.0

    def value_at_risk(self, part: float, confidence: float = CONFIDENCE) -> Estimate:
        """Of lenders' loss: what it is at most in `part` of the paths."""
        return self.quantile("lender_loss", part, confidence)

    def expected_shortfall(self, part: float, confidence: float = CONFIDENCE) -> Estimate:
        """Of lenders' loss: its mean over the worst paths, those beyond `part` of all; normal approximation."""
        losses = self.column("lender_loss")
        edge = float(np.quantile(losses, part))
        beyond = edge + np.maximum(losses - edge, 0.0) / (1 - part)
        half = _quantile_of_normal(confidence) * float(beyond.std(ddof=1)) / sqrt(len(losses))
        value = float(beyond.mean())
        return Estimate(value, max(0.0, value - half), value + half)

    def quantile(self, name: str, part: float, confidence: float = CONFIDENCE) -> Estimate:
        """By order statistics: no assumption on the distribution."""
        column = np.sort(self.column(name))
        if not np.isfinite(column).all():
            return NOTHING
        last = len(column) - 1
        half = _quantile_of_normal(confidence) * sqrt(len(column) * part * (1 - part))
        low, high = max(0, floor(last * part - half)), min(last, ceil(last * part + half))
        return Estimate(float(np.quantile(column, part)), float(column[low]), float(column[high]))

    def share(self, chosen: NDArray[np.bool_], confidence: float = CONFIDENCE) -> Estimate:
        """How many of the paths were `chosen` (true or false for each), by Wilson's interval."""
        count, z = len(chosen), _quantile_of_normal(confidence)
        part = float(np.mean(chosen))
        centre = (part + z * z / (2 * count)) / (1 + z * z / count)
        half = z / (1 + z * z / count) * sqrt(part * (1 - part) / count + z * z / (4 * count * count))
        return Estimate(part, max(0.0, centre - half), min(1.0, centre + half))


def repeat(
    experiment: Experiment,
    paths: int,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> Sample:
    """Runs paths 0 to `paths` - 1; `tick` is told how many more are done. See `spread` for `jobs` and `cluster`."""
    if paths < 2:
        raise ValueError(f"monte carlo: {paths} paths say nothing; ask for at least 2")
    tasks = [(experiment, first, min(BATCH, paths - first)) for first in range(0, paths, BATCH)]
    parts = []
    for part in spread(_batch, tasks, jobs=jobs, cluster=cluster):
        parts.append(part)
        tick(len(part))
    return Sample(experiment, np.concatenate(parts))


def _batch(task: tuple[Experiment, int, int]) -> Floats:
    experiment, first, count = task
    return np.array([experiment.row(index) for index in range(first, first + count)])


def _proportion(nav: Floats, ideal: Floats) -> float:
    """The mean of NAV over ideal; 0 where the two do not go together."""
    alive = (nav > 0) & (ideal > 0)
    if alive.sum() < max(FEWEST, len(nav) / 2):
        return 0.0
    logs = np.log(nav[alive]), np.log(ideal[alive])
    if min(one.std() for one in logs) == 0 or np.corrcoef(*logs)[0, 1] < ALIKE:
        return 0.0
    return float((nav[alive] / ideal[alive]).mean())


def _quantile_of_normal(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
