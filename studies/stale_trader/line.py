# SPDX-License-Identifier: Apache-2.0
"""The stale-oracle trader against a market on the line: `python -m studies.stale_trader.line`.

They see the true price bar by bar. Whenever the feed's last answer is further off than a leg costs, they give one entry
of each kind that profits if the feed follows, and one of LP. When it is carried out, and by whom, is nothing they or
anybody can choose, so nothing is left to play there: keepers who are perfect, one round late, or come once at the end
are played all the same. What an entry gained is judged at the first bar after its round came. Markets begin anew
every thirty days, funding and all fees but those of trades off.
"""

import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from steelyard.model.clock import DAY
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Entry, Kind, Line, LineTerms, Result, play
from steelyard.model.pairing.pairing_line import DELAY, NOTICE
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.tape import Mark
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.pairing.wide import E36
from steelyard.model.presets import pairing as presets
from studies.options import Data, consoles
from studies.stale_trader.library import RECIPES, bundled
from studies.stale_trader.price_path import DOLLAR, PricePath

TARGETS = (2, 3, 5, 10)
MARGIN = WAD // 1_000  # 10 basis points: orders wait for their price, so it need not cover the feed's threshold
UNITS = 10_000 * WAD
STAKE = UNITS // 10_000
RESTART = 30 * DAY
ENOUGH = 20  # entries of each kind, below which a tape has shown nothing
TRADER = "trader"
UP = (Kind.MINT_LEVERAGED, Kind.REDEEM_FUNDING, Kind.EXIT_FUNDING, Kind.DEPOSIT)  # they gain if the feed rises
DOWN = (Kind.MINT_FUNDING, Kind.REDEEM_LEVERAGED, Kind.EXIT_LEVERAGED, Kind.EXIT_LIQUIDITY)


@dataclass
class Gains:
    """Of one tape and market: basis points of each entry's worth, by kind; and how entries ended."""

    by_kind: defaultdict[Kind, list[float]] = field(default_factory=lambda: defaultdict(list))
    results: Counter[str] = field(default_factory=Counter)

    def mean(self, kind: Kind) -> float:
        """Basis points; 0 without entries."""
        gains = self.by_kind[kind]
        return sum(gains) / len(gains) if gains else 0.0

    @property
    def missing(self) -> list[str]:
        """Kinds that were played too rarely."""
        return [kind.name for kind in Kind if len(self.by_kind[kind]) < ENOUGH]


