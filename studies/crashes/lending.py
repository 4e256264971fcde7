# SPDX-License-Identifier: Apache-2.0
"""One crash on one lending market: the price goes on, the keeper comes late, at the end somebody cleans up.

A keeper who sees something to do does it `latency` seconds later, if it still pays then, and looks again only
afterwards. After the tape the price stays where it is, and somebody comes, until the market is calm or gone.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from math import inf
from typing import Any

from steelyard.model.clock import DAY, HOUR
from steelyard.model.leverage.lifecycle import Stage
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.strategy.leverage import Keeper, Offer, PricedExchange, View, best_offer, next_step
from studies.crashes.kinds import COIN, DOLLAR, ETH_PER_BTC, MINUTE, Venue
from studies.crashes.market import LeverageMarket
from studies.crashes.task import Action, Task, ideal_nav
from studies.stale_trader.price_path import DOLLAR as FEED

_CLEANING = 3 * DAY  # at most, after the tape: a sale of a day and what comes before it
_LINE_EVERY = 20  # samples
_LOSSES = ("confirm_wind_down", "impair", "write_off")
KEEPER = Keeper()  # no competitor, so that they take all they may: holders lose here the most that keepers may cost
_ROOM = 0.01  # nearer than this to the band the exact ratio is asked for


@dataclass(frozen=True)
class LeverageTask(Task):
    """A lending market before an exchange."""

    venue: Venue

    @property
    def is_covered(self) -> bool:
        """Whether it is one in which lenders must not lose: a default market within its limit, keepers not too late."""
        return self.kind.is_default and self.venue.bears(self.kind) and self.is_timely


@dataclass(frozen=True)
class Outcome:
    """What became of it, as fractions of what was there at the start; `coverage`: the lowest of assets over debt."""

    task: LeverageTask
    lost: float  # by lenders, of the debt
    lost_of_pool: float
    reserve_used: float  # of the debt
    coverage: float
    nav: float  # of the NAV at the start
    ideal: float  # what constant leverage makes of 1
    fills: int
    spent: float  # on fills, of the equity
    steps: list[str]  # of a wind-down
    acts: list[Action] = field(repr=False)
    line: list[tuple[int, float]] = field(repr=False)  # NAV by time, of that at the start


def replay(task: LeverageTask) -> Outcome:
    """Replays one crash on one market."""
    return _Replay(task).run()


class _Replay:
    """The market, its keeper and what was measured so far."""

    def __init__(self, task: LeverageTask) -> None:
        self.task, self.price_path = task, task.played()
        self.round_times, start = self.price_path.round_times, int(self.price_path.times[0])
        self.next_round = bisect_right(self.round_times, start)
        self.told = self.answer = self.price_path.rounds[self.next_round - 1].answer
        self.market = LeverageMarket(task.kind, task.venue.equity, self.answer, start)
        self.sheet = self.market.token.balance_sheet()
        self.debt, self.pool = self.sheet.debt, self.market.pool.total_assets()
        self.equity = self._equity(int(self.price_path.true[0]) / FEED)
        self.coverage, self.spent = inf, 0.0
        self.lost = self.reserve_used = self.fills = 0
        self.steps: list[str] = []
        self.line: list[tuple[int, float]] = []

    def run(self) -> Outcome:
        self._play()
        self._clean_up()
        self.market.end()
        return Outcome(
            task=self.task,
            lost=self.lost / self.debt,
            lost_of_pool=self.lost / self.pool,
            reserve_used=self.reserve_used / self.debt,
            coverage=self.coverage,
            nav=max(0.0, self._equity(int(self.price_path.true[-1]) / FEED) / self.equity),
            ideal=ideal_nav(self.price_path, self.task.kind.factor),
            fills=self.fills,
            spent=self.spent / self.equity,
            steps=self.steps,
            acts=self.market.acts,
            line=self.line,
        )

    # ------------------------------------------------------------------ time

    def _play(self) -> None:
        latency, lands = self.task.latency, None
        for index, (now, price) in enumerate(
            zip(self.price_path.times.tolist(), self.price_path.true.tolist(), strict=True)
        ):
            price /= FEED
            is_new = self._hear(now)
            self._measure(now, price, index)
            if latency is None or (lands is not None and now < lands):
                continue
            if lands is not None:
                self._act(now, price)
                lands = None
            elif (is_new or now % MINUTE == 0) and self._is_near() and self._finds(now, price):
                lands = now + latency

    def _measure(self, now: int, price: float, index: int) -> None:
        assets, debt = self._worth(True, self.sheet.collateral, price), self._worth(False, self.sheet.debt, price)
        if debt and assets and self.sheet.state <= Stage.STARTED:
            self.coverage = min(self.coverage, assets / debt)
        if index % _LINE_EVERY == 0:
            self.line.append((now, max(0.0, (assets - debt) / self.equity)))

    def _clean_up(self) -> None:
        """Somebody comes every minute, while the feed answers the same price every hour."""
        end, answer = int(self.price_path.times[-1]), int(self.price_path.true[-1])
        for now in range(end, end + _CLEANING, MINUTE):
            self.market.clock.now = now
            if (now - end) % HOUR == 0:
                self.told = self.answer = answer
                self.market.set_price(answer)
            if self._finds(now, answer / FEED):
                self._act(now, answer / FEED)
            elif self.market.token.balance_sheet().state in (Stage.OPEN, Stage.CLOSED):
                return

    def _hear(self, now: int) -> bool:
        """Whether the feed has a new round; the market is told of it when somebody does something."""
        heard = self.next_round
        while self.next_round < len(self.round_times) and self.round_times[self.next_round] <= now:
            self.next_round += 1
        self.answer = self.price_path.rounds[self.next_round - 1].answer
        return self.next_round > heard

    # ------------------------------------------------------------------ the keeper

    def _is_near(self) -> bool:
        """Whether it is worth asking the market itself: the debt is that of the last act."""
        rule, sheet, price = self.market.token.rule, self.sheet, self.answer / FEED
        assets, debt = self._worth(True, sheet.collateral, price), self._worth(False, sheet.debt, price)
        if sheet.state or assets <= debt:
            return True
        ratio = assets / (assets - debt) * WAD
        return not rule.lower * (1 + _ROOM) < ratio < rule.upper * (1 - _ROOM)

    def _finds(self, now: int, price: float) -> bool:
        self._tell(now)
        return bool(next_step(View.of(self.market.token))) or self._offer(price) is not None

    def _act(self, now: int, price: float) -> None:
        """A step of a wind-down, else a fill that pays; a refusal leaves everything as it was."""
        self._tell(now)
        step = next_step(View.of(self.market.token))
        if step:
            self.steps += [step] if self._do(step) else []
            return
        offer = self._offer(price)
        if offer is not None and self._do(offer.name, offer.maximum, offer.cost):
            self.fills += offer.maximum > 1  # one unit only shows a sale that nobody takes
            self.spent += self._worth(False, offer.fill.moved * offer.cost // WAD, price)

    def _offer(self, price: float) -> Offer | None:
        venue, coin = self.task.venue, price * (1 if self.task.price_path.name.startswith("ETH") else ETH_PER_BTC)
        exchange = PricedExchange(self._worth(True, 1, price), self._worth(False, 1, price), venue.received)
        return best_offer(View.of(self.market.token), exchange, venue.gas(coin), KEEPER)

    def _tell(self, now: int) -> None:
        self.market.clock.now = now
        if self.told != self.answer:
            self.told = self.answer
            self.market.set_price(self.answer)

    def _do(self, name: str, *arguments: Any) -> bool:
        """Counts what the operation takes from lenders and reserve, or brings back once the debt is impaired."""
        before = self.market.pool.pool_state()
        try:
            self.market.do(name, *arguments)
        except Reverted:
            return False
        after = self.market.pool.pool_state()
        if name in _LOSSES or before.nominal:
            self.lost += before.total_assets - after.total_assets
            self.reserve_used += before.reserve - after.reserve
        self.sheet = self.market.token.balance_sheet()
        return True

    # ------------------------------------------------------------------ dollars

    def _equity(self, price: float) -> float:
        sheet = self.market.token.balance_sheet()
        return self._worth(True, sheet.collateral, price) - self._worth(False, sheet.debt, price)

    def _worth(self, is_collateral: bool, amount: int, price: float) -> float:
        return amount / DOLLAR if is_collateral is self.task.kind.is_bear else amount / COIN * price
