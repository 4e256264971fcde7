# SPDX-License-Identifier: Apache-2.0
"""Whole lives of markets on the compiled contracts: tokens on one pool, lenders in a queue, and a bystander.

A run states how often each thing was played.
"""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import boa

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.model.leverage.sale_search import DAY, GAPS, HOUR, MINUTE, Violation, demand
from tests.stateful.bystander import (
    BAND,
    CLOSED,
    DEAD_SALE,
    DYING,
    EMERGENCY,
    EVERYTHING,
    FLOAT,
    HAIR,
    LEVELS,
    OPEN,
    SALE,
    STARTED,
    YEAR,
    Ground,
    Side,
    now,
)
from tests.stateful.lenders import Lenders
from tests.support.planted import Change, planted


class Life(Lenders):
    """From the first mint on. Every act says who did what; `step` draws one."""

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
            # debt shares are removed rounded down: a unit may stay
            demand(
                given == min(amount, debt) and side.sheet.debt - (debt - given) in (0, 1), "a gift repays what it says"
            )
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


def found(changes: list[Change], lives: int, steps: int = 40) -> str:
    """The sentence that so many lives find broken on contracts with a fault; empty if they find none."""
    seen = Counter[str]()
    with planted(*changes), boa.env.anchor():
        ground = Ground()
        for seed in range(lives):
            try:
                live(ground, random.Random(seed), steps, seen)
            except Violation as violation:
                return f"{violation} (life {seed}, step {seen['steps']})"
    return ""
