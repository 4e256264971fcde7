# SPDX-License-Identifier: Apache-2.0
"""Tokens with other parameters on the same paths."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.simulator.bars import Floats
from steelyard.simulator.measures.ideals import compounded
from steelyard.simulator.path import Path
from steelyard.simulator.rule import Rule
from steelyard.simulator.run import FIRST_NAV, Totals
from steelyard.simulator.spread import spread
from steelyard.simulator.world import World
from studies.crashes.kinds import Kind
from studies.parameters.samples import Sample

MIN_NAV = 0.1  # dollars: a token that lost more counts as worth this


class Measures(NamedTuple):
    """Of one token over one path; the first three a year.

    `behind`: by how much the logarithm of the NAV fell short of that of constant leverage at every bar, for nothing;
    `end`: the NAV over that ideal's; `cost`: what fills gave away, in parts of the first NAV; `profit`: dollars that
    keepers kept of each fill, after gas.
    """

    behind: float
    cost: float
    fills: float
    end: float
    outside: float
    coverage: float
    loss: float
    profit: float


@dataclass(frozen=True)
class Variant:
    """One set of parameters."""

    label: str
    rule: Rule
    world: World


@dataclass(frozen=True)
class Key:
    """What was asked of which market on which prices."""

    trial: str
    market: str
    kind: Kind
    sample: str
    label: str


@dataclass(frozen=True)
class Task:
    """Variants of one market on some paths of a sample."""

    trial: str
    market: str
    kind: Kind
    sample: Sample
    part: range
    variants: tuple[Variant, ...]

    def key(self, variant: Variant) -> Key:
        """Of its answer."""
        return Key(self.trial, self.market, self.kind, self.sample.name, variant.label)


@dataclass(frozen=True)
class Cell:
    """One variant of one market on one sample: a row of `Measures` for each path."""

    key: Key
    rows: Floats

    def column(self, name: str) -> Floats:
        """One measure, path by path."""
        column: Floats = self.rows[:, Measures._fields.index(name)]
        return column


def replay(tasks: Sequence[Task], jobs: int, tick: Callable[[], None]) -> list[Cell]:
    """Replays everything; the parts of a sample are put together again. `tick` is called after each task."""
    found: dict[Key, list[Floats]] = {}
    for task, answers in zip(tasks, spread(_replay, tasks, jobs=jobs), strict=True):
        for variant, rows in zip(task.variants, answers, strict=True):
            found.setdefault(task.key(variant), []).append(rows)
        tick()
    return [Cell(key, np.concatenate(rows)) for key, rows in found.items()]


def _replay(task: Task) -> list[Floats]:
    paths = [task.sample.path(index) for index in task.part]
    answers = []
    for variant in task.variants:
        rows = [_measured(path, variant.rule.factor, _totals(variant, path)) for path in paths]
        answers.append(np.array(rows))
    return answers


def _totals(variant: Variant, path: Path) -> Totals:
    return variant.rule.run(path, variant.world, record=False).totals


def _measured(path: Path, factor: float, totals: Totals) -> Measures:
    years = float(path.time[-1] - path.time[0]) / YEAR
    ideal = max(float(compounded(path.bar_price, factor)[-1]), MIN_NAV)
    end = max(totals.nav, MIN_NAV) / ideal
    return Measures(
        behind=-log(end) / years,
        cost=totals.cost / FIRST_NAV / years,
        fills=totals.fills / years,
        end=end,
        outside=totals.outside,
        coverage=totals.coverage,
        loss=totals.lender_loss,
        profit=totals.keeper_profit / max(totals.fills, 1.0),
    )
