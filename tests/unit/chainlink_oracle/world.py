# SPDX-License-Identifier: Apache-2.0
"""ChainlinkOracle beside its twin on feeds that a test may break."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boa

from steelyard.model.clock import Clock
from steelyard.model.oracles.chainlink_oracle import ChainlinkOracle, Feed, Sequencer
from tests.support.contracts import deploy
from tests.support.engine import now

NOBODY = "0x" + "00" * 20
HEARTBEAT = 3_600
GRACE = 3_600


@dataclass(frozen=True)
class Source:
    """A feed as a market would name it; its bounds are `spread` below and above the first answer unless given."""

    decimals: int
    answer: int
    heartbeat: int = HEARTBEAT
    spread: int = 10
    bounds: tuple[int, int] | None = None
    limits: tuple[int, int] | None = None  # of its aggregator, None if it does not tell

    @property
    def terms(self) -> tuple[int, int, int]:
        """Heartbeat, lower and upper bound."""
        return self.heartbeat, *(self.bounds or (self.answer // self.spread, self.answer * self.spread))


# collateral 1 and 2, debt asset 1 and 2; None: no feed
Sources = tuple[Source | None, Source | None, Source | None, Source | None]
ETH_USD = Source(8, 3_000 * 10**8)
USDC_USD = Source(8, 10**8)
BULL: Sources = (ETH_USD, None, USDC_USD, None)
BULL_PRICE = 3_000 * 10**24


class World:
    """Feeds, tokens of these `decimals` (collateral, debt asset) and one oracle, deployed when first asked for."""

    def __init__(
        self, sources: Sources = BULL, decimals: tuple[int, int] = (18, 6), main: int = 0, l2: bool = False
    ) -> None:
        self.now = now()
        self.sources = sources
        self.decimals = decimals
        self.main = main
        self.feeds: list[Any] = [_feed(source) if source else None for source in sources]
        self.sequencer: Any = deploy("MockFeed", 0, 0) if l2 else None
        if self.sequencer:
            self.sequencer.set_times(self.now - GRACE - 1, self.now)

    @property
    def parameters(self) -> tuple[Any, ...]:
        """IChainlinkOracle.Parameters."""
        feeds = [
            (feed.address, *source.terms) if feed and source else (NOBODY, 0, 0, 0)
            for feed, source in zip(self.feeds, self.sources, strict=True)
        ]
        assets = [deploy("MockAsset", decimals).address for decimals in self.decimals]
        return (*assets, feeds, self.main, self.sequencer.address if self.sequencer else NOBODY, GRACE)

    @cached_property
    def oracle(self) -> Any:
        """The contract."""
        return deploy("ChainlinkOracle", self.parameters)

    def twin(self) -> ChainlinkOracle:
        """Returns the twin in the present state of the feeds."""
        one, two, three, four = (
            _twin(source, feed) if source and feed else None
            for source, feed in zip(self.sources, self.feeds, strict=True)
        )
        sequencer = None
        if self.sequencer:
            sequencer = Sequencer(GRACE, self.sequencer.answer() == 0, self.sequencer.started_at())
        return ChainlinkOracle(Clock(boa.env.timestamp), *self.decimals, (one, two, three, four), self.main, sequencer)


def _feed(source: Source) -> Any:
    feed = deploy("MockFeed", source.decimals, source.answer)
    if source.limits:
        feed.set_limits(*source.limits)
    return feed


def _twin(source: Source, feed: Any) -> Feed:
    minimum, greatest = source.limits or (None, None)
    present = (feed.answer(), feed.updated_at(), feed.round())
    return Feed(source.decimals, *source.terms, *present, minimum=minimum, greatest=greatest)
