# SPDX-License-Identifier: Apache-2.0
"""One rule with every combination of some of its parameters, on the same paths, and which of them differ."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import product
from math import inf, prod, sqrt
from statistics import NormalDist
from typing import Any, NamedTuple, TypeVar

import numpy as np

from steelyard.model.clock import DAY, YEAR
from steelyard.simulator.bars import Floats
from steelyard.simulator.measures import ideals
from steelyard.simulator.path import Path
from steelyard.simulator.rule import Rule
from steelyard.simulator.run import Run, Totals
from steelyard.simulator.spread import spread
from steelyard.simulator.world import World

D = TypeVar("D")

Grid = Mapping[str, Sequence[Any]]
"""Values to try by the name of a parameter: `upper`, `tolerance.over`, or `world.keeper.latency` for the world's."""

WORLD = "world."

PART = 30 * DAY
FEWEST_PARTS = 6
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Row:
    """One combination on one path; `returns` are the NAV's in each 30 days of it, the rest at the end left out."""

    path: str
    values: dict[str, Any]
    totals: Totals
    returns: Floats


class Difference(NamedTuple):
    """By how much the yearly return of a combination is below that of another, with the interval of it at 95%, which is
    wider the more are compared; NaN where there are too few parts of 30 days to say."""

    behind: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the two differ by more than chance."""
        return not self.low <= 0 <= self.high and self.low == self.low


@dataclass(frozen=True)
class _Task:
    rule: Rule
    world: World
    name: str
    path: Path
    values: dict[str, Any]


def sweep(
    rule: Rule,
    world: World,
    paths: Mapping[str, Path],
    grid: Grid,
    *,
    jobs: int | None = None,
    cluster: str | None = None,
    tick: Callable[[int], None] = lambda done: None,
) -> list[Row]:
    """Runs every combination on every path; `tick` is called with 1 after each. See `spread` for `jobs` and `cluster`.

    Raises ValueError for a parameter that does not exist, before anything runs.
    """
    tasks = []
    for values in every(grid):
        varied, around = apply(rule, world, values)
        tasks += [_Task(varied, around, name, path, values) for name, path in paths.items()]
    rows = []
    for row in spread(_one, tasks, jobs=jobs, cluster=cluster):
        rows.append(row)
        tick(1)
    return rows


def every(grid: Grid) -> Iterator[dict[str, Any]]:
    """The values of each combination."""
    return (dict(zip(grid, chosen, strict=True)) for chosen in product(*grid.values()))


def combinations(grid: Grid) -> int:
    """How many there are."""
    return prod(len(values) for values in grid.values())


def apply(rule: Rule, world: World, values: Mapping[str, Any]) -> tuple[Rule, World]:
    """Rule and world with the values of one combination."""
    own = {name: value for name, value in values.items() if not name.startswith(WORLD)}
    its = {name.removeprefix(WORLD): value for name, value in values.items() if name.startswith(WORLD)}
    return vary(rule, own), vary(world, its)


def vary(thing: D, values: Mapping[str, Any]) -> D:
    """A copy of a frozen dataclass with other values; a dotted name reaches into a dataclass within it."""
    for name, value in values.items():
        thing = _with(thing, name, name.split("."), value)
    return thing


def _with(thing: D, name: str, parts: Sequence[str], value: Any) -> D:
    known = [field.name for field in fields(thing)] if is_dataclass(thing) else []
    if parts[0] not in known:
        raise ValueError(f"sweep: {type(thing).__name__} has no parameter {name!r}; it has {', '.join(known)}")
    if len(parts) > 1:
        value = _with(getattr(thing, parts[0]), name, parts[1:], value)
    elif isinstance(getattr(thing, parts[0]), str) != isinstance(value, str):
        raise ValueError(f"sweep: {name} is {getattr(thing, parts[0])!r} now and cannot be {value!r}")
    return replace(thing, **{parts[0]: value})  # type: ignore[type-var]


def _one(task: _Task) -> Row:
    run = task.rule.run(task.path, task.world)
    return Row(task.name, task.values, run.totals, _returns(run))


def _returns(run: Run) -> Floats:
    """What has ended neither gains nor loses any more."""
    nav = ideals.filled(run.nav)
    ends = np.searchsorted(run.time, np.arange(run.time[0], run.time[-1] + 1, PART))
    before, after = nav[ends[:-1]], nav[ends[1:]]
    return np.where(before > 0, after / np.where(before > 0, before, 1.0) - 1, 0.0)


def differences(rows: Sequence[Row]) -> list[Difference]:
    """Of each row and the first, part by part over the same prices: what moved both is no difference."""
    tries = max(1, len(rows) - 1)
    parts = len(rows[0].returns)
    wide = _student(1 - (1 - CONFIDENCE) / tries, parts - 1)
    found = []
    for row in rows:
        gaps = (rows[0].returns - row.returns) * (YEAR / PART)
        mean = float(gaps.mean()) if parts else float("nan")
        half = wide * float(gaps.std(ddof=1)) / sqrt(parts) if parts >= FEWEST_PARTS else float("nan")
        found.append(Difference(mean, mean - half, mean + half))
    return found


def flattery(rows: Sequence[Row], found: Sequence[Difference]) -> str:
    """What must be said of the best of several."""
    alike = sum(not one.is_told for one in found[1:])
    if len(rows[0].returns) < FEWEST_PARTS:
        days = FEWEST_PARTS * 30
        return f"the best of {len(rows)} on one history of less than {days} days: that it is better is not shown"
    if alike:
        return (
            f"the best of {len(rows)} is not told apart from {alike} of the others: over parts of 30 days they differ "
            "by no more than chance would make of as many tries"
        )
    return f"the best of {len(rows)} tries was chosen by this history, and flatters: try it on other prices"


def _student(confidence: float, freedom: int) -> float:
    """Two-sided quantile of Student's distribution, by the expansion of Cornish and Fisher."""
    if freedom < 1:
        return inf
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return (
        z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )  # fmt: skip
