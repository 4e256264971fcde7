# SPDX-License-Identifier: Apache-2.0
"""One crash on one lending market: the price goes on, the keeper comes late, at the end somebody cleans up.

A keeper who sees something to do does it `latency` seconds later, if it still pays then, and looks again only
afterwards. An absent one leaves the market alone until the worst moment of the tape; there the price stays, and somebody
comes. After every tape the price stays where it is until the market is calm or gone.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from benchmarks.crashes.keeper import best_offer, next_step
from benchmarks.crashes.kinds import COIN, DOLLAR, MINUTE, Kind, Venue
from benchmarks.crashes.market import Act, LendingMarket
from benchmarks.stale_trader.tape import DOLLAR as FEED
from benchmarks.stale_trader.tape import Tape
from steelyard.model.clock import DAY, HOUR
from steelyard.model.errors import Refused
from steelyard.model.leveraged_token import WINDING
from steelyard.model.rounding import WAD

_CLEANING = 3 * DAY  # at most, after the tape: an auction of a day and what comes before it
_ROOM = 0.01  # nearer than this to the band the exact ratio is asked for


@dataclass(frozen=True)
class Task:
    """What is replayed; `latency` in seconds, None for a keeper who is absent."""

    tape: Tape
    kind: Kind
    venue: Venue
    latency: int | None

    def played(self) -> Tape:
        """The tape, up to its worst moment where nobody keeps."""
        if self.latency is not None:
            return self.tape
        worst = int(np.argmax(self.tape.true) if self.kind.is_bear else np.argmin(self.tape.true))
        return replace(self.tape, times=self.tape.times[: worst + 1], true=self.tape.true[: worst + 1])


@dataclass(frozen=True)
class Outcome:
    """What became of it: fractions of the starting debt, pool or equity; `coverage` is the lowest of assets over debt."""

    task: Task
    lost: float  # by lenders, of the debt
    lost_of_pool: float
    reserve_used: float  # of the debt
    coverage: float
    nav: float  # of the NAV at the start
    ideal: float  # what constant leverage makes of 1
    fills: int
    spent: float  # on fills, of the equity
    wind_down: str
    seconds_open: int  # in which the market was outside its band
    acts: list[Act]
    line: list[tuple[int, float]] = field(repr=False)  # NAV by time

    @property
    def is_covered(self) -> bool:
        """Whether it is one in which lenders of a default market must not lose."""
        latency, kind, venue = self.task.latency, self.task.kind, self.task.venue
        return kind.is_default and venue.bears(kind) and latency is not None and latency <= 15 * MINUTE


def ideal_nav(tape: Tape, factor: int) -> float:
    """What `factor` times every move makes of 1; 0 from the first move that takes it all."""
    moves = 1 + factor * np.diff(tape.true) / tape.true[:-1]
    return float(np.prod(moves)) if moves.size == 0 or moves.min() > 0 else 0.0


def replay(task: Task) -> Outcome:
    """Replays one crash on one market."""
    return _Replay(task).run()


class _Replay:
    """The market, its keeper and what was measured so far."""

    def __init__(self, task: Task) -> None:
        self.task, self.tape = task, task.played()
        self.coin = 1.0 if task.tape.name.startswith("ETH") else _ETH_PER_BTC
        self.round_times = self.tape.round_times
        self.next_round = int(np.searchsorted(self.round_times, int(self.tape.times[0]), side="right"))
        answer = self.tape.rounds[self.next_round - 1].answer
        self.market = LendingMarket(task.kind, task.venue.equity, answer, int(self.tape.times[0]))
        self.supply = self.market.token.total_supply()
        self.coverage, self.lost, self.reserve_used, self.spent = np.inf, 0, 0, 0
        self.fills, self.seconds_open, self.wind_down = 0, 0, ""
        self.line: list[tuple[int, float]] = []
        self._refresh()
        self.debt = self.market.token.sheet().debt
        self.pool = self.market.pool.total_assets()
        self.equity = self._equity(self.tape.true[0] / FEED)

    def run(self) -> Outcome:
        self._play()
        self._clean_up()
        last = float(self.tape.true[-1]) / FEED
        return Outcome(
            task=self.task,
            lost=self.lost / self.debt,
            lost_of_pool=self.lost / self.pool,
            reserve_used=self.reserve_used / self.debt,
            coverage=float(self.coverage),
            nav=max(0.0, self._equity(last) / self.equity),
            ideal=ideal_nav(self.tape, self.task.kind.factor),
            fills=self.fills,
            spent=self._in_dollars(self.spent, False, last) / self.equity,
            wind_down=self.wind_down,
            seconds_open=self.seconds_open,
            acts=self.market.acts,
            line=self.line,
        )

    # ------------------------------------------------------------------ time

    def _play(self) -> None:
        times, true, latency = self.tape.times.tolist(), (self.tape.true / FEED).tolist(), self.task.latency
        step, lands = times[1] - times[0], None
        for index, (now, price) in enumerate(zip(times, true, strict=True)):
            assets, debt = self._sides(price)
            if debt:
                self.coverage = min(self.coverage, assets / debt)
            if index % 40 == 0:
                self.line.append((now, max(0.0, (assets - debt) / self.equity)))
            self._hear(now)
            if latency is None or not (lands or self._is_near(price)):
                continue
            self.market.clock.now = now
            self.seconds_open += step * self._outside()
            if lands is None:
                lands = now + latency if self._finds(price) else None
            elif now >= lands:
                self._act(price)
                lands = None

    def _clean_up(self) -> None:
        """Somebody comes every minute, while the feed answers the same price every hour."""
        now, answer = int(self.tape.times[-1]), int(self.tape.true[-1])
        for second in range(now, now + _CLEANING, MINUTE):
            self.market.clock.now = second
            if (second - now) % HOUR == 0:
                self.market.set_price(answer)
            price = answer / FEED
            if self._finds(price):
                self._act(price)
            elif not self.market.token.sheet().state & WINDING:
                return

    def _hear(self, now: int) -> None:
        """The rounds up to now; only the last of them is written down, when something is done."""
        while self.next_round < len(self.round_times) and self.round_times[self.next_round] <= now:
            self.next_round += 1
            self.is_new = True

    # ------------------------------------------------------------------ the keeper

    def _finds(self, price: float) -> bool:
        self._tell()
        return bool(next_step(self.market)) or best_offer(self.market, self.task.venue, price, self._eth(price)) is not None

    def _act(self, price: float) -> None:
        """A step of a wind-down, else a fill that pays; a refusal leaves everything as it was."""
        self._tell()
        step = next_step(self.market)
        if step:
            self._do(step)
            self.wind_down = self.wind_down if step in ("impair", "write_off") else _STEPS[step]
            return
        offer = best_offer(self.market, self.task.venue, price, self._eth(price))
        if offer is not None and self._do(offer.name, offer.most, offer.cost):
            self.fills += 1
            self.spent += offer.moved * offer.cost // WAD

    def _do(self, name: str, *arguments: Any) -> bool:
        """Counts what the operation takes from lenders and reserve."""
        before = self.market.pool.sheet()
        try:
            self.market.do(name, *arguments)
        except Refused:
            return False
        after = self.market.pool.sheet()
        self.lost += before.total_assets - after.total_assets
        self.reserve_used += before.reserve - after.reserve
        self._refresh()
        return True
