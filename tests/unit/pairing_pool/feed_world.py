# SPDX-License-Identifier: Apache-2.0
"""A market of the real contracts down to its feed, which answers what the test says."""

from steelyard.model.pairing.parameters import Parameters
from tests.support.engine import now, wait
from tests.support.price_sources import FeedTerms
from tests.support.price_sources import FeedWorld as Feed
from tests.unit.pairing_pool.world import QUOTE_DECIMALS, PoolWorld

TEN_MINUTES = 600
REACH = 2_500  # answers so many times the first one and so many parts of it are believed


class FeedPoolWorld(PoolWorld):
    """As PoolWorld, on a feed of dollars per coin. An hour has passed, so that there is a mean."""

    def __init__(
        self,
        terms: Parameters,
        dollars: float = 2_000,
        *,
        decimals: int = 18,
        feed_decimals: int = 8,
        asset: str = "MockAsset",
    ) -> None:
        self.feed_decimals = feed_decimals
        first = self.scaled(dollars)
        self.priced = Feed(
            FeedTerms(
                feed_decimals=feed_decimals,
                asset_decimals=decimals,
                quote_decimals=QUOTE_DECIMALS if terms.is_bear else len(str(terms.dollar)) - 1,
                answer=first,
                is_inverse=terms.is_bear,
                bounds=(max(first // REACH, 1), first * REACH),
                deviation=max(terms.margin, 1),
                asset=asset,
            )
        )
        self.feed = self.priced.feed
        super().__init__(terms, dollars, decimals=decimals, asset=self.priced.asset, source=self.priced.source)
        self.quiet(dollars, 60)

    def scaled(self, dollars: float) -> int:
        """The feed's answer."""
        return max(round(dollars * 10**self.feed_decimals), 1)

    def answer(self, dollars: float) -> None:
        """A new round now."""
        self.feed.push_round(self.scaled(dollars), now())

    def quiet(self, dollars: float, minutes: int = 30) -> None:
        """The same answer every ten minutes, now and at the end included: the mean arrives."""
        self.answer(dollars)
        for _ in range(minutes * 60 // TEN_MINUTES):
            wait(TEN_MINUTES)
            self.answer(dollars)
