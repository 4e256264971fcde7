# SPDX-License-Identifier: Apache-2.0
"""Attackers as programs: each names what they may choose, and a search looks for the choice that earns most.

An attacker is a class that builds its world, names its space of plans and plays one plan:

    class Donor(Attacker):
        name = "donation before the first deposit"
        story = "deposits one unit, donates, and waits for the next depositor to be rounded down"
        bound_means = "nothing: a donation is not counted"
        weakness = "the pool counts donations"

        def __init__(self, weakened: bool = False) -> None:
            self.world = build(counts_donations=weakened)
            self.space = {"seed": Amount(1, 10**6), "donated": Amount(1, 10**13), "first": Choice("seed", "donate")}
            self.bound = 0                      # most they may earn in the real world, in units of the quote asset

        def play(self, plan: Plan) -> int:      # what they earn, all sold and given back, at the TRUE price
            ...

    found = search(Donor())                     # best profit, best plan, evaluations, plans refused
    assert found.profit <= Donor.bound
    assert search(Donor(weakened=True), enough=...).profit > ...          # the control: the search bites

`play` runs inside `boa.env.anchor()`: whatever it does to the chain is undone. A plan that the chain refuses
(any revert that `play` lets through) scores `REVERTED`, below everything. A play that goes on after a refused step
wraps that step in `attempt`.

The tests (`verdicts.py`) and the command (`python -m tests.attackers`) take the classes from `ATTACKERS`, a tuple in
the `__init__.py` of each mechanism's package. `evaluations` is the budget of the short run, at some milliseconds each;
STEELYARD_SEARCH multiplies it. `account` makes the attacker and their victims; tests/support brings the worlds.

A space maps names to parameters: `Amount` (units, on a log scale), `Part`, `Span` (seconds or counts, linear),
`Choice`, and `Steps`, an ordered list of moves with parameters of their own: order, number and amounts are searched
together.

The search draws a quarter of its budget at random. The rest are small and large changes, alike likely, of the best
plans so far. It is deterministic: the same budget finds the same plan.
"""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from math import exp, log
from random import Random
from typing import Any, Protocol

import boa
from eth.exceptions import VMError

Plan = dict[str, Any]

REVERTED = -(2**255)
SEED = 2_0_2_5

_ELITE = 6  # plans that are kept to be changed
_FINEST = 12  # a change reaches from the whole range down to 2^-12 of it


class Parameter(Protocol):
    """Something that an attacker chooses."""

    def draw(self, rng: Random) -> Any:
        """Returns any value, all alike likely."""

    def near(self, drawn: Any, rng: Random, reach: float) -> Any:
        """Returns a value at most `reach` of the range away, 0 < reach <= 1."""


@dataclass(frozen=True)
class Amount:
    """Units between two bounds, both above 0 and both possible, alike likely in every order of magnitude."""

    minimum: int
    maximum: int

    def draw(self, rng: Random) -> int:
        return self._at(rng.random())

    def near(self, drawn: int, rng: Random, reach: float) -> int:
        share = log(drawn / self.minimum) / max(log(self.maximum / self.minimum), 1e-9)
        moved = self._at(share + rng.uniform(-reach, reach))
        return moved if moved != drawn else min(max(drawn + rng.choice((-1, 1)), self.minimum), self.maximum)

    def _at(self, share: float) -> int:
        amount = int(self.minimum * exp(min(max(share, 0.0), 1.0) * log(self.maximum / self.minimum)))
        return min(max(amount, self.minimum), self.maximum)


class Part:
    """A part of what one has, 1e18: all of it in every third draw, else down to a millionth, on a log scale."""

    _log = Amount(10**12, 10**18)

    def draw(self, rng: Random) -> int:
        return 10**18 if rng.random() < 1 / 3 else self._log.draw(rng)

    def near(self, drawn: int, rng: Random, reach: float) -> int:
        return 10**18 if rng.random() < reach / 3 else self._log.near(drawn, rng, reach)


@dataclass(frozen=True)
class Span:
    """A whole number between two bounds, both possible, alike likely everywhere."""

    minimum: int
    maximum: int

    def draw(self, rng: Random) -> int:
        return rng.randint(self.minimum, self.maximum)

    def near(self, drawn: int, rng: Random, reach: float) -> int:
        step = max(1, int(reach * (self.maximum - self.minimum)))
        return min(max(drawn + rng.randint(-step, step), self.minimum), self.maximum)


class Choice:
    """One of several values."""

    def __init__(self, *options: Any) -> None:
        self.options = options

    def draw(self, rng: Random) -> Any:
        return rng.choice(self.options)

    def near(self, drawn: Any, rng: Random, reach: float) -> Any:
        return rng.choice(self.options) if rng.random() < reach else drawn


