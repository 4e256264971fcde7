# SPDX-License-Identifier: Apache-2.0
"""Where a market's prices come from: a Chainlink feed's rounds, inverted for a bear, or a Uniswap V3 pool's ticks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from steelyard.model.clock import Clock
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.oracles import twap
from steelyard.model.oracles.chainlink_oracle import MAX_ANSWER, MAX_PRICE, MIN_PRICE, MIN_SLACK, Sequencer
from steelyard.model.oracles.twap import Bounds, Observation, Round, TickHistory
from steelyard.model.pairing import tape
from steelyard.model.pairing.wide import E36

_E72 = E36 * E36


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

    def latest_and_mean(self, window: int) -> tuple[Reading, int]:
        """The last price and the TWAP up to now; refuses a stale source, a gap, or too short a history."""

    def price_of(self, number: int) -> tuple[int, int]:
        """The price of one round, and when it came."""


class FeedSource:
    """`ChainlinkPriceSource`. `exponent` = 36 + decimals of the quote - decimals of U - decimals of the feed.

    `inverse`: the feed prices the quote in U, as for a bear, and in the exponent the two exchange their places. Answers
    and their mean are each inverted. `rounds` are those of the feed's present phase, oldest first, with
    ids from `first` on; one of time 0 is a round that the feed does not know any more. Without `bounds` every answer
    that makes a price of 1e11 to 2^160 - 1 is believed.
    """

    def __init__(
        self,
        clock: Clock,
        rounds: Sequence[Round],
        heartbeat: int,
        exponent: int,
        inverse: bool,
        *,
        first: int = 0,
        bounds: Bounds | None = None,
        sequencer: Sequencer | None = None,
        deviation: int = 0,
    ) -> None:
        self.clock, self.rounds, self.inverse, self.first = clock, rounds, inverse, first
        self.longest_gap = heartbeat + max(heartbeat // 10, MIN_SLACK)
        self.sequencer = sequencer
        self._deviation = deviation
        self._multiplier: int = 10 ** max(exponent, 0)
        self._divisor: int = 10 ** max(-exponent, 0)
        self.bounds = bounds or self._widest()
        self._check_bounds()

    def latest(self) -> Reading:
        """The last round."""
        if self.sequencer is not None:
            self.sequencer.check(self.clock.now, strict=True)
        require(len(self.rounds) != 0, "oracle: no round")
        last = self.rounds[-1]
        price = self._price(self._believed(last))
        return Reading(price, self.first + len(self.rounds) - 1, last.updated_at, last.updated_at + self.longest_gap)

    def latest_and_mean(self, window: int) -> tuple[Reading, int]:
        """The last round and the TWAP of the answers."""
        last = self.latest()
        require(self.clock.now <= last.fresh_until, "oracle: stale")
        newest_first = self.rounds[::-1]
        mean = twap.mean_of_rounds(newest_first, self.clock.now, window, self.longest_gap, self.bounds)
        return last, self._price(mean)

    def price_of(self, number: int) -> tuple[int, int]:
        """The price of a round that has come, and when it came."""
        place = number - self.first
        require(0 <= place < len(self.rounds) and self.rounds[place].updated_at != 0, "oracle: no such round")
        return self._price(self._believed(self.rounds[place])), self.rounds[place].updated_at

    def newest_round(self) -> int:
        """The last round's id, for a line; 0 before the first."""
        return self.first + len(self.rounds) - 1 if self.rounds else 0

    def round_of(self, number: int) -> tape.Round:
        """One round as a line believes it: without a price where the answer is out of bounds, else whatever it is."""
        place = number - self.first
        if not 0 <= place < len(self.rounds) or self.rounds[place].updated_at == 0:
            return tape.Round()
        round = self.rounds[place]
        started_at = round.updated_at if round.started_at is None else round.started_at
        is_believed = self.bounds.lower <= round.answer <= self.bounds.upper
        return tape.Round(self._price(round.answer) if is_believed else 0, started_at, round.updated_at)

    def up_since(self) -> int:
        """When the sequencer restarted, 0 without one; refuses while it is down and for its grace."""
        if self.sequencer is None:
            return 0
        self.sequencer.check(self.clock.now, strict=True)
        return self.sequencer.started_at

    def deviation(self) -> int:
        """How far the market may move before the feed answers anew, as declared; fraction, 1e18."""
        return self._deviation

    def _believed(self, answered: Round) -> int:
        require(answered.updated_at <= self.clock.now, "oracle: from the future")
        return self.bounds.believed(answered.answer)

    def _price(self, answer: int) -> int:
        scaled = answer * self._multiplier // self._divisor
        return _E72 // scaled if self.inverse else scaled

    def _widest(self) -> Bounds:
        min_out, greatest = (_E72 // (MAX_PRICE + 1) + 1, _E72 // MIN_PRICE) if self.inverse else (MIN_PRICE, MAX_PRICE)
        lower = -(-min_out * self._divisor // self._multiplier)
        upper = ((greatest + 1) * self._divisor - 1) // self._multiplier
        return Bounds(lower, min(upper, self._heaviest()))

    def _heaviest(self) -> int:
        """The greatest answer that a feed can give and that a mean can weigh and scale."""
        return min(MAX_ANSWER, MAX_UINT256 // twap.MAX_WINDOW // self._multiplier)

    def _check_bounds(self) -> None:
        require(self.bounds.upper <= self._heaviest(), "bounds: product over 2**256 - 1")
        min_out = self.bounds.lower * self._multiplier // self._divisor
        greatest = self.bounds.upper * self._multiplier // self._divisor
        if self.inverse:
            require(min_out > _E72 // (MAX_PRICE + 1), "bounds: over 2**160 - 1")
            require(greatest <= _E72 // MIN_PRICE, "bounds: under 12 digits")
        else:
            require(greatest <= MAX_PRICE, "bounds: over 2**160 - 1")
            require(min_out >= MIN_PRICE, "bounds: under 12 digits")


class UniswapSource:
    """`UniswapPriceSource`: means of a pool's tick, over `short` seconds for the last price.

    The tick is counted so that it rises with the price of U: for U = token1 the cumulatives are negated before they
    are divided, so that in either orientation the mean tick and the price are rounded down. The pool itself rounds its
    tick down as token0 counts: for U = token1 the price may be one tick, 0.01%, too high.
    """

    def __init__(self, clock: Clock, pool: TickHistory, is_token0: bool, short: int, deviation: int) -> None:
        require(300 <= short <= 900, "short: 300 to 900 s", short=short)
        require(10**15 <= deviation <= 5 * 10**16, "deviation: 0.1% to 5%", deviation=deviation)
        self.clock, self.pool, self.is_token0, self.short = clock, pool, is_token0, short
        self._deviation = deviation

    def latest(self) -> Reading:
        """The mean of the short time; its round is the second of now, and nothing is ever stale."""
        now = self.clock.now
        return Reading(self._mean(self.short), now, now, now)

    def latest_and_mean(self, window: int) -> tuple[Reading, int]:
        """The mean of the short time and that of the window."""
        twap.check_window(window)
        mean = self._mean(window)
        return self.latest(), mean

    def price_of(self, number: int) -> tuple[int, int]:
        """Refuses always: there are no rounds."""
        raise Reverted("source: no rounds", number=number)

    def deviation(self) -> int:
        """How far the short mean may lag the market, as declared; fraction, 1e18."""
        return self._deviation

    def mean_liquidity(self, window: int) -> int:
        """Harmonic mean of the active liquidity over the window, rounded down."""
        twap.check_window(window)
        older, newer = self._change(window)
        return twap.mean_liquidity(older.seconds_per_liquidity, newer.seconds_per_liquidity, window)

    def cost_to_move(self, part: int, window: int) -> int:
        """Quote units that one push of the price by `part` (1e18) loses; see `twap.cost_to_move`."""
        require(part <= 10**18, "part: above 1", part=part)
        return twap.cost_to_move(self.mean_liquidity(window), twap.root_at_tick(self._mean_tick(window)), part)

    def _mean(self, seconds: int) -> int:
        price = twap.price_at_tick(self._mean_tick(seconds))
        require(MIN_PRICE <= price <= MAX_PRICE, "oracle: out of bounds", price=price)
        return price

    def _mean_tick(self, seconds: int) -> int:
        older, newer = self._change(seconds)
        sign = 1 if self.is_token0 else -1
        return twap.mean_tick(sign * older.ticks, sign * newer.ticks, seconds)

    def _change(self, seconds: int) -> tuple[Observation, Observation]:
        return self.pool.observe(self.clock.now, seconds), self.pool.observe(self.clock.now, 0)
