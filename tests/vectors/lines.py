# SPDX-License-Identifier: Apache-2.0
"""Vectors of the line: terms, the tape and the entries go in; outcomes and the state after each mark come out.

`replay` plays one on any implementation; README.md in vectors/pairing explains the format. Writing and replaying share
nothing but the names of the fields.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Entry, Kind, Line, LineTerms, Queue, opened
from steelyard.model.pairing.pairing_line import DELAY, FOREVER, NOTICE
from steelyard.model.pairing.parameters import Fees, Parameters
from steelyard.model.pairing.tape import Mark
from steelyard.model.pairing.valuation import Side
from steelyard.model.presets import pairing as presets

START = 1_700_000_000
E36 = 10**36
OWNERS = ("ann", "ben", "cleo")
TERMS = ("exit_leveraged", "exit_funding", "liquidity_leverage", "mark_pay", "rebalance_pay", "max_price")
MARKET = (
    "target",
    "dollar",
    "margin",
    "fall",
    "rise",
    "cap_leveraged",
    "cap_funding",
    "max_underlying",
    "is_bear",
    "mints_funding",
    "period",
)
FEES = ("swap", "imbalance", "liquidity_exit", "cut", "management", "rebalance")


class Implementation(Protocol):
    """A line under test. `state` answers the fields of `state_of`; outcomes are lists as in the file."""

    def enter(self, number: int, entry: dict[str, Any]) -> None:
        """Gives an entry, at its time."""

    def mark(self, time: int, price: int) -> list[list[int]]:
        """Plays one mark to its end; answers the outcomes in their order."""

    def end(self) -> list[list[int]]:
        """Ends the line and gives back what waits."""

    def state(self) -> dict[str, Any]:
        """The state after the last mark."""


def replay(vector: dict[str, Any], implementation: Implementation) -> tuple[int, int]:
    """Plays a vector, comparing all there is; returns how many marks and outcomes there were."""
    waiting = list(enumerate(vector["entries"]))
    marks = outcomes = 0
    for mark in vector["marks"]:
        while waiting and int(waiting[0][1]["given"]) < int(mark["time"]):
            implementation.enter(*waiting.pop(0))
        found = implementation.mark(int(mark["time"]), int(mark["price"]))
        _equal(vector, mark["time"], plain(found), mark["outcomes"])
        _equal(vector, mark["time"], plain(implementation.state()), mark["state"])
        marks, outcomes = marks + 1, outcomes + len(found)
    for number, entry in waiting:
        implementation.enter(number, entry)
    if vector["end"] is not None:
        found = implementation.end()
        _equal(vector, "end", plain(found), vector["end"]["outcomes"])
        _equal(vector, "end", plain(implementation.state()), vector["end"]["state"])
        outcomes += len(found)
    return marks, outcomes


def _equal(vector: dict[str, Any], when: str, found: Any, wanted: Any) -> None:
    assert found == wanted, f"{vector['name']}, mark {when}: {found} instead of {wanted}"


def plain(value: Any) -> Any:
    """Integers as decimal strings, all the way down."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value if value is None or isinstance(value, str) else str(int(value))


def terms_of(vector: dict[str, Any]) -> LineTerms:
    """The terms that a file holds."""
    given = {name: int(number) for name, number in vector["terms"].items()}
    market: dict[str, Any] = {name: given[name] for name in MARKET}
    market |= {"is_bear": bool(given["is_bear"]), "mints_funding": bool(given["mints_funding"])}
    parameters = Parameters(**market, fees=Fees(**{name: given[name] for name in FEES}))
    return LineTerms(parameters, **{name: given[name] for name in TERMS})


def state_of(line: Line) -> dict[str, Any]:
    """What a file holds of a line after each mark."""
    position = line.position
    return {
        "position": [position.underlying, position.reference, position.index],
        "lt": [position.leveraged.leveraged, position.leveraged.funding],
        "ft": [position.funding.leveraged, position.funding.funding],
        "supply": list(line.supply),
        "generation": list(line.generation),
        "clocks": [line.last_rebalance, line.unbilled],
        "fees": [line.fees_owed, line.cut, line.paid],
        "left": line.left,
        "pots": [[*key, pot.amount, pot.supply] for key, pot in sorted(line.pots.items())],
    }


