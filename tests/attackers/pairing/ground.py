# SPDX-License-Identifier: Apache-2.0
"""A live paired market that its trader knows better than its feed, and everything that they can do there.

Rounds show the true price as it was `lag` seconds before they land, and land when the trader wants, or every ten
minutes. Keepers carry out orders and rebalance what is due as soon as time passes.
"""

from collections.abc import Iterator
from typing import Any

from steelyard.model.pairing.parameters import PERCENT, Fees, Parameters
from tests.attackers.search import account, attempt
from tests.support.engine import now, wait
from tests.support.pairing import E36, FT, LP, LT, live_terms
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import HOUR, SIDES, WAD

DOLLAR = 10**6  # of all profits
START = 2_000  # dollars per coin
LAG = 60  # seconds by which reports are late at most, where the delayed orders' minute must cover them
TVL = 1_000_000  # dollars with which a market opens
FILLED = 150_000  # dollars of FT that holders have; of LT as much as takes two fifths of its cap
LIFE = 2 * HOUR  # of an order
_TEN_MINUTES = 600
_MAX_ROUNDS = 12  # of the queue, until the trader must be out


def terms(target: int = 3, *, is_bear: bool = False, commits: bool = True, **changes: Any) -> Parameters:
    """As the factory makes them; whoever executes an order gets a dollar. `changes` may be those of fees, too."""
    fees: dict[str, Any] = {"cut": 20 * PERCENT, "max_reward": 10**6 if is_bear else 10**18 // START}
    for name in [name for name in changes if hasattr(Fees, name)]:
        fees[name] = changes.pop(name)
    return live_terms(target, is_bear=is_bear, commits=commits, fees=Fees(**fees), **changes)


class Ground:
    """One market and its trader. `keeps`: whether somebody but the trader rebalances and executes orders."""

    def __init__(self, terms: Parameters, *, lag: int = LAG, keeps: bool = True, decimals: int | None = None) -> None:
        self.lag, self.keeps = lag, True
        self.trader, self.holder, self.keeper = (account(name) for name in ("trader", "holder", "keeper"))
        self.world = FeedPoolWorld(terms, START, decimals=decimals or (6 if terms.is_bear else 18))
        self.pool, self.delayed_orders = self.world.pool, self.world.delayed_orders
        self.truth = self.before = float(START)
        self.moved_at = self.hedge = 0
        self.traded = False  # whether any order or trade was done
        self.orders: list[int] = []
        self.requests: dict[tuple[str, int], Any] = {}  # shares by address and epoch
        self.world.fund(self.trader, self.holder)
        self.pool.open(self.units(TVL), sender=self.world.creator)
        self.enter(LT, TVL * 2 * terms.cap_leveraged // (5 * terms.target * WAD), self.holder)
        self.enter(FT, FILLED, self.holder)
        self.pass_time(LAG + 1)
        self.quiet(1)
        self.keeps = keeps

    def begin(self, truth: float = START) -> None:
        """Before a plan: the price is the one that feed and mean show, and nothing of the last plan is remembered."""
        self.truth = self.before = truth
        self.moved_at, self.orders, self.requests, self.traded = 0, [], {}, False
        self.hedge = self.wealth

    @property
    def state(self) -> tuple[Any, ...]:
        """What is remembered here and not on the chain: to go on from here again, set it."""
        return self.truth, self.before, self.moved_at, self.traded, self.hedge, [*self.orders], {**self.requests}

    @state.setter
    def state(self, kept: tuple[Any, ...]) -> None:
        self.truth, self.before, self.moved_at, self.traded, self.hedge, orders, requests = kept
        self.orders, self.requests = [*orders], {**requests}

    # ------------------------------------------------------------------ the world

    def units(self, dollars: float) -> int:
        """Of U, at the true price."""
        return int(dollars * self.world.unit / (1 if self.world.terms.is_bear else self.truth))

    def dollars(self, units: int) -> int:
        """What units of U are worth at the true price, in millionths."""
        return int(units * DOLLAR * (1 if self.world.terms.is_bear else self.truth) // self.world.unit)

    @property
    def wealth(self) -> int:
        """All that the trader owns at the true price, in millionths of a dollar."""
        price = self.world.price(self.truth)
        position, terms = self.pool.accrued_position(), self.pool.terms()
        total = price * (self.world.asset.balanceOf(self.trader) + sum(self._ordered(None)))
        for side in SIDES:
            share = self.world.share(side)
            if supply := share.state().supply:
                value = self.world.engine.value_of(position, terms, side, price)
                total += value * self._owned(share) // supply
        return int(total // (price if self.world.terms.is_bear else E36))

    def _owned(self, share: Any) -> int:
        queued = sum(share.request(self.trader, epoch) for place, epoch in self.requests if place == share.address)
        return int(share.raw_balance(self.trader) + queued + sum(self._ordered(share)))

    def _ordered(self, share: Any) -> Iterator[int]:
        """What lies in their orders: raw shares, or U where no share is named."""
        for order in (self.delayed_orders.order(number) for number in self.orders):
            if order.is_mint if share is None else order.share == share.address:
                yield order.amount

    @property
    def profit(self) -> int:
        """Of a trader who is out again, in millionths of a dollar. What they held while the price moved is hedged."""
        return self.wealth - self.hedge

    def jump(self, basis_points: int) -> None:
        """The true price moves, and nobody but the trader knows."""
        self._claim_all()
        self.hedge -= self.wealth
        self.before, self.truth = self.truth, self.truth * (1 + basis_points / 10_000)
        self.hedge += self.wealth
        self.moved_at = now()

    def report(self) -> None:
        """A round lands."""
        self.world.answer(self.truth if now() - self.lag >= self.moved_at else self.before)

    def pass_time(self, seconds: int) -> None:
        """Rounds come every ten minutes, keepers at the end."""
        for _ in range(seconds // _TEN_MINUTES):
            wait(_TEN_MINUTES)
            self.report()
        wait(seconds % _TEN_MINUTES)
        self.keep()

    def quiet(self, hours: int) -> None:
        """The feed stays where it is until its mean is there too."""
        self.report()
        self.pass_time(hours * HOUR)

    def keep(self) -> None:
        """Keepers, where there are any, do what is due."""
        if not self.keeps:
            return
        with attempt():
            self.pool.rebalance(sender=self.keeper)
        self._execute(self.keeper)

    def _execute(self, who: str) -> None:
        for number in list(self.orders):
            with attempt():
                self.traded |= self.delayed_orders.execute(number, sender=who) != 0
                self.orders.remove(number)

    def enter(self, side: int, dollars: float, who: str) -> None:
        """Anybody mints or deposits, at once or by an order."""
        amount = self.units(dollars)
        if self.delayed_orders:
            self.orders.append(self.world.commit(True, side, amount, who, now() + LIFE))
        else:
            self.world.mint(side, amount, who)
            self.traded = True

    # ------------------------------------------------------------------ what the trader can do

    def mint(self, side: int, dollars: int) -> None:
        """LT, FT or LP; half as much again and again where it is refused."""
        for halving in range(6):
            with attempt():
                self.enter(side, dollars / 2**halving, self.trader)
                return

    def redeem(self, side: int, percent: int) -> None:
        """LT or FT at once, or by an order."""
        share = self.world.share(side)
        shares = share.balanceOf(self.trader) * percent // 100
        if self.delayed_orders:
            self.orders.append(self.world.commit(False, side, shares, self.trader, now() + LIFE))
        else:
            self.world.redeem(side, shares, self.trader, partial=True)

    def enqueue(self, side: int, percent: int) -> None:
        """Leaves by the queue."""
        share = self.world.share(side)
        shares = share.balanceOf(self.trader) * percent // 100
        self.requests[share.address, share.enqueue(shares, sender=self.trader)] = share

    def cancel(self) -> None:
        """Takes their requests back."""
        for (place, epoch), share in list(self.requests.items()):
            with attempt():
                share.cancel(epoch, sender=self.trader)
                del self.requests[place, epoch]

    def execute(self) -> None:
        """Their own orders, or anybody's."""
        self._execute(self.trader)

    def rebalance(self) -> None:
        """For the moment: the reward, which anybody might have earned, is taken off again."""
        reward = self.pool.rebalance(sender=self.trader)[2]
        self.world.asset.transfer(self.keeper, reward, sender=self.trader)

    def buy_at_the_mark(self, side: int) -> None:
        """Only in a control: the holder sells all that they have for what the position says, whatever the price is."""
        share, price = self.world.share(side), self.world.price(self.truth)
        shares = share.balanceOf(self.holder)
        value = self.world.engine.value_of(self.pool.position(), self.pool.terms(), side, price)
        self.world.asset.transfer(self.holder, value * shares // share.totalSupply() // price, sender=self.trader)
        share.transfer(self.trader, shares, sender=self.holder)
        self.traded = True

    def donate(self, dollars: int, to: int) -> None:
        """U to the market or to one of its shares."""
        place = self.pool if to > LP else self.world.share(to)
        self.world.asset.transfer(place.address, self.units(dollars), sender=self.trader)

    def do(self, steps: list[tuple[str, dict[str, int]]]) -> None:
        """A plan, without what is refused."""
        for name, options in steps:
            with attempt():
                getattr(self, name)(**options)

    # ------------------------------------------------------------------ out again

    def leave(self) -> None:
        """All that the trader has becomes U: orders are carried out or refunded, shares leave by the queue."""
        wait(self.lag)
        for _ in range(_MAX_ROUNDS):
            self._enqueue_all()
            self.quiet(1)
            with attempt():
                self.rebalance()
            self._execute(self.trader)
            self._refund_all()
            self._claim_all()
            if not self.orders and not self.requests and not any(self._shares()):
                return
        raise AssertionError(f"still in: {self.orders}, {self.requests}, {self._shares()}")

    def _shares(self) -> list[int]:
        return [self.world.share(side).balanceOf(self.trader) for side in SIDES]

    def _enqueue_all(self) -> None:
        for side in SIDES:
            share = self.world.share(side)
            with attempt():
                share.claim_closed(self.trader, sender=self.trader)
            with attempt():
                self.enqueue(side, 100)

    def _refund_all(self) -> None:
        for number in list(self.orders):
            with attempt():
                self.delayed_orders.refund(number)
                self.orders.remove(number)

    def _claim_all(self) -> None:
        for (place, epoch), share in list(self.requests.items()):
            with attempt():
                share.claim(epoch, self.trader, sender=self.trader)
                del self.requests[place, epoch]
