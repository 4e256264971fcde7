# SPDX-License-Identifier: Apache-2.0
"""Attackers of other people's trades: around a mint, around an order, and before the first mint of a generation."""

from typing import Any, ClassVar

from tests.attackers.pairing.ground import DOLLAR, TVL, Ground, terms
from tests.attackers.pairing.traders import MOVES
from tests.attackers.search import REVERTED, Amount, Attacker, Choice, Plan, Span, Steps, attempt
from tests.support.contracts import deploy
from tests.support.engine import now
from tests.support.pairing import FOREVER, FT, LP, LT
from tests.unit.pairing_pool.world import HOUR

WRONG = 100  # basis points by which the feed of a control is off
_IN_AND_OUT = {name: MOVES[name] for name in ("mint", "redeem", "enqueue")}


class MintSandwich(Attacker):
    """Comes before and after a mint that they see coming: as liquidity that earns its fee, or to make it dearer."""

    name = "sandwich of a mint"
    story = (
        "sees a mint of LT or FT of $10,000 to $400,000 coming, with 0.5% less than the quote as its least; mints, "
        "redeems or deposits with any capital just before it, and leaves just after it, at once or by the queue"
    )
    bound_means = "nothing: liquidity that comes for one trade pays more to leave than it earns"
    weakness = "the feed is off by 1%"
    evaluations = 80
    bound = 0
    min_of_quote: ClassVar[int] = 995

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        self.ground = Ground(terms(commits=False), lag=HOUR // 2 if weakened else 0)
        self.lens = deploy("PairingQuoteLens")
        self.space = {
            "side": Choice(LT, FT),
            "minted": Amount(10_000, 400_000),
            "before": Steps(3, **_IN_AND_OUT),
            "after": Steps(3, **_IN_AND_OUT),
        }

    def _quote(self, side: int, amount: int) -> Any:
        return self.lens.quote_mint(self.ground.pool.address, side, amount)

    def play(self, plan: Plan) -> int:
        ground, side = self.ground, plan["side"]
        ground.begin()
        if self.weakened:
            ground.jump(WRONG)
        amount = ground.units(plan["minted"])
        min_out = self._quote(side, amount).shares * self.min_of_quote // 1_000
        ground.do(plan["before"])
        with attempt():
            ground.pool.mint(side, amount, min_out, ground.holder, FOREVER, sender=ground.holder)
        ground.do(plan["after"])
        ground.leave()
        return ground.profit if ground.traded else REVERTED


class OrderSaboteur(Attacker):
    """Wants an order of somebody else to come out badly; what that costs them does not count."""

    name = "sabotage of an order"
    story = (
        "knows of an order to mint FT for $20,000 with 0.1% less than the quote as its least; the price may jump by up "
        "to 5%; they trade, queue, rebalance, execute or let rounds land so that its owner gets least; their own "
        "costs are not counted"
    )
    bound_means = (
        "what the owner agreed to: their tolerance, $20, and the bounty of a dollar, which an order that is voided at "
        "the cap costs them, too"
    )
    weakness = "the order names no least, and nobody but them executes it"
    evaluations = 150
    bound = 21 * DOLLAR
    dollars: ClassVar[int] = 20_000

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        self.ground = Ground(terms(), keeps=not weakened)
        self.quote = deploy("PairingQuoteLens").quote_mint(
            self.ground.pool.address, FT, self.ground.units(self.dollars - 1)
        )
        moves = {
            name: MOVES[name] for name in ("mint", "enqueue", "cancel", "execute", "report", "pass_time", "rebalance")
        }
        moves["jump"] = {"basis_points": Span(-500, 500)}
        self.space = {"before": Steps(4, **moves), "after": Steps(4, **moves)}

    def play(self, plan: Plan) -> int:
        ground = self.ground
        ground.begin()
        ground.do(plan["before"])
        min_out = 0 if self.weakened else self.quote.shares * 999 // 1_000
        amount, victim = ground.units(self.dollars), ground.holder
        before, owned = ground.world.asset.balanceOf(victim), ground.world.share(FT).balanceOf(victim)
        number = ground.delayed_orders.commit(True, FT, amount, min_out, now() + HOUR, victim, sender=victim)
        ground.orders.append(number)
        ground.do(plan["after"])
        ground.quiet(1)
        ground.pass_time(1)
        with attempt():
            ground.delayed_orders.refund(number)
        assert ground.delayed_orders.order(number).amount == 0
        paid = before - ground.world.asset.balanceOf(victim)
        if paid <= ground.units(2):
            return ground.dollars(paid)
        gained = ground.world.share(FT).balanceOf(victim) - owned
        return self.dollars * DOLLAR * (self.quote.shares - gained) // self.quote.shares


class BountyFarmer(Attacker):
    """Commits and executes again and again."""

    name = "farming of bounties"
    story = "commits small orders, executes or cancels what is possible and lets rounds land at will"
    bound_means = "nothing: the bounty comes out of the order"
    weakness = "an order of somebody else waits"
    evaluations = 60
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        self.ground = Ground(terms(), keeps=False)
        small = {"side": Choice(LT, FT, LP), "dollars": Amount(2, 1_000)}
        moves = {name: MOVES[name] for name in ("redeem", "execute", "report", "pass_time")}
        self.space = {"steps": Steps(12, mint=small, **moves)}

    def play(self, plan: Plan) -> int:
        ground = self.ground
        ground.begin()
        if self.weakened:
            ground.enter(FT, 1_000, ground.holder)
        ground.do(plan["steps"])
        ground.leave()
        return ground.profit if ground.traded else REVERTED


class FirstOfGeneration(Attacker):
    """A crash has ended the LT generation; they mint the first shares of the next and inflate them; a victim mints."""

    name = "first mint of a new generation"
    story = (
        "after a crash that ended LT they are the first to mint again, with as little as $21 or as much as the market "
        "bears, donate to the market or its shares; somebody mints for $20,000 with no least; they mint and leave"
    )
    bound_means = "nothing"
    weakness = "the feed is off by 1%"
    evaluations = 80
    bound = 0
    crash: ClassVar[int] = -9_850

    def __init__(self, weakened: bool = False) -> None:
        self.weakened = weakened
        ground = self.ground = Ground(terms(commits=False), lag=HOUR // 2 if weakened else 0)
        ground.begin()
        ground.jump(self.crash)
        ground.pass_time(HOUR)
        ground.quiet(1)
        assert ground.world.share(LT).closed()[0]
        ground.enter(LP, TVL, ground.holder)
        self.left = ground.truth
        self.space = {
            "first": Amount(21, 10**5),
            "donated": Amount(1, 10**5),
            "to": Choice(LT, FT, LP, 3),
            "then": Steps(2, mint={"side": Choice(LT, FT), "dollars": Amount(10, 10**5)}, redeem=MOVES["redeem"]),
            "waits": Span(0, HOUR),
        }

    def play(self, plan: Plan) -> int:
        ground = self.ground
        ground.begin(self.left)
        if self.weakened:
            ground.jump(WRONG)
        ground.mint(LT, plan["first"])
        ground.donate(plan["donated"], plan["to"])
        with attempt():
            ground.enter(LT, 20_000, ground.holder)
        ground.do(plan["then"])
        ground.pass_time(plan["waits"])
        ground.leave()
        return ground.profit if ground.traded else REVERTED
