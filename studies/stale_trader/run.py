# SPDX-License-Identifier: Apache-2.0
"""Plays every market that may exist on a tape."""

from collections.abc import Callable
from dataclasses import dataclass

from studies.stale_trader.frontier import min_terms
from studies.stale_trader.markets import Market, Pricing
from studies.stale_trader.price_path import PricePath
from studies.stale_trader.queues import QueueOutcome, day_count, play_queues
from studies.stale_trader.search import Outcome, chances, search


@dataclass(frozen=True)
class Found:
    """What became of each market on one tape; `barred` are those that the feed is too coarse for.

    `queues`: what is left to do at once where orders trade. `min_out`: markets that trade at once, each with the
    cheapest terms at which it would pass.
    """

    price_path: PricePath
    outcomes: list[Outcome]
    barred: list[Market]
    queues: list[QueueOutcome]
    minimum: list[tuple[Market, Market | None]]

    @property
    def tried(self) -> int:
        """Strategies, over all markets."""
        return sum(outcome.tried for outcome in self.outcomes)

    @property
    def chances(self) -> int:
        """Bars that were played, over all markets."""
        return sum(outcome.chances for outcome in self.outcomes)


@dataclass(frozen=True)
class Task:
    """One tape with the markets to play on it, at most `max` chances of each; `seek_terms` fills `Found.min_out`."""

    price_path: PricePath
    markets: list[Market]
    maximum: int
    seek_terms: bool = False

    @property
    def allowed(self) -> list[Market]:
        """Markets that may use this feed."""
        return [market for market in self.markets if market.is_allowed(self.price_path.deviation)]

    def ticks(self) -> int:
        """How often `play` will call back."""
        trades = sum(len(chances(market, self.price_path, self.maximum)) for market in self.allowed)
        return trades + sum(market.has_choice_of_rebalance for market in self.allowed) * day_count(self.price_path)

    def play(self, tick: Callable[[], None] = lambda: None) -> Found:
        """Plays; `tick` is called after each chance and, of the queues, after each day."""
        price_path, allowed = self.price_path, self.allowed
        direct = [market for market in allowed if market.pricing is Pricing.DIRECT and not market.parameters.is_bear]
        return Found(
            price_path,
            [search(market, price_path, self.maximum, tick) for market in allowed],
            [market for market in self.markets if market not in allowed],
            [play_queues(market, price_path, tick) for market in allowed if market.has_choice_of_rebalance],
            [(market, min_terms(market, price_path)) for market in direct] if self.seek_terms else [],
        )
