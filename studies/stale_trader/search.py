# SPDX-License-Identifier: Apache-2.0
"""The search for the best strategy: every way in and out is played at every tempting bar, then thresholds are tried.

A strategy is a side, an amount, a way out and the gap between true price and feed from which on it trades. One
position at a time: while it is open, later chances are passed by.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.valuation import Side
from studies.stale_trader.environment import HOLDER, Environment
from studies.stale_trader.markets import Market, Pricing
from studies.stale_trader.price_path import PricePath
from studies.stale_trader.trader import HOLDS, Position, Result

PARTS = (100, 4, 1)  # of what the market could take, the divisor
THRESHOLDS = (0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0)  # of the gap, in costs of one leg
QUEUE, IN_FAVOUR, REDEEM = "queue", "feed in favour", "redeem"
VISITS = (QUEUE, IN_FAVOUR, *(f"after {hold // 60} min" for hold in HOLDS))
KINDS = (Side.LEVERAGED, Side.FUNDING)
NAMES = {Side.LEVERAGED: "LT", Side.FUNDING: "FT", Side.LIQUIDITY: "LP"}
_AGE = HOUR  # least age of a market at the first chance of a day

Strategy = tuple[str, str, int]  # way in, way out, part


@dataclass(frozen=True)
class Play:
    """One position, as fractions of the market's size; `gap` is the feed's at its start. See `Result`."""

    bar: int
    closed_at: int
    gap: float
    volume: float
    stale: float
    held: float
    liquidity: float

    @property
    def whole(self) -> float:
        """What they are left with, the price hedged away."""
        return self.stale + self.held


@dataclass(frozen=True)
class Total:
    """A strategy over a whole tape. Fractions of the market's size; rates are of the traded volume.

    `held` is what every holder got meanwhile, whether or not it is in `profit` too.
    """

    way_in: str
    way_out: str
    part: int
    threshold: float
    trades: int
    profit: float
    held: float
    volume: float
    best: float
    liquidity: float

    @property
    def of_volume(self) -> float:
        """Profit per U traded."""
        return self.profit / self.volume if self.volume else 0.0


@dataclass(frozen=True)
class Outcome:
    """The best strategies of one market on one tape.

    `visitor`: in and out again; `whole`: the same with what every holder got meanwhile; `holder`: out at once, of who
    is in already and wants to leave anyway.
    """

    market: Market
    price_path: PricePath
    chances: int
    tried: int
    visitor: Total | None
    whole: Total | None
    holder: Total | None

    @property
    def was_open(self) -> bool:
        """Whether any chance could be played."""
        return self.visitor is not None or self.holder is not None

    @property
    def is_safe(self) -> bool:
        """Whether nobody who trades on the stale price is left with a profit; so too where nobody could trade."""
        return all(total is None or total.profit <= 0 for total in (self.visitor, self.holder))


def search(market: Market, price_path: PricePath, maximum: int, tick: Callable[[], None] = lambda: None) -> Outcome:
    """Plays the `max` widest gaps that are worth a leg's margin; `tick` is called after each."""
    bars = chances(market, price_path, maximum)
    plays: dict[Strategy, list[Play]] = defaultdict(list)
    for environment in _environments(market, price_path, bars):
        for strategy, play in _Plays(environment):
            plays[strategy].append(play)
        tick()

    def best(profit: Callable[[Play], float], *ways: str) -> Total | None:
        chosen = {strategy: made for strategy, made in plays.items() if strategy[1] in ways}
        return _best(market, chosen, profit)

    return Outcome(
        market,
        price_path,
        chances=len(bars),
        tried=len(plays) * len(THRESHOLDS),
        visitor=best(lambda play: play.stale, *VISITS),
        whole=best(lambda play: play.whole, *VISITS),
        holder=best(lambda play: play.stale, REDEEM),
    )


def chances(market: Market, price_path: PricePath, maximum: int) -> list[int]:
    """Bars at which the feed is further off than the lowest threshold, the `max` widest; a float filter only."""
    widest = np.maximum(*(price_path.inverse_gaps if market.parameters.is_bear else price_path.gaps))
    widest[price_path.times % DAY < _AGE] = 0
    bars = np.flatnonzero(widest > THRESHOLDS[0] * market.leg_cost)
    return sorted(int(bar) for bar in bars[np.argsort(-widest[bars])[:maximum]])


# ---------------------------------------------------------------------- plays