class LineOfModel:
    """The reference model, from a file alone."""

    def __init__(self, vector: dict[str, Any]) -> None:
        first = vector["opening"]
        mark = Mark(int(first["time"]), int(first["price"]))
        self.line, shares = opened(terms_of(vector), mark, int(first["amount"]), "treasury")
        assert shares == int(first["shares"])
        self.numbers: dict[tuple[Queue, int], int] = {}
        self.known: list[tuple[Queue, int]] = []

    def enter(self, number: int, entry: dict[str, Any]) -> None:
        """By the due time, generation and LP leaving that the file gives."""
        names = ("amount", "due", "min_out", "good_until", "generation", "leaving")
        given = {name: int(entry[name]) for name in names}
        kind = Kind[entry["kind"].upper()]
        self.numbers[kind.queue, self.line.enter(Entry(kind, entry["owner"], **given))] = number

    def mark(self, time: int, price: int) -> list[list[int]]:
        """One mark."""
        self.line.begin(Mark(time, price))
        return self._carry_out()

    def end(self) -> list[list[int]]:
        """The end."""
        self.line.end()
        return self._carry_out()

    def state(self) -> dict[str, Any]:
        """As in the file."""
        return state_of(self.line)

    def _carry_out(self) -> list[list[int]]:
        while self.line.has_step:
            self.line.step()
        new = list(self.line.outcomes)[len(self.known) :]
        self.known += new
        ended = [(self.numbers[key], self.line.outcomes[key]) for key in new]
        return [[number, outcome.result, outcome.amount] for number, outcome in ended]


# ------------------------------------------------------------------ writing


@dataclass(frozen=True)
class Story:
    """What a file tells: the market, how violent its tape is, how much is entered."""

    about: str
    target: int
    decimals: int
    sigma: float
    jump: float
    marks: int = 45
    dollars: int = 200_000
    is_bear: bool = False
    dies: bool = False
    sizes: tuple[float, float] = (0.0001, 0.05)  # of the market's U, for what is brought
    cap: int | None = None
    crowd: int = 3  # most entries between two marks
    seed: int = 0  # one at which rare results occur


STORIES = {
    "trading-2x-6": Story("quiet trading, every kind of entry", 2, 6, 0.003, 0.0),
    "trading-3x-18": Story("trading with a rebalance now and then", 3, 18, 0.02, 0.05),
    "trading-10x-9": Story("10x: most marks rebalance", 10, 9, 0.02, 0.05),
    "bear-3x-6": Story("a bear: U is the dollar token", 4, 6, 0.02, 0.1, is_bear=True),
    "jumps-5x-18": Story("gaps of several bands: steps at the bounds first", 5, 18, 0.01, 0.4),
    "caps-3x-9": Story("more is wanted than the market allows", 3, 9, 0.01, 0.1, sizes=(0.05, 9)),
    "ruin-10x-18": Story(
        "crashes end generations, mints begin new ones", 10, 18, 0.01, 0.5, 60, 2_000, cap=WAD, crowd=6, seed=38
    ),
    "ruin-3x-9": Story("a small market falls by half and more", 3, 9, 0.01, 0.9, 60, 120, cap=WAD, seed=15),
    "poor-10x-18": Story("LT fades to under a dollar", 10, 18, 0.03, 0.0, 60, 600, sizes=(1e-6, 1e-4), seed=118),
    "dust-bear-2x-18": Story(
        "entries worth less than a share", 3, 18, 0.01, 0.1, is_bear=True, sizes=(1e-24, 0.01), seed=35
    ),
    "death-3x-18": Story("the feed dies and what waits is returned", 3, 18, 0.02, 0.1, dies=True),
}


