# SPDX-License-Identifier: Apache-2.0
"""Where a market's prices come from: one feed's rounds, scaled to 1e36 and inverted for a bear."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from steelyard.model.clock import Clock
from steelyard.model.errors import need
from steelyard.model.oracle import MAX_PRICE, MIN_PRICE, MIN_SLACK
from steelyard.model.pairing.twap import Round, mean_of_rounds
from steelyard.model.pairing.wide import E36, wide_down


@dataclass(frozen=True)
class Reading:
    """The last price (1e36), its round, when it came and until when it is fresh."""

    price: int
    round: int
    updated_at: int
    fresh_until: int


class PriceSource(Protocol):
    """Quote units per unit of the underlying, scaled by 1e36; refuses where there is no price."""

    def latest(self) -> Reading:
        """The last price, fresh or not."""

    def mean(self, window: int) -> int:
        """TWAP up to now; refuses a stale source, a gap, or too short a history."""

    def price_of(self, number: int) -> int:
        """The price of one round."""


class FeedSource:
    """A Chainlink feed. `exponent` = 36 + decimals of the quote - decimals of U - decimals of the feed.

    `inverse`: the feed prices the quote in U, as for a bear. Answers and their mean are each inverted.
    """

    def __init__(self, clock: Clock, rounds: Sequence[Round], heartbeat: int, exponent: int, inverse: bool) -> None:
        self.clock, self.rounds, self.inverse = clock, rounds, inverse
        self.longest_gap = heartbeat + max(heartbeat // 10, MIN_SLACK)
        self._multiplier: int = 10 ** max(exponent, 0)
        self._divisor: int = 10 ** max(-exponent, 0)

    def latest(self) -> Reading:
        """The last round."""
        need(len(self.rounds) != 0, "oracle: no round")
        last = self.rounds[-1]
        need(last.updated_at <= self.clock.now, "oracle: from the future")
        price = self._scaled(last.answer)
        return Reading(price, len(self.rounds) - 1, last.updated_at, last.updated_at + self.longest_gap)

    def mean(self, window: int) -> int:
        """TWAP of the rounds."""
        newest_first = self.rounds[::-1]
        return self._scaled(mean_of_rounds(newest_first, self.clock.now, window, self.longest_gap))

    def price_of(self, number: int) -> int:
        """The price of a round that has come."""
        need(number < len(self.rounds), "oracle: no such round")
        return self._scaled(self.rounds[number].answer)

    def _scaled(self, answer: int) -> int:
        need(answer > 0, "oracle: not positive", answer=answer)
        price = answer * self._multiplier // self._divisor
        if self.inverse:
            price = wide_down(E36, E36, price)
        need(MIN_PRICE <= price <= MAX_PRICE, "oracle: out of bounds", price=price)
        return price