def market(target: int, price: int) -> Line:
    """Half of both caps in use; the trader holds a third of every share."""
    fees = Fees(liquidity_exit=WAD // 200)
    live = replace(
        presets.parameters(target, dollar=WAD), margin=MARGIN, commits=False, fees=fees, max_underlying=10**24
    )
    terms = LineTerms(live, 15 * WAD // 1_000, 8 * WAD // 1_000, max_price=2**140)
    leveraged, funding = live.cap_leveraged // 2 * UNITS // WAD, live.cap_funding // 4 * UNITS // WAD
    position = Position(target, UNITS, price, ONE, Vault(leveraged), Vault(0, funding))
    return Line(terms, position, Mark(0, price), [position.value(side, price) // E36 for side in Side], "treasury")


def chances(path: PricePath, least: float) -> Iterator[tuple[int, bool]]:
    """Times at which the feed's answer is off by more than `least`, a minute apart, and whether it is too low."""
    spot, _ = path.seen
    last = 0
    for at, true, seen in zip(path.times, path.true, spot, strict=True):
        if abs(true / seen - 1) > least and at >= last + 60:
            last = int(at)
            yield last, bool(true > seen)


def trade(path: PricePath, target: int, late: int = 0) -> tuple[Gains, list[Line]]:
    """Plays a tape; keepers come `late` rounds late. Returns the gains, and every market at its end."""
    gains, ends = Gains(), list[Line]()
    # the fee is on what is swapped, the other kind's part of a leg: (T-1)/T of it
    due = list(chances(path, (MARGIN + 3 * WAD // 1_000 / target) / WAD))
    first = bisect_left(path.round_times, int(path.times[0]))
    start = first
    while start < len(path.rounds):
        until = path.rounds[start].updated_at + RESTART
        end = bisect_left(path.round_times, until)
        ends.append(_month(path, target, range(start, end), due, late, gains))
        start = end
    return gains, ends


def _month(path: PricePath, target: int, rounds: range, due: list[tuple[int, bool]], late: int, gains: Gains) -> Line:
    line = market(target, _scaled(path.rounds[rounds[0]].answer))
    line.mark = replace(line.mark, time=path.rounds[rounds[0]].updated_at - 1)
    line.last_rebalance, given = line.mark.time, bisect_left(due, (line.mark.time, False))
    waiting: list[int] = []
    shares = [supply // 10_000 for supply in line.supply]
    for number in rounds:
        while given < len(due) and due[given][0] < path.rounds[number].updated_at:
            _give(line, shares, *due[given])
            given += 1
        waiting.append(number)
        if len(waiting) > late:
            _carry_out(path, line, waiting.pop(0), gains)
    for number in waiting:
        _carry_out(path, line, number, gains)
    return line


def _give(line: Line, shares: list[int], now: int, is_low: bool) -> None:
    for kind in UP if is_low else DOWN:
        amount = STAKE if kind.brings_underlying else shares[kind.side]
        due = now + (NOTICE if kind is Kind.EXIT_LIQUIDITY else DELAY)
        line.enter(Entry(kind, TRADER, amount, due, generation=line.generation[kind.side]))


def _carry_out(path: PricePath, line: Line, number: int, gains: Gains) -> None:
    """One round: observed when the feed saw it, judged at the first bar after it came."""
    round = path.rounds[number]
    observed = max(round.updated_at, line.mark.time + 1)
    known = len(line.outcomes)
    play(line, [Mark(observed, _scaled(round.answer))])
    bar = min(int(path.times.searchsorted(round.updated_at)), len(path.times) - 1)
    true = _scaled(int(path.true[bar]))
    for (queue, place), outcome in list(line.outcomes.items())[known:]:
        entry = line.queues[queue][place]
        gains.results[outcome.result.name] += 1
        if outcome.result is Result.DONE:
            gains.by_kind[entry.kind].append(_gain(line, entry, outcome.amount, true))


def _gain(line: Line, entry: Entry, amount: int, true: int) -> float:
    """Basis points of what the entry is worth, all at the true price and in the book after its mark."""
    side = entry.kind.side

    def shares(count: int) -> float:
        return line.position.value(side, true) / line.supply[side] * count

    got, gave = amount * float(true), shares(entry.amount)
    if entry.kind.brings_underlying:
        got, gave = shares(amount), entry.amount * float(true)
    return (got / gave - 1) * 10_000 if gave else 0.0


def _scaled(answer: int) -> int:
    return answer * E36 // DOLLAR


def main(data: Data = None, targets: Annotated[str, typer.Option(help="Which leverages.")] = "2,3,5,10") -> None:
    """Shows the trader's mean gain by kind, tape by tape; exits with 1 where a tape shows too little."""
    console, aside = consoles(160)
    too_few = list[str]()
    for path in _paths(data, aside):
        for target in (int(one) for one in targets.split(",")):
            gains, _ = trade(path, target)
            name = f"{path.name} {path.deviation:.1%}, {path.source}, {target}x"
            parts = (f"{kind.name.lower()} {gains.mean(kind):.1f} ({len(gains.by_kind[kind])})" for kind in Kind)
            console.print(f"{name}: {', '.join(parts)}; {dict(gains.results)}")
            if gains.missing and target in (2, 3):
                too_few.append(f"{name}: {gains.missing}")
    if too_few:
        sys.exit("\n".join(["seen too little:", *too_few]))


def _paths(folder: Path | None, aside: Console) -> Iterator[PricePath]:
    yield bundled()
    for recipe in RECIPES if folder is not None else ():
        assert folder is not None
        missing = [one for one in recipe.files() if not (folder / one).exists()]
        if missing:
            aside.print(f"not played: {recipe.name}, {recipe.source}: no {', '.join(missing)}")
        else:
            yield recipe.task(folder).price_path


if __name__ == "__main__":
    typer.run(main)
