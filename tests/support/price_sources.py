# SPDX-License-Identifier: Apache-2.0
"""The two price sources of paired pools beside their twins, on a feed and on a real Uniswap V3 pool."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from steelyard.devchain.uniswap import Uniswap
from steelyard.model.clock import Clock
from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.oracles.price_source import FeedSource, UniswapSource
from steelyard.model.oracles.twap import Bounds, Observation, Round, TickHistory
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.uniswap import deploy_uniswap

NOBODY = "0x" + "00" * 20
E36 = 10**36
WAD = 10**18
HEARTBEAT = 3_600
GRACE = 3_600
DEVIATION = 5 * 10**15
PHASE = 2**64


@dataclass(frozen=True)
class FeedTerms:
    """What a source on a feed is made of; `answer` is the feed's first."""

    feed_decimals: int = 8
    asset_decimals: int = 18
    quote_decimals: int = 18
    answer: int = 2_000 * 10**8
    is_inverse: bool = False
    bounds: tuple[int, int] | None = None
    limits: tuple[int, int] | None = None  # of the feed's aggregator
    heartbeat: int = HEARTBEAT
    deviation: int = DEVIATION
    has_sequencer: bool = False
    asset: str = "MockAsset"  # the double
    quote: int | None = None  # decimals of a quote that is a token

    @property
    def exponent(self) -> int:
        """Power of ten that takes an answer to 1e36."""
        difference = self.quote_decimals - self.asset_decimals
        return 36 + (-difference if self.is_inverse else difference) - self.feed_decimals

    @property
    def believed(self) -> tuple[int, int]:
        """The bounds, a thousandth to the thousandfold of the first answer unless given."""
        return self.bounds or (max(self.answer // 1_000, 1), self.answer * 1_000)


class FeedWorld:
    """One feed, its source and the source's twin."""

    def __init__(self, terms: FeedTerms | None = None) -> None:
        self.terms = terms or FeedTerms()
        self.feed = deploy("MockFeed", self.terms.feed_decimals, self.terms.answer)
        if self.terms.limits:
            self.feed.set_limits(*self.terms.limits)
        self.asset = deploy(self.terms.asset, self.terms.asset_decimals)
        self.quote = NOBODY if self.terms.quote is None else deploy("MockAsset", self.terms.quote).address
        self.sequencer: Any = deploy("MockFeed", 0, 0) if self.terms.has_sequencer else None
        if self.sequencer:
            self.sequencer.set_times(now() - GRACE - 1, now())

    @property
    def parameters(self) -> tuple[Any, ...]:
        """IChainlinkPriceSource.Parameters."""
        terms = self.terms
        feed = (self.feed.address, terms.heartbeat, *terms.believed)
        sequencer = self.sequencer.address if self.sequencer else NOBODY
        priced = (self.asset.address, self.quote, terms.quote_decimals, terms.is_inverse, terms.deviation)
        return (feed, *priced, sequencer, GRACE)

    @cached_property
    def source(self) -> Any:
        """The contract."""
        return deploy("ChainlinkPriceSource", self.parameters)

    def history(self, *answers: tuple[int, int]) -> None:
        """Pushes rounds, oldest first: each an answer and how many seconds ago it came."""
        for answer, ago in answers:
            self.feed.push_round(answer, now() - ago)

    def twin(self) -> FeedSource:
        """Returns the twin with the rounds that the feed serves of its present phase."""
        last = self.feed.round()
        first = last // PHASE * PHASE + 1
        rounds = [self._round(number) for number in range(first, last + 1)]
        terms = self.terms
        sequencer = None
        if self.sequencer:
            sequencer = Sequencer(GRACE, self.sequencer.answer() == 0, self.sequencer.started_at())
        return FeedSource(
            Clock(now()),
            rounds,
            terms.heartbeat,
            terms.exponent,
            terms.is_inverse,
            first=first,
            bounds=Bounds(*terms.believed),
            sequencer=sequencer,
            deviation=terms.deviation,
        )

    def _round(self, number: int) -> Round:
        past = self.feed.past(number)
        return Round(past[0], past[2])


class PoolWorld:
    """A real Uniswap V3 pool of a coin and a dollar, with a long memory, its source and the source's twin."""

    def __init__(
        self,
        sender: str,
        coin_decimals: int = 18,
        dollars: float = 2_000,
        coin_is_token0: bool = True,
        fee: int = 500,
        memory: int = 64,
    ) -> None:
        self.sender, self.fee, self.is_token0 = sender, fee, coin_is_token0
        self.uniswap: Uniswap = deploy_uniswap(sender)
        self.coin, self.dollar = _sorted_assets(coin_decimals, 6, coin_is_token0)
        self.coin_decimals = coin_decimals
        for asset in (self.coin, self.dollar):
            asset.mint(sender, 2**120)
        depth = round(10**6 / dollars) * 10**coin_decimals or 10**coin_decimals  # a million dollars or a coin
        pair = (self.coin.address, self.dollar.address)
        self.pool = self.uniswap.create_v3_pool(*pair, fee, self.price(dollars), depth, sender)
        self.pool.transact("increaseObservationCardinalityNext", memory, sender=sender)

    def price(self, dollars: float) -> int:
        """Dollar units per coin unit, 1e36."""
        return round(dollars * 10**12) * 10**24 * 10**6 // 10**self.coin_decimals

    def move(self, dollars: float) -> None:
        """Trades the pool to a price."""
        self.move_to(self.price(dollars))

    def move_to(self, price: int) -> None:
        """Trades the pool to a price in units, 1e36."""
        self.uniswap.move_v3_pool(self.coin.address, self.dollar.address, self.fee, price, self.sender)

    def add_liquidity(self, coins: int, dollars: int) -> None:
        """Adds up to so many units of both, over all prices."""
        edge = 887_270
        place, amounts = (self.coin.address, self.dollar.address), (coins, dollars)
        if not self.is_token0:
            place, amounts = place[::-1], amounts[::-1]
        order = (*place, self.fee, -edge, edge, *amounts, 0, 0, self.sender, 2**63)
        self.uniswap.positions.transact("mint", order, sender=self.sender)

    def worth(self, dollars: float) -> int:
        """What the sender holds, at a price: dollar units, rounded down."""
        coins, cash = (asset.balanceOf(self.sender) for asset in (self.coin, self.dollar))
        return int(coins * self.price(dollars) // E36 + cash)

    def make(self, short: int = 300, deviation: int = DEVIATION, asset: str | None = None) -> Any:
        """Deploys a source on the pool."""
        return deploy("UniswapPriceSource", (self.pool.address, asset or self.coin.address, short, deviation))

    @cached_property
    def source(self) -> Any:
        """The contract, with a short mean of five minutes."""
        return self.make()

    def twin(self, short: int = 300) -> UniswapSource:
        """Returns the twin with everything that the pool remembers."""
        slot0 = self.pool.call("slot0")
        seen = (self.pool.call("observations", i) for i in range(slot0[3]))
        observations = sorted((Observation(at, ticks, per) for at, ticks, per, known in seen if known), key=_time)
        pool = TickHistory(observations, slot0[1], self.pool.call("liquidity"))
        return UniswapSource(Clock(now()), pool, self.is_token0, short, DEVIATION)


def _time(seen: Observation) -> int:
    return seen.at


def _sorted_assets(coin_decimals: int, dollar_decimals: int, coin_first: bool) -> tuple[Any, Any]:
    """A coin and a dollar whose addresses stand in the wanted order."""
    dollar = deploy("MockAsset", dollar_decimals)
    while True:
        coin = deploy("MockAsset", coin_decimals)
        if (int(coin.address, 16) < int(dollar.address, 16)) == coin_first:
            return coin, dollar
