# SPDX-License-Identifier: Apache-2.0
"""One rule with every combination of some of its parameters, on the same paths."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import product
from math import prod
from typing import Any, TypeVar

from steelyard.simulator.path import Path
from steelyard.simulator.rule import Rule
from steelyard.simulator.run import Totals
from steelyard.simulator.spread import spread
from steelyard.simulator.world import World

D = TypeVar("D")

Grid = Mapping[str, Sequence[Any]]
"""Values to try by the name of a parameter: `upper`, `tolerance.over`, or `world.keeper.latency` for the world's."""

WORLD = "world."


@dataclass(frozen=True)
class Row:
    """One combination on one path."""

    path: str
    values: dict[str, Any]
    totals: Totals


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
    return Row(task.name, task.values, task.rule.run(task.path, task.world, record=False).totals)
