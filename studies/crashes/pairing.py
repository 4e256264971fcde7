# SPDX-License-Identifier: Apache-2.0
"""One crash on one paired pool, full to its caps: the price goes on, whoever rebalances comes late."""

from dataclasses import dataclass, field
from math import inf

from steelyard.model.pairing.valuation import Side
from steelyard.strategy.pairing import is_scheduled
from studies.crashes.kinds import MINUTE
from studies.crashes.pairing_market import PairingMarket
from studies.crashes.task import Action, Task, ideal_nav
from studies.stale_trader.price_path import DOLLAR as FEED

_QUIET = 30 * MINUTE  # after the tape, until the mean has arrived and nothing is left to do
_ROUND = 10 * MINUTE
DEFAULT_TARGETS = (2, 3)


@dataclass(frozen=True)
class PairingOutcome:
    """What became of it, as fractions: LT and LP in dollars, FT in the quote that it is owed, LP also in U."""

    task: Task
    leveraged: float  # of what it was
    ideal: float  # what constant leverage makes of 1
    funding: float  # of what it was
    funding_lowest: float  # at the worst moment in between
    liquidity: float
    liquidity_in_underlying: float
    steps: int
    closed: float  # part of the time in which spot or mean was out of range, so that nobody could trade at once
    acts: list[Action] = field(repr=False)

    @property
    def is_default(self) -> bool:
        """Whether the market is meant to ship."""
        return self.task.kind.target in DEFAULT_TARGETS


def replay_pairing(task: Task) -> PairingOutcome:
    """Replays one crash on one paired pool."""
    return _Replay(task).run()


class _Replay:
    """The market and what was measured so far."""

    def __init__(self, task: Task) -> None:
        self.task, self.price_path = task, task.played()
        self.market = PairingMarket(task.kind, task.price_path, int(self.price_path.times[0]))
        self.steps = self.closed = 0
        self.lowest: float = inf  # FT's worth in its quote asset, scaled by 1e36

    def run(self) -> PairingOutcome:
        market, first, last = self.market, int(self.price_path.true[0]), int(self.price_path.true[-1])
        start = market.position
        self._play()
        self._clean_up(last)
        market.end()
        end = market.position

        def change(side: Side) -> float:
            return market.quote(end, side, last) / market.quote(start, side, first)

        # a bear's quote is the coin, a bull's the dollar
        into_dollars = last / first if self.task.kind.is_bear else 1.0
        into_underlying = 1.0 if self.task.kind.is_bear else first / last
        liquidity = change(Side.LIQUIDITY) * into_dollars
        return PairingOutcome(
            task=self.task,
            leveraged=change(Side.LEVERAGED) * into_dollars,
            ideal=ideal_nav(self.price_path, self.task.kind.factor),
            funding=change(Side.FUNDING),
            funding_lowest=min(self.lowest / market.quote(start, Side.FUNDING, first), change(Side.FUNDING)),
            liquidity=liquidity,
            liquidity_in_underlying=liquidity * into_underlying,
            steps=self.steps,
            closed=self.closed / len(self.price_path.times),
            acts=market.acts,
        )

    def _play(self) -> None:
        spots, means = ((answers / FEED).tolist() for answers in self.price_path.seen)
        latency, lands = self.task.latency, None
        for now, price, spot, mean in zip(
            self.price_path.times.tolist(), self.price_path.true.tolist(), spots, means, strict=True
        ):
            if now % MINUTE == 0:
                self.lowest = min(self.lowest, self.market.quote(self.market.position, Side.FUNDING, price))
            holds_mean = self.market.holds(mean)
            self.closed += not (holds_mean and self.market.holds(spot))
            if latency is None or (lands is not None and now < lands):
                continue
            if lands is not None:
                self.steps += self.market.rebalance(now)
                lands = None
            elif not holds_mean or is_scheduled(self.market.pool, now):
                lands = now + latency

    def _clean_up(self, answer: int) -> None:
        """Somebody comes every minute, while the feed answers the same price."""
        end = int(self.price_path.times[-1])
        self.market.hear(end)
        for now in range(end + MINUTE, end + _QUIET + MINUTE, MINUTE):
            if (now - end) % _ROUND == MINUTE:
                self.market.answer(answer, now)
            self.steps += self.market.rebalance(now)
