# SPDX-License-Identifier: Apache-2.0
"""A lone entry of any kind, at any mark, gains nothing against the price, and no other holder loses by it.

python -m tests.model.pairing.line_money [cases]. Markets are full or nearly empty, stand anywhere in their band or up
to three and a half bands beyond it, and the owner of the entry may hold most of any side. Funding and what the book
pays are off: they are the same with the entry and without it.
"""

import copy
import random
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import line as line_module
from steelyard.model.pairing.line import Entry, Kind, Line, LineTerms
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.tape import Mark
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.presets import pairing as presets
from tests.model.pairing.line_search import E36, ENOUGH, Violation

OWNER = "attacker"
UNITS = 1_000 * WAD
ROUNDING = 4  # units of U


@dataclass(frozen=True)
class Case:
    """A market before its next mark, the entry, and what its owner holds of each side besides."""

    line: Line
    entry: Entry
    held: tuple[int, int, int]
    mark: Mark


def _market(rng: random.Random, target: int, rules: Any) -> Line:
    fees = Fees(swap=3 * WAD // 1000, cut=rng.choice((0, WAD // 10)))
    terms = LineTerms(
        replace(presets.parameters(target, dollar=WAD), fees=fees, commits=False, period=30 * 86_400),
        exit_leveraged=15 * WAD // 1000,
        exit_funding=8 * WAD // 1000,
        liquidity_leverage=10 * WAD,
        max_price=2**140,
    )
    price = rng.randint(10, 5_000) * E36
    leveraged = rng.randint(2, 100) * terms.market.cap_leveraged // 100 * UNITS // WAD
    funding = rng.randint(2, 100) * terms.market.cap_funding // 100 * UNITS // WAD
    position = Position(target, UNITS, price, ONE, Vault(leveraged, 0), Vault(0, funding))
    supply = [position.value(side, price) // E36 for side in Side]
    line: Line = rules.Line(terms, position, rules.Mark(0, price), supply, "treasury")
    for number in range(rng.randint(0, 4)):  # a history of marks leaves mismatches
        price = int(price * rng.uniform(0.9, 1.12))
        rules.play(line, [rules.Mark(number + 1, price)])
    return line


def draw(rng: random.Random, rules: Any = line_module) -> Case | None:
    """One case; None where the owner has nothing to give."""
    target = rng.choice((2, 3, 5, 10))
    line = _market(rng, target, rules)
    band, last = line.terms.market.fall / WAD, line.mark.price
    reach = rng.choice((0, 0.5, 0.5, 3.5, 3.5)) * band
    price = int(last * (1 + rng.uniform(-reach, reach)))
    kind = rules.Kind(rng.choice(list(Kind)))
    held = [line.supply[side] * rng.choice((0, 0, 2, 10, 50, 90)) // 100 for side in Side]
    amount = int(10 ** rng.uniform(-3, 2.6) * WAD)
    if not kind.brings_underlying:
        amount = held[kind.side] * rng.choice((1, 10, 50, 100)) // 100
        held[kind.side] -= amount
    if amount == 0:
        return None
    entry = rules.Entry(kind, OWNER, amount, line.mark.time + 1, generation=1)
    return Case(line, entry, (held[0], held[1], held[2]), rules.Mark(line.mark.time + 1, price))


def worth(line: Line, held: tuple[int, int, int], price: int) -> int:
    """What somebody has: shares held and owed, and U owed; a value, rounded down."""
    total = line.credits.get((OWNER, None), 0) * price
    for side in Side:
        shares = held[side] + line.credits.get((OWNER, (side, 1)), 0)
        if line.supply[side]:
            total += line.position.value(side, price) * shares // line.supply[side]
    return total


def check(case: Case, rules: Any = line_module) -> str:
    """Judges one case; returns what was played."""
    entry, price = case.entry, case.mark.price
    with_it, without = copy.deepcopy(case.line), copy.deepcopy(case.line)
    with_it.enter(entry)
    for line in (with_it, without):
        rules.play(line, [case.mark])
    if max(with_it.generation + without.generation) > 1:
        return "a generation ended"
    given = list(case.held)
    if not entry.kind.brings_underlying:
        given[entry.kind.side] += entry.amount
    paid = entry.amount * price if entry.kind.brings_underlying else 0
    gain = worth(with_it, case.held, price) - paid - worth(without, (given[0], given[1], given[2]), price)
    if gain > ROUNDING * price:
        raise Violation(f"{entry.kind.name} gains {gain / price / entry.amount * 10_000:.2f} bp: {case}")
    _check_others(case, with_it, without)
    (outcome,) = with_it.outcomes.values()
    return f"{entry.kind.name.lower()}: {'done' if outcome.result.name == 'DONE' else 'returned'}"


def _check_others(case: Case, with_it: Line, without: Line) -> None:
    """No share is worth less by somebody's entry; of an exit none is worth more either."""
    price = case.mark.price
    for side in Side:
        others = without.supply[side] - case.held[side]
        others -= case.entry.amount if not case.entry.kind.brings_underlying and case.entry.kind.side == side else 0
        if others <= 0:
            continue
        before = without.position.value(side, price) * others // without.supply[side]
        after = with_it.position.value(side, price) * others // with_it.supply[side]
        if before - after > ROUNDING * price:
            raise Violation(f"{side.name} loses by {case.entry.kind.name}: {(before - after) / before}: {case}")
        if case.entry.kind.is_exit and after - before > ROUNDING * price:
            raise Violation(f"{side.name} gains by {case.entry.kind.name}: {(after - before) / before}: {case}")


def judge(cases: int, seed: int, rules: Any = line_module) -> Counter[str]:
    """Draws and judges cases; returns what was played. Raises `Violation`."""
    seen = Counter[str]()
    for number in range(cases):
        case = draw(random.Random(seed * 10**7 + number), rules)
        if case is None:
            continue
        seen[check(case, rules)] += 1
        reference, market = case.line.position.reference, case.line.terms.market
        seen["two bands out"] += case.mark.price * WAD < reference * (WAD - 2 * market.fall)
        seen["two bands out"] += case.mark.price * WAD > reference * (WAD + 2 * market.rise)
    return seen


def missing(seen: Counter[str]) -> dict[str, int]:
    """What a run saw too little of."""
    wanted = [*(f"{kind.name.lower()}: done" for kind in Kind), "two bands out"]
    return {kind: seen[kind] for kind in wanted if seen[kind] < ENOUGH}


def main() -> None:
    seen = judge(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000, seed=1)
    for kind in sorted(seen):
        print(f"{kind:30s} {seen[kind]:9d}")
    if too_few := missing(seen):
        sys.exit(f"seen too little of: {too_few}")


if __name__ == "__main__":
    main()
