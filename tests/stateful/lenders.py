# SPDX-License-Identifier: Apache-2.0
"""What lenders do, in the queue and out of it, while a loss may be open and while none is."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import boa

from steelyard.model.lending import Setting
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets import leverage as presets
from tests.model.leverage.sale_search import DAY, HOUR, demand
from tests.stateful.bystander import EVERYTHING, Bystander, Ground


class Lenders(Bystander):
    """Their acts; each is judged by what it costs the others."""

    def __init__(self, ground: Ground, draw: random.Random, seen: Counter[str]) -> None:
        super().__init__(ground, draw, seen)
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
            calls = (
                lambda: side.token.repay_debt(EVERYTHING, sender=filler),
                lambda: side.token.deleverage(EVERYTHING, 0, filler, b"", sender=filler),
                lambda: side.token.impair(sender=thief),
                lambda: side.token.write_off(sender=thief),
                lambda: self.pool.process_queue(5, sender=thief),
            )
            for call in calls:
                self.attempt(call)
            done, paid = self.attempt(
                lambda: self.pool.redeem(min(shares, self.pool.maxRedeem(thief)), thief, thief, sender=thief)
            )
            left = self.pool.convertToAssets(self.pool.balanceOf(thief))
            # each call may leave a unit with the lenders, by rounding, at the cost of whoever made it
            demand((paid or 0) + left <= amount + len(calls) + 1, "a flash deposit gains nothing")
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