class Steps:
    """An ordered list of 1 to `max` moves; a value is a list of (name, plan of that move)."""

    def __init__(self, maximum: int, **moves: Mapping[str, Parameter]) -> None:
        self.maximum = maximum
        self.moves = moves

    def draw(self, rng: Random) -> list[tuple[str, Plan]]:
        return [self._move(rng) for _ in range(rng.randint(1, self.maximum))]

    def near(self, drawn: list[tuple[str, Plan]], rng: Random, reach: float) -> list[tuple[str, Plan]]:
        steps = list(drawn)
        place = rng.randrange(len(steps))
        change = rng.choice(("tune", "tune", "replace", "insert", "remove", "swap"))
        if change == "insert" and len(steps) < self.maximum:
            steps.insert(rng.randint(0, len(steps)), self._move(rng))
        elif change == "remove" and len(steps) > 1:
            del steps[place]
        elif change == "swap":
            other = rng.randrange(len(steps))
            steps[place], steps[other] = steps[other], steps[place]
        elif change == "replace":
            steps[place] = self._move(rng)
        else:
            name, plan = steps[place]
            steps[place] = (name, change_plan(self.moves[name], plan, rng, reach))
        return steps

    def _move(self, rng: Random) -> tuple[str, Plan]:
        name = rng.choice(list(self.moves))
        return name, draw_plan(self.moves[name], rng)


class Attacker(ABC):
    """Somebody with capital and a space of plans. Building one builds its world; `weakened` is the control's."""

    name: str
    story: str  # what they do, in one sentence
    bound_means: str  # what the bound consists of and who pays it
    weakness: str  # what the control's world lacks
    evaluations: int = 200  # of the short run
    unit: int = 10**6  # units of the quote asset in a dollar
    space: Mapping[str, Parameter]
    bound: int  # most they may earn, in units of the quote asset; the same for both worlds

    @abstractmethod
    def __init__(self, weakened: bool = False) -> None: ...

    @abstractmethod
    def play(self, plan: Plan) -> int:
        """Returns what the plan earns in units of the quote asset, or less than nothing."""


@dataclass(frozen=True)
class Finding:
    """What a search came to. `profit` is `REVERTED` if the chain refused every plan."""

    profit: int
    plan: Plan
    evaluations: int
    refused: int


def budget(attacker: type[Attacker] | Attacker) -> int:
    """Returns the evaluations of one search: the attacker's own times STEELYARD_SEARCH."""
    return int(attacker.evaluations * float(os.environ.get("STEELYARD_SEARCH", 1)))


def search(attacker: Attacker, enough: int | None = None, advance: Callable[[], object] = lambda: None) -> Finding:
    """Returns the best plan within the budget, or the first that earns more than `enough`."""
    rng = Random(SEED)
    best: list[tuple[int, Plan]] = []
    maximum = budget(attacker)
    refused = played = 0
    while played < maximum:
        plan = _next_plan(attacker.space, best, rng, random=played < maximum // 4)
        profit = _score(attacker, plan)
        played += 1
        advance()
        refused += profit == REVERTED
        if all(plan != known for _, known in best):
            best = sorted([*best, (profit, plan)], key=lambda scored: -scored[0])[:_ELITE]
        if enough is not None and profit > enough:
            break
    return Finding(*best[0], evaluations=played, refused=refused)


def account(name: str) -> str:
    """Returns a new account with coin to spend."""
    address = boa.env.generate_address(name)
    boa.env.set_balance(address, 10**24)
    return str(address)


def draw_plan(space: Mapping[str, Parameter], rng: Random) -> Plan:
    """Returns a random plan."""
    return {name: parameter.draw(rng) for name, parameter in space.items()}


def change_plan(space: Mapping[str, Parameter], plan: Plan, rng: Random, reach: float) -> Plan:
    """Returns the plan with one or more of its choices moved by up to `reach`."""
    chosen = rng.choice([*space, None])
    return {
        name: parameter.near(plan[name], rng, reach) if chosen in (name, None) else plan[name]
        for name, parameter in space.items()
    }


def attempt() -> AbstractContextManager[None]:
    """Goes on where the chain refuses a step inside the block; what was done before it stays."""
    return suppress(boa.BoaError, VMError)


def _next_plan(space: Mapping[str, Parameter], best: list[tuple[int, Plan]], rng: Random, random: bool) -> Plan:
    if random or not best:
        return draw_plan(space, rng)
    parent = best[min(int(rng.expovariate(0.7)), len(best) - 1)][1]
    return change_plan(space, parent, rng, reach=0.5 ** rng.uniform(0, _FINEST))


def _score(attacker: Attacker, plan: Plan) -> int:
    with boa.env.anchor():
        try:
            return attacker.play(plan)
        except (boa.BoaError, VMError):
            return REVERTED
