# SPDX-License-Identifier: Apache-2.0
"""Who watches a market on the compiled contracts, and what it stands on: the ground, its sides, the judgements.

The bystander of each token is the watcher of the model's own search: it keeps its own clocks and counts money, and
knows times, prices, balance sheets and what was paid, not the model. Lenders' money is counted here: what each was
served and paid, what the reserve covered, which losses may be open.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boa
from boa import BoaError

from steelyard.devchain import deployment
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.model.leverage.sale_search import DAY, HOUR, Watcher, demand
from tests.support.contracts import deploy
from tests.support.environment import BoaEnvironment
from tests.support.market import Market, Terms, build_factory, build_market
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


class Bystander:
    """From the first mint on: watches every token, and counts the lenders' money after everything that is done."""

    def __init__(self, ground: Ground, draw: random.Random, seen: Counter[str]) -> None:
        self.ground, self.draw, self.seen = ground, draw, seen
        self.pool, self.lenders = ground.pool, ground.lenders
        self.sides = [Side(token, oracle, ground.market.oracle_price(DOLLARS)) for token, oracle in ground.pairs]
        self.served, self.covered = dict.fromkeys(self.lenders, 0), 0
        self.paused: set[str] = set()
        self.reason = ""
        self.books: Any = None

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
        # in a dead sale every change marks: a debt that the line left out is booked once another stops the pool
        demand(change >= -1 or name != "gift" or after.nominal > before.nominal, "a gift costs nobody anything")
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

    def is_stopped(self) -> bool | None:
        """Whether a loss may be open, by what everybody could add up at the last look; None at the line."""
        if self.books.nominal:
            return True
        owed = LINE * sum(side.sheet.debt for side in self.sides if STARTED <= side.sheet.state <= DEAD_SALE)
        assets = self.books.total_assets
        return None if abs(owed - assets) <= 2 * LINE else bool(owed >= assets)
