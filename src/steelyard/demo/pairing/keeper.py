# SPDX-License-Identifier: Apache-2.0
"""A keeper who rebalances when a rebalance is open and carries orders out when their price has come."""

from collections import Counter
from dataclasses import dataclass, field

from steelyard.demo.pairing.pair import Pair, RebalanceResult
from steelyard.demo.units import HOUR
from steelyard.reverts.errors import Reverted


@dataclass(frozen=True)
class Rebalance:
    """One call: when, at which market price (feed units), and what it did."""

    time: int
    symbol: str
    price: int
    result: RebalanceResult


@dataclass
class Keeper:
    """`away` are seconds of the week in which they get no transaction in."""

    account: str
    away: tuple[int, int]
    rebalances: list[Rebalance] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    def look(self, pair: Pair, time: int) -> list[Rebalance]:
        """Rebalances until nothing is due any more; returns what was done."""
        done: list[Rebalance] = []
        if self.away[0] <= time < self.away[1]:
            return done
        while pair.is_due():
            try:
                result = pair.rebalance(self.account)
            except Reverted as refusal:
                self.refused[refusal.reason] += 1
                break
            done.append(Rebalance(time, pair.symbol, pair.series.price(time), result))
        self.rebalances += done
        return done


def away_in_the_fall(start: int) -> tuple[int, int]:
    """From 11:30 to 12:42 on 19 May, when ETH lost a third, so that the position falls behind by several steps."""
    noon = start + 60 * HOUR
    return noon - HOUR // 2, noon + 42 * 60
