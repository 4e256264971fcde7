# SPDX-License-Identifier: Apache-2.0
"""Random lives of an ending market on the model alone, and a watcher that knows the money but not the rules.

No pool, interest or pauses: prices, fills of any size, gaps, marks, gifts, redemptions, reports, one bad round. The
watcher sees what a bystander sees (times, balance sheets, offers, what was paid) and keeps its own clocks. A run states
how often each thing was played.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import ModuleType

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD

WHOLE = 10**9  # units of collateral and of debt at the start
LEVELS = (600, 930, 985, 998, 1_004, 1_012, 1_019, 1_060, 1_250)  # thousandths: assets over debt at the start
DYING = LEVELS[:7]
MINUTE, HOUR, DAY = 60, 3_600, 86_400
GAPS = (12, 5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 19 * MINUTE, 20 * MINUTE, 45 * MINUTE, 12 * HOUR)
ROUNDING = 4  # units that a fill may round by: gross debt, volume (a unit of collateral is worth up to 1.25) and value


class Violation(AssertionError):
    """A sentence that does not hold."""


def demand(ok: bool, sentence: str) -> None:
    if not ok:
        raise Violation(sentence)


def patience_allows(seconds: float) -> float:
    """The long ramp as the specification words it, in floats."""
    if seconds <= 30 * MINUTE:
        return 0.05 * seconds / (30 * MINUTE)
    if seconds <= DAY:
        return 0.05 + 0.45 * (seconds - 30 * MINUTE) / (DAY - 30 * MINUTE)
    days, rest = divmod(seconds, DAY)
    return float(1 - 0.5**days * (1 - 0.5 * rest / DAY))


@dataclass
class Watcher:
    """What a bystander wrote down since the confirmation or the declaration."""

    equity: int = 0  # at the confirmation
    cap: float = 0.0  # of the discount while A > D
    last: int = 0  # time of the last fill
    offered: float = 0.0  # discount at it
    refused: int = 0  # price less discount at it
    was_under: bool = False
    waited: int = 0  # seconds for which offers stood, at most ten minutes each
    patience: int = 0  # the same between fills under water, one right after the other
    cost: int = 0  # to holders: value less payment while A > D
    sold: int = 0  # value sold while A > D
    pieces: int = 0
    top: int = 0  # price at which the dead sale begins
    hours: int = 0  # seconds for which its offers stood, at most an hour each
    readings: list[tuple[int, bool, int]] = field(default_factory=list)  # time, R >= 50 or E <= 0, round
    reported: list[int] = field(default_factory=list)  # times at which the price was unusable
    last_good_price: int = 0
    alive: int = -1  # when the feed itself showed that nothing but its age makes it unusable

    def _waits(self, now: int, assets: int, debt: int) -> tuple[int, int]:
        """What was waited and what patience there was, if the next fill came now."""
        gap, stood = now - self.last, min(now - self.last, 10 * MINUTE)
        patient = assets <= debt and self.was_under and gap < 20 * MINUTE
        return self.waited + stood, self.patience + stood if patient else 0

    def best(self, now: int, assets: int, debt: int) -> float:
        """The dearest discount that a fill may have now."""
        waited, patience = self._waits(now, assets, debt)
        rise = self.cap * min(1, waited / (30 * MINUTE))
        return rise if assets > debt else max(rise, patience_allows(patience))

    def confirmed(self, now: int, assets: int, debt: int, price: int) -> None:
        """A sale is final only if two readings ten minutes and a round apart said so, and none between denied it."""
        now_, dying, round_ = self.readings[-1]
        run = []
        for reading in reversed(self.readings[:-1]):
            if not reading[1]:
                break
            run.append(reading)
        earlier = any(time <= now - 10 * MINUTE and number < round_ for time, _, number in run)
        demand(now_ == now and dying and earlier, "confirmed by two readings, ten minutes and a round apart")
        self.equity, self.cap = max(assets - debt, 0), max((assets - debt) / (2 * assets), 0.005)
        self.last, self.was_under, self.refused = now, assets <= debt, price

    def offer(self, now: int, assets: int, debt: int, price: int, allowed: int) -> None:
        """A fill at most at this discount, before anything moved."""
        under, discount = assets <= debt, allowed / WAD
        self.waited, self.patience = self._waits(now, assets, debt)
        demand(discount <= self.offered + 0.05 / 3 + 1e-15, "the first offer after any gap is at most a step better")
        rise = self.cap * min(1, self.waited / (30 * MINUTE))
        if not under:
            demand(discount <= self.cap + 1e-15, "while A > D at most half of the equity at the confirmation, or 0.5%")
            demand(discount <= rise + 1e-15, "in 30 minutes in which it was refused")
        demand(discount <= max(rise, patience_allows(self.patience)) + 1e-15, "more only for patience under water")
        self.last, self.was_under, self.offered = now, under, discount
        self.refused = price * (WAD - allowed) // WAD

    def paid(
        self, assets: int, debt: int, moved: int, payment: int, rounding: int = ROUNDING, growth: float = 1.0
    ) -> None:
        """What the fill came to; `growth` of the debt by interest since the confirmation."""
        demand(payment > 0, "nothing passes for nothing")
        if assets > debt:
            self.cost, self.sold, self.pieces = self.cost + moved - payment, self.sold + moved, self.pieces + 1
            bound = growth * max(self.equity / 2, 0.005 * self.sold)
            demand(self.cost <= bound + rounding * self.pieces, "pieces while A > D cost at most half of the equity")

    def marked(self, value: int, assets: int, debt: int, collateral: int, dead: bool) -> None:
        """What lenders count."""
        demand(value <= debt, "at most the nominal")
        demand(value <= collateral * self.refused // E36 + 1, "at most the offer last refused")
        demand(dead or value * 100 <= assets * 95, "at most 95% of A")

    def silent(self, now: int) -> int:
        """Seconds since the first report after the oracle was last seen alive."""
        last_good = max(self.readings[-1][0] if self.readings else -1, self.alive)
        return now - min((time for time in self.reported if time > last_good), default=now)

    def declared(self, now: int, collateral: int, debt: int) -> None:
        """Dead for seven days, with no good price since."""
        demand(self.silent(now) >= 7 * DAY, "a death needs seven days without a good price")
        self.last, self.hours = now, 0
        self.top = 2 * max(self.last_good_price, -(-debt * E36 // collateral) if collateral else 0)
        self.refused = self.top

    def dead_best(self, now: int, collateral: int, debt: int) -> int:
        """The price of a dead sale if the next fill came now, 0 for one unit for the rest."""
        hours = (self.hours + min(now - self.last, HOUR)) // HOUR
        if hours < 72:
            return max(self.top * (72 - hours) // 72, 1)
        halved = self.top // 72 >> (hours - 71)
        return halved if collateral * halved // E36 >= debt else 0

    def dead_offer(self, now: int, collateral: int, debt: int, price: int) -> None:
        """The price of a dead sale, 0 for one unit for the rest."""
        self.hours += min(now - self.last, HOUR)
        self.last = now
        hours = self.hours // HOUR
        if hours < 72:
            demand(price >= self.top * (72 - hours) // 72, "an hour refused takes 1/72 off")
            self.refused = price
            return
        halved = self.top // 72 >> (hours - 71)
        if price == 0:
            demand(collateral * halved // E36 < debt, "one unit takes the rest only if the price no longer covers")
        else:
            demand(price >= halved, "then half an hour")
        self.refused = price


@dataclass
class Life:
    """One market, the model that runs it and the watcher."""

    rules: ModuleType
    draw: random.Random
    seen: Counter[str]

    def __post_init__(self) -> None:
        self.now, self.round, self.collateral, self.debt = 10**6, 1, WHOLE, WHOLE
        self.price = self._level(1_060)
        self.e = self.rules.Ending(last_price=self.price, last_read=self.now)
        self.watcher = Watcher(last_good_price=self.price)

    @staticmethod
    def _level(thousandths: int) -> int:
        return E36 * thousandths // 1_000

    @property
    def assets(self) -> int:
        """At the price of the moment."""
        return self.collateral * self.price // E36

    def position(self, usable: bool = True) -> object:
        """For the model."""
        return self.rules.Position(self.collateral, self.debt, self.price if usable else 0, self.round)

    def wait(self, gap: int) -> None:
        """Time passes, and a newer round is there after a minute, if the feed is not quiet."""
        self.now += gap
        self.round += gap >= MINUTE and self.draw.random() < 0.8

    def key(self) -> tuple[object, ...]:
        """Where this life stands, but for the time."""
        e, w = self.e, self.watcher
        return (
            e.stage, self.now - e.since, e.clock, e.ramp, e.under, e.bound, e.refused, self.collateral, self.debt,
            self.price, w.cost, w.sold, w.patience, w.waited,
        )  # fmt: skip

    # -------------------------------------------------------------- what may happen

    def read(self) -> None:
        """Writes down a reading of the price."""
        dying = self.assets <= self.debt or self.assets >= 50 * (self.assets - self.debt)
        self.watcher.readings.append((self.now, dying, self.round))
        self.watcher.last_good_price = self.price

    def start(self) -> None:
        """At whatever the price says."""
        self.e = self.rules.start(self.e, self.position(), True, self.now)
        self.read()

    def confirm(self) -> None:
        """Or take back."""
        self.e = self.rules.confirm(self.e, self.position(), self.now)
        self.read()
        if self.e.stage == self.rules.Stage.SALE:
            self.watcher.confirmed(self.now, self.assets, self.debt, self.price)

    def report(self, usable: bool = False) -> None:
        """The oracle gives no price, or does."""
        before = self.e.stage
        self.e = self.rules.report(self.e, self.position(usable), True, self.now)
        if usable:
            self.read()
            return
        self.watcher.reported.append(self.now)
        if self.e.stage == self.rules.Stage.DEAD_SALE and before != self.e.stage:
            self.watcher.declared(self.now, self.collateral, self.debt)

    def fill(self, maximum: int) -> None:
        """As dear as the offer goes."""
        e, p, rules = self.e, self.position(), self.rules
        assets, debt, dead = self.assets, self.debt, e.stage == rules.Stage.DEAD_SALE
        _, looked = rules.fill(e, p, maximum, 0, self.now)
        self.e, done = rules.fill(e, p, maximum, looked.allowed, self.now)
        if dead:
            self.watcher.dead_offer(self.now, self.collateral, debt, rules.dead_price(self.e, self.collateral, debt))
        else:
            self.read()
            self.watcher.offer(self.now, assets, debt, self.price, done.allowed)
        self.watcher.paid(assets, 2**255 if dead else debt, done.moved, done.payment)
        self.collateral -= done.out
        self.debt -= done.payment
        self._settle(self.debt)

    def dust(self) -> None:
        """A keeper's."""
        self.fill(1)

    def piece(self) -> None:
        """A quarter, a half or all of it."""
        self.fill(self.draw.choice((self.collateral // 4, self.collateral // 2, 2**200)))

    def patience(self) -> None:
        """Keepers go on for half an hour to three days, and nobody takes it."""
        dead = self.e.stage == self.rules.Stage.DEAD_SALE
        for _ in range(self.draw.choice((6, 20, 75) if dead else (3, 6))):
            self.dust()
            self.wait(HOUR if dead else 10 * MINUTE)
            if self.e.stage == self.rules.Stage.CLOSED:
                return

    def mark(self) -> None:
        """Lenders are told."""
        dead = self.e.stage == self.rules.Stage.DEAD_SALE
        value = self.rules.carried(self.e, self.position(), self.draw.random() < 0.5)
        self.watcher.marked(value, self.assets, self.debt, self.collateral, dead)

    def gift(self) -> None:
        """Somebody repays a little, up to A > D, or all."""
        over = max(self.debt - self.assets, 0) + self.debt // 500
        amount = min(self.draw.choice((self.debt // 100, over, self.debt - self.debt // 100, self.debt)), self.debt)
        selling = self.e.stage > self.rules.Stage.STARTED
        demand(self.rules.may(self.e.stage, self.rules.Act.GIFT) == selling, "a gift only in a sale")
        # before a sale the debt may go by redemptions only
        left = self.debt - amount if selling else 0
        self._settle(left)
        ended = self.e.stage == self.rules.Stage.CLOSED
        demand(ended == (selling and left == 0), "no debt closes a sale, and only a sale")
        self.debt = left if selling else WHOLE

    def redeem(self) -> None:
        """Half of the holders leave."""
        self.collateral -= self.collateral // 2
        self.debt -= self.debt // 2
        self._settle(self.debt)

    def write_off(self) -> None:
        """The rest of the debt."""
        left = self.collateral
        self.e = self.rules.write_off(self.e, self.collateral)
        demand(left == 0, "a write-off needs C = 0")
        self.debt = 0

    def death(self) -> None:
        """Nine days without a price, reported at the start and when it counts."""
        for gap in (0, 2 * HOUR, 7 * DAY - self.draw.choice((0, 0, 2 * HOUR + 1)), 2 * DAY):
            self.wait(gap)
            self.attempt(self.report)

    def blink(self) -> None:
        """Two short outages with a good price between, as seen by a call."""
        self.attempt(self.report)
        self.wait(DAY)
        self.attempt(lambda: self.report(usable=True))
        self.wait(6 * DAY + HOUR)
        self.attempt(self.report)
        self.attempt(self.report)

    def _settle(self, debt: int) -> None:
        self.e = self.rules.settle(self.e, debt)

    # -------------------------------------------------------------- at every state

    def attempt(self, act: Callable[[], None]) -> bool:
        """Does it, unless it is refused."""
        try:
            act()
        except Reverted:
            return False
        return True

    def check_closed(self) -> None:
        """Closed is final: nothing but redeem is left."""
        before = self.e, self.collateral
        for act in (self.dust, self.piece, self.mark, self.report, self.start, self.confirm, self.write_off):
            demand(not self.attempt(act), f"closed is final: {act.__name__}")
        demand((self.e, self.collateral) == before and self.debt == 0, "closed is final")

    def check_ends(self) -> None:
        """A market that can end does end: half an hour of keepers later there is an offer for who wants 0.5%."""
        e, now = self.e, self.now
        for _ in range(3):
            now += 10 * MINUTE
            e, looked = self.rules.fill(e, self.position(), 1, 0, now)
        demand(looked.allowed >= WAD // 200, "whoever wants 0.5% is served within half an hour")


_ENDING = ("start", "start", "confirm", "confirm", "report", "gift", "redeem", "death", "blink")
_SELLING = ("dust", "dust", "dust", "patience", "piece", "piece", "mark", "mark", "gift", "redeem", "write_off")
ACTS = {"OPEN": _ENDING, "STARTED": _ENDING, "SALE": (*_SELLING, "death", "blink"), "DEAD_SALE": _SELLING}


def search(rules: ModuleType, states: int, seed: int) -> tuple[int, Counter[str]]:
    """Lives until `states` different ones were seen; how many, and how often what. Raises `Violation`."""
    draw, known, seen = random.Random(seed), set[int](), Counter[str]()
    while len(known) < states:
        life = Life(rules, draw, seen)
        seen["lives"] += 1
        if draw.random() < 0.8:
            _into_sale(life)
        for _ in range(draw.randint(4, 16)):
            _step(life)
            known.add(hash(life.key()))
            if life.e.stage == rules.Stage.SALE and len(known) % 8 == 0 and life.debt and life.collateral:
                life.check_ends()
                seen["ends"] += 1
            if life.e.stage == rules.Stage.CLOSED:
                seen["closed"] += 1
                life.check_closed()
                break
    return len(known), seen


def _into_sale(life: Life) -> None:
    life.price = life._level(life.draw.choice(DYING))
    life.start()
    life.wait(10 * MINUTE)
    life.price = life._level(life.draw.choice(DYING))
    life.attempt(life.confirm)


def _step(life: Life) -> None:
    life.wait(life.draw.choice(GAPS))
    if life.draw.random() < 0.5:
        life.price = life._level(life.draw.choice(LEVELS))
    name = life.draw.choice(ACTS[life.e.stage.name])
    done = life.attempt(getattr(life, name))
    life.seen[f"{life.e.stage.name.lower()}: {name}" if done else f"refused: {name}"] += 1