def _environments(market: Market, price_path: PricePath, bars: Iterable[int]) -> Iterator[Environment]:
    """The market at each bar. It opens anew every midnight, as if rebalance then, and knows no trader before."""
    environment: Environment | None = None
    for bar in bars:
        midnight = int(np.searchsorted(price_path.times, int(price_path.times[bar]) // DAY * DAY))
        if environment is None or environment.bar < midnight:
            environment = opened(market, price_path, midnight, bar)
        while environment is not None and environment.bar < bar:
            environment.keep()
            environment.advance()
        if environment is not None:
            yield environment


def opened(market: Market, price_path: PricePath, first: int, last: int) -> Environment | None:
    """A market opened at the first bar whose spot and TWAP agree."""
    for bar in range(first, last):
        try:
            return Environment(market, price_path, bar)
        except Reverted:
            continue
    return None


class _Undisturbed:
    """The liquidity vault of a market that nobody comes to: its worth before and after the keepers of each bar."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment.fork()
        self._first = environment.bar
        self._worth: list[tuple[int, int]] = []

    def at(self, bar: int, is_after_keepers: bool) -> int:
        """Worth at a bar from the first one on."""
        environment = self._environment
        while len(self._worth) <= bar - self._first:
            if self._worth:
                environment.advance()
            before = environment.liquidity
            environment.keep()
            self._worth.append((before, environment.liquidity))
        return self._worth[bar - self._first][is_after_keepers]


class _Plays:
    """All that can be played from one bar on."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._undisturbed = _Undisturbed(environment)

    def __iter__(self) -> Iterator[tuple[Strategy, Play]]:
        yield from self._visits()
        yield from self._leaves()

    def _visits(self) -> Iterator[tuple[Strategy, Play]]:
        environment = self._environment
        parts = PARTS if environment.market.pricing is not Pricing.STANDING else (2,)  # such orders are there already
        for side, part in product(Side, parts):
            position = Position(environment.fork(), side)
            if position.enter(environment.room(side) // part):
                for way_out, result in _ways_out(position, environment.now):
                    yield (f"mint {NAMES[side]}", way_out, part), self._play(result, side, result.stake)

    def _leaves(self) -> Iterator[tuple[Strategy, Play]]:
        environment = self._environment
        for side, part in product(KINDS, PARTS):
            position = Position(environment.fork(), side, HOLDER)
            if position.take_over(part):
                volume = position.paid // environment.price
                left = position.leave_at_once()
                if left is not None:
                    yield (f"hold {NAMES[side]}", REDEEM, part), self._play(left, side.other, volume)

    def _play(self, result: Result, side: Side, volume: int) -> Play:
        environment, closed = self._environment, result.environment
        gained = (
            closed.liquidity - self._undisturbed.at(closed.bar, result.is_after_keepers)
        ) // closed.price + result.luck
        gap = max(environment.gap(kind) for kind in KINDS) if side is Side.LIQUIDITY else environment.gap(side)
        shares = [
            amount / environment.pool.position.underlying for amount in (volume, result.stale, result.held, gained)
        ]
        return Play(environment.bar, closed.bar, gap, *shares)


def _ways_out(position: Position, start: int) -> Iterator[tuple[str, Result]]:
    """Every way out of one position, each on a fork of its own."""
    queued = position.fork().leave_by_queue()
    if queued is not None:
        yield QUEUE, queued
    if position.side is Side.LIQUIDITY:
        return
    favoured = position.fork().leave_in_favour()
    if favoured is not None:
        yield IN_FAVOUR, favoured
    for hold, way_out in zip(HOLDS, VISITS[2:], strict=True):
        if not position.hold(start + hold):
            return
        left = position.fork().leave_at_once()
        if left is not None:
            yield way_out, left


# ---------------------------------------------------------------------- totals


def _best(market: Market, plays: dict[Strategy, list[Play]], profit: Callable[[Play], float]) -> Total | None:
    """The most profitable strategy that trades at all; where none profits, the one that loses least of its volume."""
    totals = [
        total
        for strategy, made in plays.items()
        for threshold in THRESHOLDS
        if (total := _total(strategy, threshold, made, threshold * market.leg_cost, profit)).trades
    ]
    return max(totals, key=lambda total: (max(total.profit, 0), total.of_volume), default=None)


def _total(
    strategy: Strategy, threshold: float, plays: list[Play], minimum: float, profit: Callable[[Play], float]
) -> Total:
    """One strategy over a tape, one position at a time."""
    busy_until, made = -1, list[Play]()
    for play in plays:
        if play.gap >= minimum and play.bar > busy_until:
            made.append(play)
            busy_until = play.closed_at
    return Total(
        *strategy,
        threshold=threshold,
        trades=len(made),
        profit=sum(profit(play) for play in made),
        held=sum(play.held for play in made),
        volume=sum(play.volume for play in made),
        best=max((profit(play) for play in made), default=0.0),
        liquidity=sum(play.liquidity for play in made),
    )
