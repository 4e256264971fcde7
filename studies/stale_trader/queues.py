# SPDX-License-Identifier: Apache-2.0
"""Who chooses the moment of a rebalance, in or out of the queue: all that is left to do at once where orders trade.

Every day they mint LT, FT and LP by orders, a hundredth of the room, and look for the day's rebalance at a price that
is off in their favour. What they gain is what they are paid, or left with, less what that was worth if
the feed had been right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

import numpy as np

from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.rebalancing import rebalance_step
from steelyard.model.pairing.valuation import Side
from studies.stale_trader.environment import HOLDER, TRADER, Environment
from studies.stale_trader.markets import Market
from studies.stale_trader.price_path import PricePath
from studies.stale_trader.search import KINDS, NAMES, opened
from studies.stale_trader.trader import Position

EDGES = (0.0, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02)  # of what they hold, from which on they want to be paid
_PART = 100  # of the room, the divisor
_CRUMB = 10**6  # of what holders have, the divisor: enough to make a rebalance due


class Way(Enum):
    """How they choose.

    RECALL: somebody's share in the queue makes a rebalance due every hour, and keepers are in time. Their notice ends
    with the hour, and they take it back in the last second unless the price is right. BOUND: the same, but they
    have to choose when they give notice. WAIT: keepers rebalance when the period is over and out of range, not for a
    queue alone; they do so themselves once the price is right. STAY: a share of theirs makes one due, they stay, and
    all holders of their side gain; at the best bar of each day, as if they knew.
    """

    RECALL = "notice ends with the hour, taken back in the last second"
    BOUND = "the same, were a request bound from the start"
    WAIT = "due for a queue only, and nobody else rebalances"
    STAY = "as before, and he stays: best bar of the day"


@dataclass(frozen=True)
class Exit:
    """One exit, as fractions of what left: what they gained, and what coming in by an order had cost.

    `edge`: by how much the price was right for them when they chose; None where they had no choice any more.
    """

    edge: float | None
    gain: float
    cost: float


@dataclass(frozen=True)
class Exits:
    """All exits of one side and way on a tape, of who chooses from `min_out` on."""

    way: Way
    side: str
    minimum: float
    days: int
    chosen: int
    gain: float  # mean of those that were chosen
    cost: float  # mean of coming in
    profit: float  # sum of gains less costs of all that left, in parts of what they hold


@dataclass(frozen=True)
class QueueOutcome:
    """The best of each side and way in one market on one tape."""

    market: Market
    price_path: PricePath
    exits: list[Exits]

    @property
    def is_safe(self) -> bool:
        """Whether nobody profits who comes in for it, as long as keepers are in time."""
        return all(one.profit <= 0 for one in self.exits if one.way is Way.RECALL)


def play_queues(market: Market, price_path: PricePath, tick: Callable[[], None] = lambda: None) -> QueueOutcome:
    """Plays every day of a tape; `tick` is called after each."""
    days, made = 0, dict[tuple[Way, Side, float], list[Exit]]()
    for first, last in _days(price_path):
        environment = opened(market, price_path, first, last)
        if environment is not None:
            days += 1
            for way, side, minimum, left in _day(environment):
                made.setdefault((way, side, minimum), []).append(left)
        tick()
    totals = [_total(*key, days, exits) for key, exits in made.items()]
    best = dict[tuple[Way, str], Exits]()
    for total in sorted(totals, key=lambda one: one.profit):
        best[total.way, total.side] = total
    return QueueOutcome(market, price_path, [best[key] for key in product(Way, NAMES.values()) if key in best])


def day_count(price_path: PricePath) -> int:
    """How often `play_queues` will call back."""
    return len(list(_days(price_path)))


def _days(price_path: PricePath) -> Iterator[tuple[int, int]]:
    """The first bar of each day and that of the next one, where both are on the tape."""
    starts = np.flatnonzero(np.diff(price_path.times // DAY)) + 1
    yield from zip(map(int, starts[:-1]), map(int, starts[1:]), strict=True)


def _day(environment: Environment) -> Iterator[tuple[Way, Side, float, Exit]]:
    """All that leaves on the day that begins here, with the way, the side and the threshold."""
    positions = [
        position for side in Side if (position := Position(environment, side)).enter(environment.room(side) // _PART)
    ]
    costs = {position.side: -position.stale / position.paid for position in positions}
    asleep = environment.fork()
    for side, minimum, edge, gain in _wait(asleep, [position.on(asleep) for position in positions]):
        yield Way.WAIT, side, minimum, Exit(edge, gain, costs[side])
    for side, edge in _stay(environment.fork()).items():
        yield Way.STAY, side, 0.0, Exit(edge, edge, 0.0)
    for side, edges, gain in _every_hour(environment, [position for position in positions if position.side in KINDS]):
        for (way, edge), minimum in product(edges.items(), EDGES):
            if edge > minimum:
                yield way, side, minimum, Exit(edge, gain, costs[side])


def _every_hour(environment: Environment, positions: list[Position]) -> Iterator[tuple[Side, dict[Way, float], float]]:
    """Side, edge by way and gain of LT and FT at the end of every hour of the day."""
    last, token, window = (
        environment.now + DAY,
        environment.pool.tokens[Side.LEVERAGED],
        environment.market.parameters.window,
    )
    while environment.now < last:
        end = environment.now + HOUR
        token.enqueue(token.balance_of(HOLDER) // _CRUMB, sender=HOLDER)
        if not _walk(environment, end - window):
            return
        apart = environment.fork()
        queued = [position.on(apart) for position in positions]
        given = [(position, position.enqueue(), _edge(position)) for position in queued]
        is_free = _can_recall(apart, queued, [epoch for _, epoch, _ in given])
        if not _walk(apart, end):
            return
        before = [(_edge(position), position.fair(apart.price)) for position in queued]
        apart.keep()
        for (position, epoch, first), (edge, fair) in zip(given, before, strict=True):
            gain = _gain(position, epoch, fair)
            if gain is not None:
                yield position.side, {Way.BOUND: first} | ({Way.RECALL: edge} if is_free else {}), gain
        while environment.now < end or token.queue.waiting()[0]:
            if not _walk(environment, environment.next):
                return


def _can_recall(environment: Environment, positions: list[Position], epochs: list[int]) -> bool:
    """Whether requests of this moment can still be taken back a second before they may be paid."""
    later = environment.fork()
    later.clock.advance(min(position.on(later).token.queue.notice for position in positions) - 1)
    try:
        for position, epoch in zip(positions, epochs, strict=True):
            position.on(later).token.cancel(epoch, sender=TRADER)
    except Reverted:
        return False
    return True


def _walk(environment: Environment, until: int) -> bool:
    """Keepers at work to the first bar at or after a time; whether there is one."""
    while environment.now < until:
        environment.keep()
        if environment.ends():
            return False
        environment.advance()
    return True


def _wait(environment: Environment, positions: list[Position]) -> Iterator[tuple[Side, float, float | None, float]]:
    """Side, threshold, edge and gain of all that are in the queue from the start and choose the rebalance."""
    waiting = {position: (position.enqueue(), list(EDGES)) for position in positions}
    while waiting:
        if environment.pool.is_due() and not environment.is_scheduled:
            for position, (epoch, thresholds) in waiting.items():
                edge = _edge(position)
                wanted = [minimum for minimum in thresholds if edge > minimum]
                gain = _rebalanced(position, epoch) if wanted else None
                for minimum in wanted if gain is not None else ():
                    thresholds.remove(minimum)
                    yield position.side, minimum, edge, gain or 0.0
        fair = {position: position.fair(environment.price) for position in waiting}
        environment.rebalance_if_due(for_queues=False)
        for position, (epoch, thresholds) in list(waiting.items()):
            forced = _gain(position, epoch, fair[position])
            if forced is not None:
                del waiting[position]
                for minimum in thresholds:
                    yield position.side, minimum, None, forced
        if environment.ends():
            return
        environment.advance()


def _stay(environment: Environment) -> dict[Side, float]:
    """By how much a rebalance at the feed's price would lift each side at its best bar before the next rebalance."""
    since, best = environment.pool.last_rebalance, dict.fromkeys(Side, 0.0)
    while not environment.ends() and environment.pool.last_rebalance == since:
        if environment.now >= since + HOUR and environment.agrees():
            before, true = environment.pool.accrued_position(), environment.price
            after = rebalance_step(before, environment.source.latest().price)
            best = {
                side: max(edge, after.value(side, true) / before.value(side, true) - 1) for side, edge in best.items()
            }
        environment.rebalance_if_due(for_queues=False)
        environment.advance()
    return best


