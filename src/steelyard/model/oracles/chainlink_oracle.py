# SPDX-License-Identifier: Apache-2.0
"""The integer twin of `ChainlinkOracle`: collateral priced in debt asset from up to four feeds, scaled by 1e36."""

from dataclasses import dataclass

from steelyard.model.clock import Clock
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256

MIN_PRICE = 10**11
MAX_PRICE = 2**160 - 1
MAX_HEARTBEAT = 7 * 86_400
MIN_SLACK = 300
_MAX_EXPONENT = 77
MAX_ANSWER = 2**255 - 1


@dataclass
class Feed:
    """A feed with its bounds in feed units; the test or the simulator writes its present round.

    `min_out` and `greatest` are what the aggregator behind it tells of its own limits, None where it does not.
    """

    decimals: int
    heartbeat: int
    lower: int
    upper: int
    answer: int = 0
    updated_at: int = 0
    round: int = 0
    minimum: int | None = None
    greatest: int | None = None

    def check(self) -> None:
        """Refuses a heartbeat or bounds that the contract's constructor refuses."""
        require(0 < self.heartbeat <= MAX_HEARTBEAT, "heartbeat: 1 s to 7 days")
        require(0 < self.lower < self.upper, "bounds: empty range")
        require(self.upper <= MAX_ANSWER, "bounds: over 2**255 - 1")
        require(self.minimum is None or self.lower > self.minimum, "bounds: at the feed's minimum")
        require(self.greatest is None or self.upper < self.greatest, "bounds: at the feed's maximum")

    def check_fresh(self, now: int) -> None:
        """Refuses an answer from the future, or older than the heartbeat and 10%, at least 5 minutes, more."""
        slack = max(self.heartbeat // 10, MIN_SLACK)
        require(0 <= now - self.updated_at <= self.heartbeat + slack, "oracle: stale")

    def positive(self) -> int:
        """The answer; refuses one that is not positive."""
        require(self.answer > 0, "oracle: not positive", answer=self.answer)
        return self.answer


@dataclass
class Sequencer:
    """The L2 sequencer as its uptime feed tells it; `grace` in seconds."""

    grace: int
    is_up: bool = True
    started_at: int = 0

    def check(self, now: int, strict: bool) -> None:
        """Refuses while it is down and, if `strict`, until `grace` seconds after its restart have passed."""
        require(self.is_up and self.started_at != 0, "oracle: sequencer down")
        if strict and self.grace != 0:
            require(now - self.started_at > self.grace, "oracle: grace time")


class ChainlinkOracle:
    """Feeds are collateral 1 and 2, debt asset 1 and 2; None counts as 1. `main` is the index of the main feed."""

    def __init__(
        self,
        clock: Clock,
        collateral_decimals: int,
        debt_decimals: int,
        feeds: tuple[Feed | None, Feed | None, Feed | None, Feed | None],
        main: int,
        sequencer: Sequencer | None = None,
    ) -> None:
        require(main < 4, "main feed: not one of four")
        require(feeds[main] is not None, "main feed: missing")
        exponent = 36 + debt_decimals - collateral_decimals
        for i, feed in enumerate(feeds):
            if feed is not None:
                feed.check()
                exponent += -feed.decimals if i < 2 else feed.decimals
        require(abs(exponent) <= _MAX_EXPONENT, "decimals: out of range")
        self.clock, self.feeds, self.main, self.sequencer = clock, feeds, main, sequencer
        self._multiplier: int = 10 ** max(exponent, 0)
        self._divisor: int = 10 ** max(-exponent, 0)
        self._check_bounds()

    def price(self) -> int:
        """The strict answer, rounded down."""
        return self.price_and_round()[0]

    def price_and_round(self) -> tuple[int, int]:
        """The strict answer and the round of the main feed."""
        self._check_sequencer(strict=True)
        answers = [1 if feed is None else self._strict_answer(feed) for feed in self.feeds]
        return self._quotient(answers), self._main().round

    def rescue_price(self) -> tuple[int, int]:
        """All feeds positive, the main feed fresh; another counts at its last value, however old."""
        self._check_sequencer(strict=False)
        answers = []
        for i, feed in enumerate(self.feeds):
            if feed is not None and i == self.main:
                feed.check_fresh(self.clock.now)
            answers.append(1 if feed is None else feed.positive())
        return self._quotient(answers), self._main().round

    def alive_at(self) -> int:
        """When the main feed last answered or the sequencer last went up or down; 0 where no feed could be trusted.

        That is: one that is not positive, or has an answer from the future.
        """
        now, feeds = self.clock.now, [feed for feed in self.feeds if feed is not None]
        if any(feed.answer <= 0 for feed in feeds) or self._main().updated_at > now:
            return 0
        return max(self._main().updated_at, 0 if self.sequencer is None else self.sequencer.started_at)

    def _check_bounds(self) -> None:
        lower = [1 if feed is None else feed.lower for feed in self.feeds]
        upper = [1 if feed is None else feed.upper for feed in self.feeds]
        greatest = max(upper[0] * upper[1], upper[2] * upper[3] * self._divisor)
        require(greatest <= MAX_UINT256, "bounds: product over 2**256 - 1")
        maximum = upper[0] * upper[1] * self._multiplier // (lower[2] * lower[3] * self._divisor)
        require(maximum <= MAX_PRICE, "bounds: over 2**160 - 1")
        require(self._quotient([*lower[:2], *upper[2:]]) >= MIN_PRICE, "bounds: under 12 digits")

    def _strict_answer(self, feed: Feed) -> int:
        feed.check_fresh(self.clock.now)
        answer = feed.positive()
        require(feed.lower <= answer <= feed.upper, "oracle: out of bounds", answer=answer)
        return answer

    def _main(self) -> Feed:
        feed = self.feeds[self.main]
        assert feed is not None  # the constructor saw to it
        return feed

    def _check_sequencer(self, strict: bool) -> None:
        if self.sequencer is not None:
            self.sequencer.check(self.clock.now, strict)

    def _quotient(self, answers: list[int]) -> int:
        numerator, denominator = answers[0] * answers[1], answers[2] * answers[3] * self._divisor
        require(max(numerator, denominator) <= MAX_UINT256, "arithmetic")
        price = numerator * self._multiplier // denominator
        require(price <= MAX_UINT256, "math: mul_div overflow")
        return price
