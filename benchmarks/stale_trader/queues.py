# SPDX-License-Identifier: Apache-2.0
"""Who chooses the moment of a re-split, in or out of the queue: all that is left to do at once where orders trade.

Every day he mints LT, FT and LP by orders, a hundredth of the room, and looks for the day's re-split at a price that
is off in his favour. What he gains is what he is paid, or left with, less what that was worth had the feed been right.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product

import numpy as np

from benchmarks.stale_trader.markets import Market
from benchmarks.stale_trader.search import KINDS, NAMES, opened
from benchmarks.stale_trader.stage import HOLDER, TRADER, Stage
from benchmarks.stale_trader.tape import Tape
from benchmarks.stale_trader.trader import Position
from steelyard.model.clock import DAY, HOUR
from steelyard.model.errors import Refused
from steelyard.model.pairing.resplit import resplit
from steelyard.model.pairing.valuation import Side

EDGES = (0.0, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02)  # of what he holds, from which on he wants to be paid
_PART = 100  # of the room, the divisor
_CRUMB = 10**6  # of what holders have, the divisor: enough to make a re-split due


class Way(Enum):
    """How he chooses.

    RECALL: somebody's share in the queue makes a re-split due every hour, and keepers are in time. His notice ends with
    the hour, and he takes it back in the last second unless the price is right for him. BOUND: the same, but he has to
    choose when he gives notice.
    WAIT: keepers re-split when the period is over and out of range, not for a queue alone; he does so himself once the
    price is right for him. STAY: a share of his makes one due, he stays, and all holders of his side gain; at the best
    bar of each day, as if he knew.
    """

    RECALL = "notice ends with the hour, taken back in the last second"
    BOUND = "the same, were a request bound from the start"
    WAIT = "due for a queue only, and nobody but him re-splits"
    STAY = "as before, and he stays: best bar of the day"


@dataclass(frozen=True)
class Exit:
    """One exit, as fractions of what left: what he gained, and what coming in by an order had cost.

    `edge`: by how much the price was right for him when he chose; None where he had no choice any more.
    """

    edge: float | None
    gain: float
    cost: float


@dataclass(frozen=True)
class Exits:
    """All exits of one side and way on a tape, of who chooses from `least` on."""

    way: Way
    side: str
    least: float
    days: int
    chosen: int
    gain: float  # mean of those that were chosen
    cost: float  # mean of coming in
    profit: float  # sum of gains less costs of all that left, in parts of what he holds


@dataclass(frozen=True)
class QueueOutcome:
    """The best of each side and way in one market on one tape."""

    market: Market
    tape: Tape
    exits: list[Exits]

    @property
    def is_safe(self) -> bool:
        """Whether nobody profits who comes in for it, as long as keepers are in time."""
        return all(one.profit <= 0 for one in self.exits if one.way is Way.RECALL)


def play_queues(market: Market, tape: Tape, tick: Callable[[], None] = lambda: None) -> QueueOutcome:
    """Plays every day of a tape; `tick` is called after each."""
    days, made = 0, dict[tuple[Way, Side, float], list[Exit]]()
    for first, last in _days(tape):
        stage = opened(market, tape, first, last)
        if stage is not None:
            days += 1
            for way, side, least, left in _day(stage):
                made.setdefault((way, side, least), []).append(left)
        tick()
    totals = [_total(*key, days, exits) for key, exits in made.items()]
    best = dict[tuple[Way, str], Exits]()
    for total in sorted(totals, key=lambda one: one.profit):
        best[total.way, total.side] = total
    return QueueOutcome(market, tape, [best[key] for key in product(Way, NAMES.values()) if key in best])


def day_count(tape: Tape) -> int:
    """How often `play_queues` will call back."""
    return len(list(_days(tape)))


def _days(tape: Tape) -> Iterator[tuple[int, int]]:
    """The first bar of each day and that of the next one, where both are on the tape."""
    starts = np.flatnonzero(np.diff(tape.times // DAY)) + 1
    yield from zip(map(int, starts[:-1]), map(int, starts[1:]), strict=True)


def _day(stage: Stage) -> Iterator[tuple[Way, Side, float, Exit]]:
    """All that leaves on the day that begins here, with the way, the side and the threshold."""
    positions = [position for side in Side if (position := Position(stage, side)).enter(stage.room(side) // _PART)]
    costs = {position.side: -position.stale / position.paid for position in positions}
    asleep = stage.fork()
    for side, least, edge, gain in _wait(asleep, [position.on(asleep) for position in positions]):
        yield Way.WAIT, side, least, Exit(edge, gain, costs[side])
    for side, edge in _stay(stage.fork()).items():
        yield Way.STAY, side, 0.0, Exit(edge, edge, 0.0)
    for side, edges, gain in _every_hour(stage, [position for position in positions if position.side in KINDS]):
        for (way, edge), least in product(edges.items(), EDGES):
            if edge > least:
                yield way, side, least, Exit(edge, gain, costs[side])


def _every_hour(stage: Stage, positions: list[Position]) -> Iterator[tuple[Side, dict[Way, float], float]]:
    """Side, edge by way and gain of LT and FT at the end of every hour of the day."""
    last, token, window = stage.now + DAY, stage.pool.tokens[Side.LEVERAGED], stage.market.parameters.window
    while stage.now < last:
        end = stage.now + HOUR
        token.enqueue(token.balance_of(HOLDER) // _CRUMB, sender=HOLDER)
        if not _walk(stage, end - window):
            return
        apart = stage.fork()
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
        while stage.now < end or token.queue.waiting()[0]:
            if not _walk(stage, stage.next):
                return


def _can_recall(stage: Stage, positions: list[Position], epochs: list[int]) -> bool:
    """Whether requests of this moment can still be taken back a second before they may be paid."""
    later = stage.fork()
    later.clock.advance(min(position.on(later).token.queue.notice for position in positions) - 1)
    try:
        for position, epoch in zip(positions, epochs, strict=True):
            position.on(later).token.cancel(epoch, sender=TRADER)
    except Refused:
        return False
    return True


def _walk(stage: Stage, until: int) -> bool:
    """Keepers at work to the first bar at or after a time; whether there is one."""
    while stage.now < until:
        stage.keep()
        if stage.ends():
            return False
        stage.advance()
    return True


def _wait(stage: Stage, positions: list[Position]) -> Iterator[tuple[Side, float, float | None, float]]:
    """Side, threshold, edge and gain of all that are in the queue from the start and choose the re-split."""
    waiting = {position: (position.enqueue(), list(EDGES)) for position in positions}
    while waiting:
        if stage.pool.is_due() and not stage.is_scheduled:
            for position, (epoch, thresholds) in waiting.items():
                edge = _edge(position)
                wanted = [least for least in thresholds if edge > least]
                gain = _poked(position, epoch) if wanted else None
                for least in wanted if gain is not None else ():
                    thresholds.remove(least)
                    yield position.side, least, edge, gain or 0.0
        fair = {position: position.fair(stage.price) for position in waiting}
        stage.poke_if_due(for_queues=False)
        for position, (epoch, thresholds) in list(waiting.items()):
            forced = _gain(position, epoch, fair[position])
            if forced is not None:
                del waiting[position]
                for least in thresholds:
                    yield position.side, least, None, forced
        if stage.ends():
            return
        stage.advance()


def _stay(stage: Stage) -> dict[Side, float]:
    """By how much a re-split at the feed's price would lift each side at its best bar before the next re-split."""
    since, best = stage.pool.last_resplit, dict.fromkeys(Side, 0.0)
    while not stage.ends() and stage.pool.last_resplit == since:
        if stage.now >= since + HOUR and stage.agrees():
            before, true = stage.pool.accrued_book(), stage.price
            after = resplit(before, stage.source.latest().price)
            best = {
                side: max(edge, after.value(side, true) / before.value(side, true) - 1) for side, edge in best.items()
            }
        stage.poke_if_due(for_queues=False)
        stage.advance()
    return best


def _poked(position: Position, epoch: int) -> float | None:
    """What a re-split by him now would gain him; None where it is refused."""
    stage = position.stage.fork()
    fair = position.fair(stage.price)
    try:
        stage.pool.poke(sender=TRADER)
    except Refused:
        return None
    return _gain(position.on(stage), epoch, fair)


def _gain(position: Position, epoch: int, fair: int) -> float | None:
    """What the queue paid over what it was worth; None while it waits."""
    out = position.claim(epoch)
    return None if out is None else out * position.stage.price / fair - 1


def _edge(position: Position) -> float:
    """What he would gain were he paid at the feed's price now."""
    book, side = position.stage.pool.accrued_book(), position.side
    spot, true = position.stage.source.latest().price, position.stage.price
    return book.value(side, spot) * true / spot / book.value(side, true) - 1


def _total(way: Way, side: Side, least: float, days: int, exits: list[Exit]) -> Exits:
    chosen = [left.gain for left in exits if left.edge is not None]
    return Exits(
        way,
        NAMES[side],
        least,
        days,
        len(chosen),
        gain=sum(chosen) / len(chosen) if chosen else 0.0,
        cost=sum(left.cost for left in exits) / len(exits),
        profit=sum(left.gain - left.cost for left in exits),
    )