def _rebalanced(position: Position, epoch: int) -> float | None:
    """What a rebalance by them now would gain them; None where it is refused."""
    environment = position.environment.fork()
    fair = position.fair(environment.price)
    try:
        environment.pool.rebalance(sender=TRADER)
    except Reverted:
        return None
    return _gain(position.on(environment), epoch, fair)


def _gain(position: Position, epoch: int, fair: int) -> float | None:
    """What the queue paid over what it was worth; None while it waits."""
    out = position.claim(epoch)
    return None if out is None else out * position.environment.price / fair - 1


def _edge(position: Position) -> float:
    """What they would gain were they paid at the feed's price now."""
    held, side = position.environment.pool.accrued_position(), position.side
    spot, true = position.environment.source.latest().price, position.environment.price
    return held.value(side, spot) * true / spot / held.value(side, true) - 1


def _total(way: Way, side: Side, minimum: float, days: int, exits: list[Exit]) -> Exits:
    chosen = [left.gain for left in exits if left.edge is not None]
    return Exits(
        way,
        NAMES[side],
        minimum,
        days,
        len(chosen),
        gain=sum(chosen) / len(chosen) if chosen else 0.0,
        cost=sum(left.cost for left in exits) / len(exits),
        profit=sum(left.gain - left.cost for left in exits),
    )
