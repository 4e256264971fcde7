# SPDX-License-Identifier: Apache-2.0
"""Whole lives of markets on the compiled contracts: tokens on one pool, lenders in a queue, and a bystander.

The bystander of each token is the watcher of the model's own search: it keeps its own clocks and counts money, and
knows times, prices, balance sheets and what was paid, not the model. Lenders' money is counted here: what each was
served and paid, what the reserve covered, which losses may be open. A run states how often each thing was played.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import boa
from boa import BoaError

from steelyard.devchain import deployment
from steelyard.model.lending import Setting
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets import leverage as presets
from tests.model.leverage.sale_search import DAY, GAPS, HOUR, MINUTE, Violation, Watcher, demand
from tests.support.contracts import deploy
from tests.support.environment import BoaEnvironment
from tests.support.market import Market, Terms, build_factory, build_market
from tests.support.planted import Change, planted
from tests.support.reverts import reason_of

OPEN, STARTED, SALE, DEAD_SALE, CLOSED = range(5)
STAGES = ("open", "started", "sale", "dead sale", "closed")
DOLLARS = 2_000  # a coin's price at the start
YEAR = 365 * DAY
LINE = 10_000  # debts in wind-down under one part in so many of the lenders' assets stop nothing
EVERYTHING = 2**100
HAIR = 1e-9  # more than the best offer, or less
FLOAT = 1e-12  # what a float may be more than the integer that it stands for: marks have 24 digits in a bear
EMERGENCY = 3 * WAD // 100
DYING = (600, 930, 985, 998, 1_004, 1_012, 1_019)  # thousandths: assets over debt
LEVELS = (*DYING, 1_060, 1_250, 1_500)
BAND = (1_350, 1_400, 1_470, 1_500, 1_620, 1_800)
UNPAID = ("asset: blocked",)

EDGES = {
    (OPEN, STARTED): {"start", "report"},
    (STARTED, OPEN): {"start", "confirm", "report", "fill", "redeem"},
    (STARTED, SALE): {"confirm"},
    (STARTED, DEAD_SALE): {"report"},
    (SALE, DEAD_SALE): {"report"},
    (SALE, CLOSED): {"fill", "gift", "redeem", "write_off"},
    (DEAD_SALE, CLOSED): {"fill", "gift", "redeem", "write_off"},
}  # fmt: skip
BOOKING = {"confirm", "report", "impair", "write_off", "fill", "gift", "redeem"}  # may change what lenders count


class Ground:
    """A pool, the tokens on it and everybody who acts, built once; a life is played in an anchor."""

    def __init__(self, is_bear: bool = False, decimals: tuple[int, int] = (6, 18), tokens: int = 2) -> None:
        environment = BoaEnvironment()
        quote, underlying = (deploy("BlocklistAsset", places) for places in decimals)
        terms = Terms(exposure=3, rate_at_kink=WAD // 10, rate_at_full=WAD, deposit=1_000, management_fee=WAD // 100,
                      redeem_fee=WAD // 1_000, fee_recipient=environment.owner)  # fmt: skip
        self.market: Market = build_market(
            environment, build_factory(environment), quote, underlying, DOLLARS, is_bear, terms
        )
        self.pool, self.collateral, self.debt_asset = self.market.pool, self.market.collateral, self.market.debt_asset
        self.pairs = [(self.market.token, self.market.oracle)]
        self.pairs += [self._another(exposure) for exposure in range(4 - tokens + 1, 4)][: tokens - 1]
        self.dollar = 10 ** decimals[1] // DOLLARS if is_bear else 10 ** decimals[0]
        deployment.give_limits(environment, [(self.pool, token, 2**90) for token, _ in self.pairs])
        self.holder, self.filler, self.attacker, *lenders = (
            str(boa.env.generate_address(name)) for name in ("holder", "filler", "attacker", "idle", "first", "second")
        )
        self.lenders = [*lenders, environment.owner]
        for account in (self.holder, self.filler, self.attacker, *self.lenders):
            for held in (self.collateral, self.debt_asset):
                held.mint(account, 2**96)
                for spender in (self.pool, *(token for token, _ in self.pairs)):
                    held.approve(spender.address, 2**256 - 1, sender=account)

    def _another(self, exposure: int) -> tuple[Any, Any]:
        market = self.market
        oracle = deploy("MockOracle", market.oracle_price(DOLLARS))
        terms = Terms(exposure=exposure).of_token(market.is_bear, 10**market.quote_decimals)
        parameters = deployment.market_parameters(
            f"Another {exposure}x", f"A{exposure}X", market.pool, market.collateral, oracle, terms
        )
        token, _ = deployment.create_market(market.environment, market.factory, *parameters)
        return token, oracle


@dataclass
class Side:
    """One token, its oracle, and what a bystander knows of both."""

    token: Any
    oracle: Any
    price: int
    watcher: Watcher = field(default_factory=Watcher)
    round: int = 1
    usable: bool = True
    index: int = 0  # of the pool, at the confirmation
    sheet: Any = None

    def look(self) -> Any:
        """The balance sheet now, interest included."""
        self.sheet = self.token.balance_sheet()
        return self.sheet

    @property
    def assets(self) -> int:
        """At the price of the moment."""
        return int(self.sheet.collateral * self.price // E36)

    @property
    def is_dying(self) -> bool:
        """R >= 50 or E <= 0."""
        return self.assets <= self.sheet.debt or self.assets >= 50 * (self.assets - self.sheet.debt)

    def set_price(self, price: int) -> None:
        """A new round."""
        self.price = max(price, 1)
        self.oracle.set_price(self.price)
        self.round, self.usable = self.round + 1, True

    def go_silent(self) -> None:
        """No price from now on."""
        self.oracle.set_answers(0, 0, 0)
        self.round, self.usable = self.round + 1, False

    def read(self) -> None:
        """Writes down that a call read the price."""
        self.watcher.readings.append((now(), self.is_dying, self.round))
        self.watcher.last_good_price = self.price


def now() -> int:
    """Seconds."""
    return int(boa.env.timestamp)


class Life:
    """From the first mint on. Every act says who did what; `step` draws one."""

    def __init__(self, ground: Ground, draw: random.Random, seen: Counter[str]) -> None:
        self.ground, self.draw, self.seen = ground, draw, seen
        self.pool, self.lenders = ground.pool, ground.lenders
        self.sides = [Side(token, oracle, ground.market.oracle_price(DOLLARS)) for token, oracle in ground.pairs]
        self.served, self.covered = dict.fromkeys(self.lenders, 0), 0
        self.paused: set[str] = set()
        self.reason = ""
        self.books: Any = None
        self._begin()

    def _begin(self) -> None:
        """Deposits and first mints; mostly the cash is out then, and tickets are given."""
        draw, dollar = self.draw, self.ground.dollar
        sizes = [draw.choice((20_000, 100_000)), draw.choice((25, 60, 3_000, 60_000))]
        debts = 3 * sum(sizes) * dollar
        idle, first, second, _ = self.lenders
        for lender, part in ((idle, 60), (first, 25), (second, 15)):
            self.pool.deposit(debts * part * draw.choice((80, 120, 200)) // 10_000 + dollar, lender, sender=lender)
        if draw.random() < 0.1:
            self.pool.deposit(50 * debts, idle, sender=idle)
        holder = self.ground.holder
        for side, size in zip(self.sides, sizes, strict=True):
            side.look()
            self.attempt(partial(side.token.mint, size * WAD // 100, holder, holder, b"", sender=holder))
            side.look()
            side.read()
        if draw.random() < 0.7:
            free = self.pool.pool_state().free_cash
            if free:
                self.attempt(lambda: self.pool.withdraw(free * 99 // 100, idle, idle, sender=idle))
            for lender in (first, second):
                self.look()
                if draw.random() < 0.7:
                    self.enqueue(lender)
        self.wait(draw.choice((0, 0, HOUR, 200 * DAY)))
        self.look()

    # ------------------------------------------------------------------ acting

    def wait(self, seconds: int) -> None:
        """Time passes; whether a round comes is the price's business."""
        if seconds:
            boa.env.time_travel(seconds=seconds)

    def look(self) -> None:
        """At everything, at one moment."""
        self.books = self.pool.pool_state()
        for side in self.sides:
            side.look()

    def attempt(self, call: Callable[[], Any]) -> tuple[bool, Any]:
        """Whether it was done, and its answer. A refusal says why, unless a mock is silent."""
        try:
            answer = call()
        except BoaError as error:
            self.reason = reason_of(error)
            silent = any(not side.usable for side in self.sides)
            demand(self.reason != "" or silent, "a refusal says why")
            demand("Error" not in self.reason and "anic" not in self.reason, f"a refusal says why: {self.reason}")
            return False, None
        self.reason = ""
        return True, answer

    def act(self, name: str, side: Side, call: Callable[[], Any], reads: bool = False) -> tuple[bool, Any]:
        """Something done to a token: its stage moves as the table says, and lenders' money as it should."""
        self.look()
        before, books, stopped = side.sheet, self.books, self.is_stopped()
        done, answer = self.attempt(call)
        if not done:
            self.seen[f"refused: {name}"] += 1
            return done, answer
        self.seen[f"{STAGES[before.state]}: {name}"] += 1
        if reads:
            side.read()
            demand(before.state != STARTED or side.is_dying or side.look().state == OPEN, "a start without reason ends")
        self.look()
        self._judge_stage(name, side, before)
        self._judge_money(name, books)
        lost = books.total_assets + books.reserve - self.books.total_assets - self.books.reserve
        demand(lost <= 1 or stopped is not False or name == "write_off", "under the line nothing is booked")
        return done, answer

    def _judge_stage(self, name: str, side: Side, before: Any) -> None:
        old, new, watcher = before.state, side.sheet.state, side.watcher
        demand((new == CLOSED) == (old == CLOSED or (old >= SALE and side.sheet.debt == 0)), "no debt closes a sale")
        demand(new != STARTED or side.sheet.debt != 0, "a start without a debt ends at once")
        if old == new:
            return
        demand(name in EDGES.get((old, new), set()), f"{name} leads from {STAGES[old]} to {STAGES[new]}")
        self.seen[f"to {STAGES[new]}"] += 1
        if old == OPEN:
            demand(self._has_dollar(side, before.debt), "a dollar of debt, or there is no start")
            reason = side.is_dying if name == "start" else watcher.silent(now()) >= 2 * HOUR
            demand(reason, "a start has a reason")
        elif new == SALE:
            assets = before.collateral * side.price // E36
            watcher.confirmed(now(), assets, before.debt, side.price)
            side.index = self.books.index
        elif new == DEAD_SALE:
            watcher.declared(now(), before.collateral, before.debt)
            self._judge_mark(side)

    def _has_dollar(self, side: Side, debt: int) -> bool:
        quote = debt * E36 // max(side.watcher.last_good_price, 1) if self.ground.market.is_bear else debt
        return bool(quote >= 10**self.ground.market.quote_decimals)

    def _judge_money(self, name: str, before: Any) -> None:
        """At one moment: the reserve bears a loss first, and what comes back is first what it bore."""
        after = self.books
        lenders, reserve = after.total_assets - before.total_assets, after.reserve - before.reserve
        change = lenders + reserve
        if name not in BOOKING:
            demand(lenders * max(before.supply, 1) >= -2 and reserve == 0, "lenders lose only by a loss that is booked")
            return
        demand(lenders >= -1 or after.reserve == 0, "the reserve bears a loss first")
        demand(change >= -1 or name != "gift", "a gift costs nobody anything")
        self._judge_reserve(name, change, reserve)
        if change < -1:
            self.seen["losses booked"] += 1
            self.seen["losses in the reserve"] += reserve < 0
        self.seen["recoveries"] += change > 1

    def _judge_reserve(self, name: str, change: int, reserve: int) -> None:
        """It gets back what it bore beyond the losses still open, and nothing of one that is written off."""
        lost = self.books.nominal - self.books.carried
        if change > 1:
            back = max(self.covered - lost, 0)
            once = all(side.sheet.state != DEAD_SALE for side in self.sides)  # there a mark goes with it
            demand(reserve <= back + 2 and (reserve >= back - 2 or not once), "the reserve bears the first part")
        else:
            demand(reserve <= 1, "the reserve grows by what comes back")
        self.covered = min(max(self.covered - reserve, 0), lost)

    def _judge_mark(self, side: Side) -> None:
        loan = self.pool.loan_state(side.token.address)
        if not loan.nominal:
            return
        dead, sheet = side.sheet.state == DEAD_SALE, side.sheet
        side.watcher.marked(loan.carried, side.assets, sheet.debt, sheet.collateral, dead)
        self.seen["marks in a dead sale" if dead else "marks"] += 1

    # ------------------------------------------------------------------ the end of a token

    def start(self, side: Side) -> None:
        """At whatever the price says."""
        self.act("start", side, lambda: side.token.start_wind_down(sender=self.ground.attacker), reads=True)

    def confirm(self, side: Side) -> None:
        """Or take back. Where A < D the loss is booked at once."""
        self.look()
        old = side.sheet.state
        done, _ = self.act(
            "confirm", side, lambda: side.token.confirm_wind_down(sender=self.ground.attacker), reads=True
        )
        if done and old == STARTED and side.sheet.state == SALE and side.assets < side.sheet.debt:
            loan = self.pool.loan_state(side.token.address)
            demand(loan.nominal == side.sheet.debt or not self.books.stops, "a sale with A < D books its loss at once")
            self._judge_mark(side)

    def report(self, side: Side) -> None:
        """The oracle gives no price, or does."""
        reads = side.usable
        if not reads:
            side.watcher.reported.append(now())
        done, _ = self.act("report", side, lambda: side.token.report_oracle(sender=self.ground.attacker), reads=reads)
        if not done and not reads:
            side.watcher.reported.pop()

    def fill(self, side: Side, maximum: int, generous: bool = False) -> bool:
        """As dear as the offer goes; a hair dearer is refused. Whether it was done."""
        self.look()
        if side.sheet.state == SALE:
            return self._fill_in_sale(side, maximum, generous)
        if side.sheet.state == DEAD_SALE:
            return self._fill_in_dead_sale(side, maximum)
        return self._fill_in_band(side, maximum)

    def _sell(self, side: Side, maximum: int, cost: int) -> tuple[bool, Any]:
        filler = self.ground.filler
        usable = side.sheet.state != DEAD_SALE
        return self.act(
            "fill", side, lambda: side.token.deleverage(maximum, cost, filler, b"", sender=filler), reads=usable
        )

    def _never(self, call: Callable[[], Any], sentence: str) -> None:
        """In a branch: what must be refused."""
        with boa.env.anchor():
            done, _ = self.attempt(call)
        demand(not done, sentence)
        self.seen["tried in vain"] += 1

    def _fill_in_sale(self, side: Side, maximum: int, generous: bool) -> bool:
        watcher, filler, sheet, assets = side.watcher, self.ground.filler, side.sheet, side.assets
        best = watcher.best(now(), assets, sheet.debt)
        if side.usable and not self.paused and self.draw.random() < 0.4:
            cost = int((best + HAIR) * WAD)
            self._never(
                lambda: side.token.deleverage(maximum, cost, filler, b"", sender=filler),
                f"a discount of more than {best:.4%} after {now() - watcher.last} s",
            )
        cost = 0 if generous else max(int((best - HAIR) * WAD), 0)
        done, answer = self._sell(side, maximum, cost)
        if not done:
            demand(self.reason != "cost: above tolerance", "an offer that was refused long enough stands")
            return False
        out, payment = answer
        watcher.offer(now(), assets, sheet.debt, side.price, max(int((best - FLOAT) * WAD), 0))
        moved = out * side.price // E36
        rounding = 4 + 2 * (side.price // E36 + 1)
        growth = self.books.index / side.index
        watcher.paid(assets, sheet.debt, moved, payment, rounding, growth)
        demand(payment * WAD + (rounding * WAD) >= moved * (WAD - cost), "a fill pays its price")
        self.seen["sold at A > D" if assets > sheet.debt else "sold at A <= D"] += out > 1
        return True

    def _fill_in_dead_sale(self, side: Side, maximum: int) -> bool:
        watcher, filler, sheet = side.watcher, self.ground.filler, side.sheet
        best = watcher.dead_best(now(), sheet.collateral, sheet.debt)
        if self.draw.random() < 0.2:
            self._never(lambda: side.token.deleverage(maximum, 1, filler, b"", sender=filler), "no cost in a dead sale")
        done, answer = self._sell(side, maximum, 0)
        if not done:
            return False
        out, payment = answer
        demand(payment > 0, "nothing passes for nothing")
        least, most = (out - 1) * best // E36 - 1, out * best // E36 + 2
        demand(payment >= min(least, sheet.debt), "in a dead sale an hour refused takes 1/72 off, and no more")
        demand(payment <= max(most, 1), "in a dead sale an hour refused takes 1/72 off")
        watcher.dead_offer(now(), sheet.collateral, sheet.debt, best)
        self._judge_mark(side)
        self.seen["sold in a dead sale"] += out > 1
        self.seen["one unit for the rest"] += best == 0
        return True

    def _fill_in_band(self, side: Side, maximum: int) -> bool:
        assets, debt = side.assets, side.sheet.debt
        cost = self.draw.choice((-WAD // 1_000, 0, 0, WAD // 500))
        done, answer = self._sell(side, maximum, cost)
        if done:
            demand(assets > debt, "no fill at E <= 0 before a sale")
            moved = answer[0] * side.price // E36
            rounding = 4 + 2 * (side.price // E36 + 1)
            demand(moved - answer[1] <= moved * EMERGENCY // WAD + rounding, "a rebalance costs its tolerance")
            demand(side.assets >= side.sheet.debt, "a rebalance leaves equity")
        return done

    def dust(self, side: Side) -> None:
        """A keeper's."""
        self.fill(side, 1, generous=True)

    def piece(self, side: Side) -> None:
        """A quarter, a half or all of it."""
        self.fill(side, self.draw.choice((side.sheet.collateral // 4, side.sheet.collateral // 2, EVERYTHING)))

    def patience(self, side: Side) -> None:
        """Keepers go on for half an hour to three days, and nobody takes it."""
        dead = side.sheet.state == DEAD_SALE
        for _ in range(self.draw.choice((6, 20, 80) if dead else (3, 6))):
            if not self.fill(side, 1, generous=True):
                return
            self.wait(HOUR if dead else 10 * MINUTE)
        self.seen["patience"] += 1

    def rebound(self, side: Side) -> None:
        """Patience under water, and then equity returns."""
        self.level(side, (930, 985))
        for _ in range(4):
            self.fill(side, 1, generous=True)
            self.wait(10 * MINUTE)
        self.level(side, (1_012, 1_060))
        self.piece(side)

    def split(self, side: Side) -> None:
        """One fill or two of the half in the same block: the pieces cost the filler as much."""
        self.look()
        if side.sheet.state != SALE or not side.usable or self.paused:
            return
        half = side.sheet.collateral // 5
        cost = max(int((side.watcher.best(now(), side.assets, side.sheet.debt) - HAIR) * WAD), 0)
        filler, paid = self.ground.filler, []
        for pieces in (1, 2, 7):
            with boa.env.anchor():
                got = [0, 0]
                for _ in range(pieces):
                    piece = partial(side.token.deleverage, 2 * half // pieces, cost, filler, b"", sender=filler)
                    done, answer = self.attempt(piece)
                    if not done:
                        demand(self.reason != "cost: above tolerance", "the same block has the same offer")
                        break
                    got = [got[0] + answer[0], got[1] + answer[1]]
                paid.append(got)
        rounding = 20 + 20 * (side.price // E36 + 1)
        one = paid[0]
        for out, payment in paid[1:]:
            gained = (out - one[0]) * side.price // E36 - (payment - one[1])
            share = 0 if not one[0] else one[0] * side.price // E36 - one[1]
            demand(gained <= rounding + share * max(out - one[0], 0) // max(one[0], 1), "splitting gains nothing")
        self.seen["splits"] += 1

    def impair(self, side: Side) -> None:
        """Lenders are told."""
        self.look()
        old, assets, debt = side.sheet.state, side.assets, side.sheet.debt
        booked = self.pool.loan_state(side.token.address).nominal != 0
        reads = old == SALE
        done, _ = self.act("impair", side, lambda: side.token.impair(sender=self.ground.attacker), reads=reads)
        if done:
            demand(old == DEAD_SALE or booked or assets < debt, "no mark without a loss")
            self._judge_mark(side)

    def gift(self, side: Side) -> None:
        """Somebody repays a little, up to A > D, or all."""
        self.look()
        old, debt = side.sheet.state, side.sheet.debt
        over = max(debt - side.assets, 0) + debt // 500
        amount = self.draw.choice((debt // 100, over, debt - debt // 100, debt, EVERYTHING))
        giver = self.ground.filler
        done, given = self.act("gift", side, lambda: side.token.repay_debt(amount, sender=giver))
        if done:
            demand(old in (SALE, DEAD_SALE), "a gift only in a sale")
            demand(given == min(amount, debt) and side.sheet.debt == debt - given, "a gift repays what it says")
            self._judge_dead(side)

    def outlive(self, side: Side) -> None:
        """A gift of nearly all of a debt before three days of patience: the price goes on falling while it covers."""
        giver, debt = self.ground.filler, side.sheet.debt
        self.act("gift", side, lambda: side.token.repay_debt(debt - debt // 1_000, sender=giver))
        for _ in range(74):
            if not self.fill(side, 1, generous=True):
                return
            self.wait(HOUR)
        self.piece(side)
        self.seen["outlived"] += 1

    def _judge_dead(self, side: Side) -> None:
        if side.sheet.state == DEAD_SALE:
            self._judge_mark(side)

    def redeem(self, side: Side) -> None:
        """LEV-EXIT-01: half of the holders leave, whatever the state, unless an asset does not move."""
        self.look()
        holder, sheet = self.ground.holder, side.sheet
        shares = side.token.balanceOf(holder) * self.draw.choice((1, 50, 50, 100)) // 100
        if not shares:
            return
        expected = sheet.collateral * shares // sheet.supply
        done, answer = self.act("redeem", side, lambda: side.token.redeem(shares, holder, holder, b"", sender=holder))
        demand(done or self.reason == "asset: blocked", "holders leave in any state")
        if done and sheet.state >= SALE:
            demand(answer[0] >= expected - 1, "no fee from a sale on")
            self._judge_dead(side)

    def mint(self, side: Side) -> None:
        """Somebody comes."""
        self.look()
        holder, old = self.ground.holder, side.sheet.state
        shares = max(side.sheet.supply // 10, WAD // 2)
        done, _ = self.act("mint", side, lambda: side.token.mint(shares, holder, holder, b"", sender=holder), True)
        demand(not done or old == OPEN, "nobody comes while a market ends")

    def releverage(self, side: Side) -> None:
        """To the landing."""
        self.look()
        filler, old = self.ground.filler, side.sheet.state
        done, _ = self.act(
            "releverage", side, lambda: side.token.releverage(EVERYTHING, 0, filler, b"", sender=filler), reads=True
        )
        demand(not done or old == OPEN, "nothing is borrowed while a market ends")

    def write_off(self, side: Side) -> None:
        """The rest of the debt."""
        self.look()
        old, left = side.sheet.state, side.sheet.collateral
        done, _ = self.act("write_off", side, lambda: side.token.write_off(sender=self.ground.attacker))
        if done:
            demand(left == 0 and old in (SALE, DEAD_SALE), "a write-off needs C = 0")
            self.seen["write-offs"] += 1

    def sell_out(self, side: Side) -> None:
        """All of it, and what is left of the debt is written off."""
        if self.fill(side, EVERYTHING) and not side.sheet.collateral:
            self.write_off(side)

    def death(self, side: Side) -> None:
        """Nine days without a price, reported at the start and when it counts; the oracle may be reborn."""
        side.go_silent()
        self.look()
        dies = side.sheet.state in (STARTED, SALE) or self._has_dollar(side, side.sheet.debt)
        for gap in (0, 2 * HOUR, 7 * DAY - self.draw.choice((0, 0, 2 * HOUR + 1)), 2 * DAY):
            self.wait(gap)
            if self.draw.random() < 0.05:
                self.show_alive(side)
                dies = False
            self.report(side)
        demand(not dies or side.sheet.state >= DEAD_SALE, "nine days of reports are a death")
        if self.draw.random() < 0.4:
            side.set_price(side.price)
            self.seen["reborn"] += 1

    def blink(self, side: Side) -> None:
        """Two short outages with a good price between, as seen by a call."""
        for _ in range(2):
            side.go_silent()
            self.report(side)
            self.wait(DAY)
            side.set_price(side.price)
            self.report(side)
            self.wait(6 * DAY + HOUR)
        side.go_silent()
        self.report(side)
        self.report(side)
        side.set_price(side.price)

    def show_alive(self, side: Side) -> None:
        """A round of the feed that is unusable by its age alone."""
        side.oracle.set_alive_at(now())
        side.watcher.alive = now()

    def bad_round(self, side: Side) -> None:
        """One round at 60% or 140% of the true price, on which everybody acts."""
        true = side.price
        side.set_price(true * self.draw.choice((60, 70, 140)) // 100)
        for name in self.draw.sample(("start", "confirm", "piece", "impair", "gift", "redeem"), 3):
            getattr(self, name)(side)
        self.wait(self.draw.choice((12, 10 * MINUTE)))
        side.set_price(true)
        self.seen["bad rounds"] += 1

    def into_sale(self, side: Side) -> None:
        """A fall, two readings, and the sale."""
        self.level(side, DYING)
        self.start(side)
        self.wait(10 * MINUTE)
        self.level(side, DYING)
        self.confirm(side)

    def band(self, side: Side) -> None:
        """Prices around the band, and fillers."""
        self.level(side, BAND)
        self.fill(side, EVERYTHING)
        self.releverage(side)

    def shrink(self, side: Side) -> None:
        """Holders leave, and a long fall with keepers: less than a dollar of debt is left."""
        holder = self.ground.holder
        shares = side.token.balanceOf(holder)
        if shares:
            self.attempt(lambda: side.token.redeem(shares, holder, holder, b"", sender=holder))
        for _ in range(9):
            if side.usable:
                side.set_price(side.price * 88 // 100)
            self.fill(side, EVERYTHING)
        self.level(side, DYING)
        self.start(side)
        self.seen["shrunk"] += self.reason == "wind-down: under a dollar"

    def level(self, side: Side, levels: tuple[int, ...]) -> None:
        """The price at which assets over debt are that."""
        if not side.usable:
            return
        sheet = side.look()
        if sheet.collateral and sheet.debt:
            side.set_price(sheet.debt * E36 * self.draw.choice(levels) // 1_000 // sheet.collateral)

    # ------------------------------------------------------------------ lenders

    def is_stopped(self) -> bool | None:
        """Whether a loss may be open, by what everybody could add up at the last look; None at the line."""
        if self.books.nominal:
            return True
        owed = LINE * sum(side.sheet.debt for side in self.sides if STARTED <= side.sheet.state <= DEAD_SALE)
        assets = self.books.total_assets
        return None if abs(owed - assets) <= 2 * LINE else bool(owed >= assets)

    def lend(self, name: str, call: Callable[[], Any], while_stopped: bool) -> tuple[bool, Any]:
        """Something done to the pool: while a loss may be open only what is allowed then."""
        self.look()
        stopped, books = self.is_stopped(), self.books
        done, answer = self.attempt(call)
        key = f"{name}, stopped" if stopped else name
        self.seen[key if done else f"refused: {key}"] += 1
        if done:
            demand(not stopped or while_stopped, f"{name} while a loss may be open")
            self.look()
            value, shares = books.total_assets + 1, books.supply + 10**6
            left, others = self.books.total_assets + 1, self.books.supply + 10**6
            demand(left * shares >= value * others, f"{name} costs others")
        return done, answer

    def deposit(self) -> None:
        """More cash."""
        lender = self.draw.choice(self.lenders)
        amount = self.books.total_assets // self.draw.choice((3, 50, 1_000)) + 1
        self.lend("deposit", lambda: self.pool.deposit(amount, lender, sender=lender), False)

    def withdraw(self) -> None:
        """What is free."""
        lender = self.draw.choice(self.lenders[1:])
        shares = self.pool.maxRedeem(lender) * self.draw.choice((10, 100)) // 100
        if shares:
            worth = self.pool.convertToAssets(shares)
            done, paid = self.lend("withdraw", lambda: self.pool.redeem(shares, lender, lender, sender=lender), True)
            demand(not done or paid <= worth, "a lender leaves at the carried value")

    def enqueue(self, lender: str | None = None) -> None:
        """What is not."""
        lender = lender or self.draw.choice(self.lenders[1:3])
        shares = self.pool.balanceOf(lender) * self.draw.choice((20, 50, 100)) // 100
        self.lend("ticket given", lambda: self.pool.enqueue(shares, sender=lender), False)

    def serve(self) -> None:
        """Anyone serves, or the owner of a ticket."""
        caller = self.draw.choice((self.ground.attacker, *self.lenders[1:3]))
        claims = {lender: self.pool.claims(lender) for lender in self.lenders}
        self.look()
        stopped, head = self.is_stopped(), self.pool.head()
        own = self.pool.tickets(head).owner == caller
        done, total = self.lend(
            "own ticket served" if own else "ticket served",
            lambda: self.pool.process_queue(self.draw.choice((1, 5)), sender=caller),
            own,
        )
        if not done:
            return
        got = {lender: self.pool.claims(lender) - claims[lender] for lender in self.lenders}
        demand(sum(got.values()) == total, "claims are what was served")
        demand(not stopped or got[caller] == total, "nobody's ticket is served by others while a loss may be open")
        for lender, amount in got.items():
            self.served[lender] += amount

    def claim(self) -> None:
        """To oneself or by anyone for another; never stopped."""
        lender = self.draw.choice(self.lenders[1:3])
        before = self.ground.debt_asset.balanceOf(lender)
        other = self.draw.random() < 0.5
        call = (
            (lambda: self.pool.claim_for(lender, sender=self.ground.attacker))
            if other
            else (lambda: self.pool.claim(lender, sender=lender))
        )
        owed = self.served[lender]
        done, paid = self.lend("claim for another" if other else "claim", call, True)
        demand(done or not owed or self.reason == "asset: blocked", "a claim is paid")
        if done:
            demand(paid == owed == self.ground.debt_asset.balanceOf(lender) - before, "a claim is what was served")
            self.served[lender] = 0

    def flash(self) -> None:
        """A great deposit before something happens to a debt, and out again in the block."""
        side, thief = self.draw.choice(self.sides), self.ground.attacker
        filler = self.ground.filler
        amount = self.books.total_assets * self.draw.choice((1, 100)) + 1
        with boa.env.anchor():
            done, shares = self.lend("flash deposit", lambda: self.pool.deposit(amount, thief, sender=thief), False)
            if not done:
                return
            for call in (
                lambda: side.token.repay_debt(EVERYTHING, sender=filler),
                lambda: side.token.deleverage(EVERYTHING, 0, filler, b"", sender=filler),
                lambda: side.token.impair(sender=thief),
                lambda: side.token.write_off(sender=thief),
                lambda: self.pool.process_queue(5, sender=thief),
            ):
                self.attempt(call)
            done, paid = self.attempt(
                lambda: self.pool.redeem(min(shares, self.pool.maxRedeem(thief)), thief, thief, sender=thief)
            )
            left = self.pool.convertToAssets(self.pool.balanceOf(thief))
            demand((paid or 0) + left <= amount + 1, "a flash deposit gains nothing")
        self.look()

    def take_reserve(self) -> None:
        """By the governance: submitted at any time, accepted later, whatever began between."""
        governance, owner, thief = self.ground.market.governance, self.lenders[3], self.ground.attacker
        what, amount = int(Setting.RESERVE_WITHDRAWAL), self.books.reserve // 1_000
        self.attempt(lambda: governance.submit(what, thief, amount, sender=owner))
        with boa.env.anchor():
            self.wait(2 * presets.TIMELOCK)
            self.look()
            stopped = self.is_stopped()
            done, _ = self.attempt(lambda: governance.accept(what, thief, sender=owner))
            demand(not (done and stopped), "reserve out while a loss may be open")
            self.seen["reserve out" if done else "refused: reserve out"] += 1
        self.look()

    # ------------------------------------------------------------------ the world

    def pause(self) -> None:
        """An asset moves no more, or again."""
        if self.paused or self.draw.random() < 0.3:
            asset, place = self.ground.collateral, self.sides[0].token.address
        else:
            asset, place = self.ground.debt_asset, self.pool.address
        blocked = place not in self.paused
        if self.paused and blocked:
            return
        places = [side.token.address for side in self.sides] if place != self.pool.address else [place]
        for each in places:
            asset.set_blocked(each, blocked)
        self.paused = {place} if blocked else set()
        self.seen["pauses"] += blocked

    def end_pause(self) -> None:
        """Everything moves again."""
        for side in self.sides:
            self.ground.collateral.set_blocked(side.token.address, False)
        self.ground.debt_asset.set_blocked(self.pool.address, False)
        self.paused = set()

    def outage(self) -> None:
        """Of an oracle, or its end."""
        side = self.draw.choice(self.sides)
        if side.usable:
            side.go_silent()
            self.seen["outages"] += 1
        else:
            side.set_price(side.price)

    def halt(self) -> None:
        """Of the chain."""
        self.wait(self.draw.choice((HOUR, DAY, 3 * DAY)))
        self.seen["halts"] += 1

    def silence(self) -> None:
        """For years."""
        self.wait(self.draw.choice((1, 3)) * YEAR)
        self.seen["years of silence"] += 1

    # ------------------------------------------------------------------ at every step

    def judge(self) -> None:
        """What holds always."""
        closed = [(side, side.sheet) for side in self.sides if side.sheet.state == CLOSED]
        self.look()
        books = self.books
        demand(
            books.cash + books.debt + books.carried == books.total_assets + books.reserve + books.claimable,
            "cash + debt + carried = lenders' assets + reserve + claimable",
        )
        demand(self.ground.debt_asset.balanceOf(self.pool.address) >= books.cash, "the pool holds what it counts")
        demand(all(self.pool.claims(lender) == owed for lender, owed in self.served.items()), "claims are as served")
        demand(sum(self.served.values()) == books.claimable, "claims add up")
        demand(self.pool.balanceOf(self.pool.address) == books.queued, "queued shares add up")
        owed = sum(side.sheet.debt for side in self.sides)
        demand(0 <= owed - books.debt - books.nominal <= len(self.sides), "debts add up")
        ending = sum(side.sheet.debt for side in self.sides if STARTED <= side.sheet.state <= DEAD_SALE)
        demand(abs(ending - books.ending) <= len(self.sides), "debts in wind-down add up")
        for side, then in closed:
            sheet = side.sheet
            demand(sheet.state == CLOSED and sheet.debt == 0, "closed is final")
            demand(
                sheet.collateral * then.supply >= then.collateral * sheet.supply,
                "what a closed token's holders can redeem never falls",
            )

    def judge_closed(self, side: Side) -> None:
        """Nothing but redeem is left, whatever the oracle says, and it needs neither oracle nor debt asset."""
        token, one, filler = side.token, self.ground.attacker, self.ground.filler
        calls = [
            lambda: token.deleverage(1, 0, filler, b"", sender=filler),
            lambda: token.deleverage(EVERYTHING, 0, filler, b"", sender=filler),
            lambda: token.releverage(1, 0, filler, b"", sender=filler),
            lambda: token.mint(WAD, filler, filler, b"", sender=filler),
            lambda: token.repay_debt(1, sender=filler),
            *(
                lambda name=name: getattr(token, name)(sender=one)
                for name in ("start_wind_down", "confirm_wind_down", "report_oracle", "impair", "write_off")
            ),
        ]
        with boa.env.anchor():
            if self.draw.random() < 0.5:
                side.oracle.set_answers(0, 0, 0)
                usable, side.usable = side.usable, False
            else:
                side.oracle.set_price(side.price)
                usable, side.usable = side.usable, True
            for call in calls:
                self._never(call, "closed is final")
            self.ground.collateral.set_blocked(token.address, False)
            self.ground.debt_asset.set_blocked(self.pool.address, True)
            holder = self.ground.holder
            shares = token.balanceOf(holder)
            if shares:
                out, _ = token.redeem(shares, holder, holder, b"", sender=holder)
                demand(out == side.sheet.collateral * shares // side.sheet.supply, "a closed token pays pro rata")
        side.usable = usable
        self.seen["closed and left"] += 1

    def judge_ends(self, side: Side) -> None:
        """A market that can end does end: half an hour of keepers, and a taker who wants 0.5%."""
        with boa.env.anchor():
            self.end_pause_quietly()
            token, filler = side.token, self.ground.filler
            if side.look().state == STARTED:
                self.attempt(lambda: token.start_wind_down(sender=filler))
                boa.env.time_travel(seconds=10 * MINUTE)
                side.oracle.set_price(side.price)
                if side.look().state == OPEN or not side.is_dying:
                    return
                demand(self.attempt(lambda: token.confirm_wind_down(sender=filler))[0], "a start is confirmed")
            for _ in range(3):
                boa.env.time_travel(seconds=10 * MINUTE)
                self.attempt(lambda: token.deleverage(1, 0, filler, b"", sender=filler))
            cost = int((0.005 - HAIR) * WAD)
            self.attempt(lambda: token.deleverage(EVERYTHING, cost, filler, b"", sender=filler))
            if side.look().state != CLOSED and side.sheet.collateral == 0:
                self.attempt(lambda: token.write_off(sender=filler))
            demand(side.look().state == CLOSED, "a market that can end does end, wherever a taker wants at most 0.5%")
        side.look()
        self.seen["ends"] += 1

    def end_pause_quietly(self) -> None:
        """In a branch."""
        paused = self.paused
        self.end_pause()
        self.paused = paused

    # ------------------------------------------------------------------ one step

    def step(self) -> None:
        """Time passes, prices move, somebody acts; then everything is judged."""
        draw = self.draw
        self.wait(draw.choice(GAPS))
        kind = draw.random()
        alive = [side for side in self.sides if side.sheet.state != CLOSED] or self.sides
        side = draw.choice(alive)
        if kind < 0.3:
            getattr(self, draw.choice(LENDING))()
        elif kind < 0.36:
            getattr(self, draw.choice(WORLD))()
        else:
            if draw.random() < 0.5:
                self.level(side, LEVELS if side.sheet.state != OPEN else BAND)
            getattr(self, draw.choice(ACTS[side.sheet.state]))(side)
        if self.paused and draw.random() < 0.3:
            self.end_pause()
        if not side.usable and side.sheet.state in (OPEN, STARTED, SALE) and draw.random() < 0.3:
            side.set_price(side.price)
        self.judge()
        if side.sheet.state == CLOSED and draw.random() < 0.2:
            self.judge_closed(side)
        if side.sheet.state in (STARTED, SALE) and side.usable and draw.random() < 0.1:
            self.judge_ends(side)
        self.seen["steps"] += 1
        self.seen["several end"] += sum(STARTED <= side.sheet.state <= DEAD_SALE for side in self.sides) > 1


LENDING = (
    "deposit", "withdraw", "enqueue", "enqueue", "serve", "serve", "serve", "claim", "claim", "flash", "take_reserve",
)  # fmt: skip
WORLD = ("pause", "pause", "outage", "outage", "halt", "halt", "silence")
_SELLING = (
    "dust", "dust", "dust", "patience", "piece", "piece", "split", "impair", "impair", "gift", "redeem", "write_off",
    "sell_out", "bad_round", "report", "mint",
)  # fmt: skip
ACTS = {
    OPEN: ("into_sale", "into_sale", "into_sale", "start", "band", "band", "mint", "redeem", "report", "death", "blink",
           "bad_round", "gift", "impair", "shrink"),
    STARTED: ("start", "confirm", "confirm", "report", "gift", "redeem", "piece", "death", "blink", "bad_round",
              "releverage", "mint", "write_off"),
    SALE: (*_SELLING, "rebound", "death", "blink", "confirm", "start"),
    DEAD_SALE: (*_SELLING, "start", "confirm", "outlive"),
    CLOSED: ("redeem", "gift", "mint"),
}  # fmt: skip


def live(ground: Ground, draw: random.Random, steps: int, seen: Counter[str]) -> None:
    """One life of at most so many steps; ends soon after every token is closed."""
    with boa.env.anchor():
        life = Life(ground, draw, seen)
        seen["lives"] += 1
        over = 0
        for _ in range(steps):
            life.step()
            over += all(side.sheet.state == CLOSED for side in life.sides)
            if over > 3:
                return


# ------------------------------------------------------------------ what a run must have seen

KINDS = {  # at least, of a thousand steps
    "to started": 20, "to sale": 10, "to dead sale": 8, "to closed": 15, "to open": 1,
    "sold at A > D": 5, "sold at A <= D": 5, "sold in a dead sale": 5, "one unit for the rest": 2, "splits": 2,
    "sale: gift": 5, "dead sale: gift": 2, "write-offs": 2, "marks": 10, "marks in a dead sale": 50,
    "losses booked": 20, "losses in the reserve": 10, "recoveries": 10,
    "ticket given": 5, "ticket served": 1, "own ticket served, stopped": 1, "refused: ticket served, stopped": 10,
    "refused: deposit, stopped": 5, "refused: flash deposit, stopped": 5, "flash deposit": 2, "claim, stopped": 1,
    "bad rounds": 10, "outages": 3, "halts": 5, "pauses": 3, "reborn": 4, "years of silence": 1, "shrunk": 1,
    "several end": 50, "closed and left": 8, "ends": 15, "tried in vain": 100,
}  # fmt: skip


def is_enough(seen: Counter[str]) -> bool:
    """Whether a run played each kind as often as it should for its steps."""
    return all(seen[kind] * 1_000 >= least * seen["steps"] and seen[kind] for kind, least in KINDS.items())


def missed(changes: list[Change], lives: int, steps: int = 40) -> str:
    """The sentence that so many lives miss on contracts with a fault; empty if they miss none."""
    seen = Counter[str]()
    with planted(*changes), boa.env.anchor():
        ground = Ground()
        for seed in range(lives):
            try:
                live(ground, random.Random(seed), steps, seen)
            except Violation as violation:
                return f"{violation} (life {seed}, step {seen['steps']})"
    return ""