def vectors() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every vector by its name."""
    for name, story in STORIES.items():
        yield name, _Writer(name, story).vector()


class _Writer:
    """Plays random entries on the model as they would be given: of what their owners have by then."""

    def __init__(self, name: str, story: Story) -> None:
        self.name, self.story, self.rng = name, story, random.Random(f"{name}-{story.seed}")
        unit = 10**story.decimals
        market = replace(
            presets.parameters(story.target, story.is_bear, dollar=unit),
            margin=presets.margin_of(story.target) // 2,
            commits=False,
            period=3_600,
            fees=Fees(cut=WAD // 5, management=WAD // 50, rebalance=WAD // 2_000),
        )
        if story.cap is not None:
            market = replace(market, cap_leveraged=story.cap, cap_funding=story.cap)
        # dollars a coin, of a bear coins a dollar; both assets have the same decimals
        self.price = E36 // 2_000 if story.is_bear else 2_000 * E36
        amount = story.dollars * unit // (1 if story.is_bear else 2_000)
        self.terms = LineTerms(
            replace(market, max_underlying=4 * amount),
            exit_leveraged=15 * WAD // 1000,
            exit_funding=8 * WAD // 1000,
            mark_pay=unit // 10**5 or 1,
            rebalance_pay=unit // 10**4,
            max_price=self.price * 10**4,
        )
        self.terms.check()
        self.line, self.shares = opened(self.terms, Mark(START, self.price), amount, "treasury")
        self.opening = {"time": START, "price": self.price, "amount": amount, "shares": self.shares}
        self.line.credits["ann", (Side.LIQUIDITY, 1)] = self.shares
        self.entries: list[dict[str, Any]] = []
        self.marks: list[dict[str, Any]] = []
        self.asked = 0
        self.numbers: dict[tuple[Queue, int], int] = {}

    def vector(self) -> dict[str, Any]:
        """The whole file."""
        now, end = START, None
        for _ in range(self.story.marks):
            for _ in range(self.rng.randint(0, self.story.crowd)):
                self._give(now + self.rng.choice((1, 30, 55)))
            now += self.rng.choice((60, 120, 120, 600, 1_800))
            self._mark(now)
        if self.story.dies:
            for _ in range(4):
                self._give(now + 30)
            self.line.end()
            end = {"outcomes": self._carry_out(), "state": state_of(self.line)}
        market, fees = self.terms.market, self.terms.market.fees
        given = {name: getattr(market, name) for name in MARKET} | {name: getattr(fees, name) for name in FEES}
        given |= {name: getattr(self.terms, name) for name in TERMS}
        return {
            "version": "1",
            "name": self.name,
            "about": self.story.about,
            "terms": plain(given),
            "opening": plain(self.opening),
            "entries": plain(self.entries),
            "end": plain(end),
            "marks": plain(self.marks),
        }

    def _mark(self, now: int) -> None:
        move = self.rng.gauss(0, self.story.sigma)
        if self.rng.random() < 0.12:
            move += self.rng.uniform(-self.story.jump, self.story.jump / 4)
        self.price = max(int(self.price * max(1 + move, 0.05)), 10**12)
        self.line.begin(Mark(now, self.price))
        outcomes = self._carry_out()
        self.marks.append({"time": now, "price": self.price, "outcomes": outcomes, "state": state_of(self.line)})

    def _carry_out(self) -> list[list[int]]:
        before = len(self.line.outcomes)
        while self.line.has_step:
            self.line.step()
        new = list(self.line.outcomes.items())[before:]
        return [[self.numbers[key], outcome.result, outcome.amount] for key, outcome in new]

    def _give(self, given: int) -> None:
        given = max(given, int(self.entries[-1]["given"]) if self.entries else 0)
        kind, owner = self.rng.choice(list(Kind)), self.rng.choice(OWNERS)
        amount = self._amount(kind, owner)
        if amount == 0:
            return
        generation = self.line.generation[kind.side]
        due = given + (NOTICE if kind is Kind.EXIT_LIQUIDITY else DELAY)
        has_limit = self.rng.random() < 0.1 and not kind.is_exit
        until = due + self.rng.choice((0, 300)) if self.rng.random() < 0.1 and not kind.is_exit else FOREVER
        entry = Entry(kind, owner, amount, due, amount * 10**9 * has_limit, until, generation, self.asked)
        if kind is Kind.EXIT_LIQUIDITY:
            self.asked += amount
        if not kind.brings_underlying:
            self.line.credits[owner, (kind.side, generation)] -= amount
        self.numbers[kind.queue, self.line.enter(entry)] = len(self.entries)
        fields = ("owner", "amount", "due", "min_out", "good_until", "generation", "leaving")
        self.entries.append(
            {"kind": kind.name.lower(), "given": given} | {name: getattr(entry, name) for name in fields}
        )

    def _amount(self, kind: Kind, owner: str) -> int:
        if kind.brings_underlying:
            low, high = self.story.sizes
            part = low * (high / low) ** self.rng.random()
            return min(int(int(self.opening["amount"]) * part), self.terms.market.max_underlying)
        held = self.line.credits.get((owner, (kind.side, self.line.generation[kind.side])), 0)
        return held // self.rng.choice((1, 2, 5, 20))
