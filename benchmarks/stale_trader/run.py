# SPDX-License-Identifier: Apache-2.0
"""Plays every market that may exist on a tape."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.stale_trader.frontier import least_terms
from benchmarks.stale_trader.markets import Market, Pricing
from benchmarks.stale_trader.queues import QueueOutcome, day_count, play_queues
from benchmarks.stale_trader.search import Outcome, chances, search
from benchmarks.stale_trader.tape import Tape


@dataclass(frozen=True)
class Found:
    """What became of each market on one tape; `barred` are those that the feed is too coarse for.

    `queues`: what is left to do at once where orders trade. `least`: markets that trade at once, each with the
    cheapest terms at which it would pass.
    """

    tape: Tape
    outcomes: list[Outcome]
    barred: list[Market]
    queues: list[QueueOutcome]
    least: list[tuple[Market, Market | None]]

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
    """One tape with the markets to play on it, at most `most` chances of each; `seek_terms` fills `Found.least`."""

    tape: Tape
    markets: list[Market]
    most: int
    seek_terms: bool = False

    @property
    def allowed(self) -> list[Market]:
        """Markets that may use this feed."""
        return [market for market in self.markets if market.is_allowed(self.tape.deviation)]

    def ticks(self) -> int:
        """How often `play` will call back."""
        trades = sum(len(chances(market, self.tape, self.most)) for market in self.allowed)
        return trades + sum(market.has_choice_of_re_split for market in self.allowed) * day_count(self.tape)

    def play(self, tick: Callable[[], None] = lambda: None) -> Found:
        """Plays; `tick` is called after each chance and, of the queues, after each day."""
        tape, allowed = self.tape, self.allowed
        direct = [market for market in allowed if market.pricing is Pricing.DIRECT and not market.parameters.is_bear]
        return Found(
            tape,
            [search(market, tape, self.most, tick) for market in allowed],
            [market for market in self.markets if market not in allowed],
            [play_queues(market, tape, tick) for market in allowed if market.has_choice_of_re_split],
            [(market, least_terms(market, tape)) for market in direct] if self.seek_terms else [],
        )
