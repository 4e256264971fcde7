# SPDX-License-Identifier: Apache-2.0
"""A keeper who pokes when a poke is open and carries orders out when their price has come."""

from collections import Counter
from dataclasses import dataclass, field

from steelyard.chain.errors import Reverted
from steelyard.demo.pairing.pair import Pair, PokeResult
from steelyard.demo.units import HOUR


@dataclass(frozen=True)
class Poke:
    """One call: when, at which market price (feed units), and what it did."""

    time: int
    symbol: str
    price: int
    result: PokeResult


@dataclass
class Keeper:
    """`away` are seconds of the week in which he gets no transaction in."""

    account: str
    away: tuple[int, int]
    pokes: list[Poke] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def look(self, pair: Pair, time: int, is_open: bool) -> list[Poke]:
        """Pokes until nothing is open any more; returns what he did."""
        done: list[Poke] = []
        if self.away[0] <= time < self.away[1]:
            return done
        while is_open:
            try:
                result = pair.poke(self.account)
            except Reverted as refusal:
                self.refused[refusal.reason] += 1
                break
            done.append(Poke(time, pair.symbol, pair.series.price(time), result))
            is_open = result.backlog
        self.pokes += done
        return done


def away_in_the_fall(start: int) -> tuple[int, int]:
    """From 11:30 to 12:42 on 19 May, when ETH lost a third, so that the books fall behind by several steps."""
    noon = start + 60 * HOUR
    return noon - HOUR // 2, noon + 42 * 60
