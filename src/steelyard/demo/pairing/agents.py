# SPDX-License-Identifier: Apache-2.0
"""Who comes, what they do, and what came of it."""

from dataclasses import dataclass, field
from enum import Enum

from steelyard.demo.pairing.pair import Pair
from steelyard.demo.units import USDC, dollars
from steelyard.model.pairing.valuation import Side
from steelyard.reverts.errors import Reverted

ORDER_DELAY = 60  # seconds by which the round that prices an order must be younger
_NOTHING_TO_SWAP = "redeem: nothing can be filled"


@dataclass(frozen=True)
class Plan:
    """Whole dollars into a side at an hour of the week; `leaves` None is when the market closes.

    `by_router`: pays USDC and is paid it, through Uniswap; else U. `by_queue`: does not try to leave at once.
    """

    name: str
    symbol: str
    side: Side
    dollars: int
    enters: int
    leaves: int | None = None
    by_router: bool = False
    by_queue: bool = False


class Stand(Enum):
    """How far somebody is."""

    AWAY = 0
    ENTERING = 1  # their order waits
    INSIDE = 2
    LEAVING = 3  # the same
    QUEUED = 4
    GONE = 5


@dataclass
class Person:
    """One plan carried out. Money in dollars at the price of the moment; times with prices in feed units."""

    plan: Plan
    pair: Pair
    account: str
    stand: Stand = Stand.AWAY
    entered: tuple[int, int] | None = None
    left: tuple[int, int] | None = None
    paid: float = 0.0
    at_once: float = 0.0
    by_queue: float = 0.0
    ticket: int = 0  # order or epoch
    shares: int = 0
    committed_at: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def received(self) -> float:
        """All that came back, dollars."""
        return self.at_once + self.by_queue

    @property
    def is_liquidity(self) -> bool:
        """Whether they are the others' counterpart, and can leave by the queue only."""
        return self.plan.side is Side.LIQUIDITY

    @property
    def has_order(self) -> bool:
        """Whether an order of theirs waits at the delayed orders."""
        return self.stand in (Stand.ENTERING, Stand.LEAVING)

    def scenario(self, hour: int, time: int, is_closing: bool) -> bool:
        """Does what it is time for; returns whether they did anything. A refusal is noted, and they try again."""
        price = self.pair.series.price(time)
        try:
            if self.stand is Stand.AWAY and hour >= self.plan.enters and not is_closing:
                self._enter(time, price)
            elif self.stand is Stand.INSIDE and (is_closing or _reached(hour, self.plan.leaves)):
                self._leave(time, price)
            else:
                return False
        except Reverted as refusal:
            self.refusals.append(refusal.reason)
            return False
        return True

    def settle(self, keeper: str, time: int) -> bool:
        """Lets the keeper execute their order once its round came, claims once their epoch was paid."""
        if self.stand is Stand.QUEUED:
            return self._claim(time)
        if not self.has_order or self.pair.feed.answered[-1].updated_at <= self.committed_at + ORDER_DELAY:
            return False
        try:
            result = self.pair.execute(keeper, self.ticket)
        except Reverted as refusal:
            self.refusals.append(refusal.reason)
            return False
        if self.stand is Stand.ENTERING:
            self.shares, self.stand = result, Stand.INSIDE
        else:
            self.at_once += self.pair.worth(result, self.pair.series.price(time))
            self._go(time)
        return True

    # ------------------------------------------------------------------ in

    def _enter(self, time: int, price: int) -> None:
        pair, side = self.pair, self.plan.side
        usdc, amount = self.plan.dollars * USDC, pair.units(self.plan.dollars, price)
        if pair.delayed_orders is not None:
            pays_usdc = self.plan.by_router
            self.ticket = (
                pair.zap_commit(self.account, side, usdc)
                if pays_usdc
                else pair.commit(self.account, True, side, amount)
            )
            self.committed_at, self.stand = pair.environment.anvil.now(), Stand.ENTERING
        else:
            mint = pair.zap_mint if self.plan.by_router else pair.mint
            self.shares = mint(self.account, side, usdc if self.plan.by_router else amount)
            self.stand = Stand.INSIDE
        self.paid = float(self.plan.dollars) if self.plan.by_router else pair.worth(amount, price)
        self.entered = (time, price)

    # ------------------------------------------------------------------ out

    def _leave(self, time: int, price: int) -> None:
        pair = self.pair
        if self.is_liquidity or self.plan.by_queue:
            self._queue()
        elif pair.delayed_orders is not None:
            self.ticket = pair.commit(self.account, False, self.plan.side, self.shares)
            self.committed_at, self.stand = pair.environment.anvil.now(), Stand.LEAVING
        else:
            self._leave_at_once(time, price)

    def _leave_at_once(self, time: int, price: int) -> None:
        """As far as inventory allows; the rest goes by the queue."""
        redeem = self.pair.zap_redeem if self.plan.by_router else self.pair.redeem
        try:
            redeemed, out = redeem(self.account, self.plan.side, self.shares)
        except Reverted as refusal:
            if refusal.reason != _NOTHING_TO_SWAP:
                raise
            self._queue()
            return
        self.at_once += dollars(out) if self.plan.by_router else self.pair.worth(out, price)
        self.shares -= redeemed
        if self.shares:
            self._queue()
        else:
            self._go(time)

    def _queue(self) -> None:
        self.ticket = self.pair.enqueue(self.account, self.plan.side, self.shares)
        self.stand = Stand.QUEUED

    def _claim(self, time: int) -> bool:
        if not self.pair.is_paid(self.plan.side, self.ticket):
            return False
        amount = self.pair.claim(self.account, self.plan.side, self.ticket)
        self.by_queue += self.pair.worth(amount, self.pair.series.price(time))
        self._go(time)
        return True

    def _go(self, time: int) -> None:
        self.shares, self.stand = 0, Stand.GONE
        self.left = (time, self.pair.series.price(time))


def hire(plan: Plan, pair: Pair) -> Person:
    """Gives somebody an account, money and the allowances they need."""
    environment = pair.environment
    account = environment.account(plan.name)
    price = min(pair.series.prices)  # enough U at whatever price they come
    amount = 0 if plan.by_router else pair.units(plan.dollars, price)
    if pair.spec.underlying == "ETH":
        environment.fund(plan.name, plan.dollars * USDC if plan.by_router else 0, amount)
    else:
        pair.coin.transact("mint", account, amount, sender=environment.account("creator"))
    _allow(plan, pair, account)
    return Person(plan, pair, account)


def _allow(plan: Plan, pair: Pair, account: str) -> None:
    environment, share = pair.environment, pair.shares[plan.side]
    if plan.by_router:
        environment.allow(account, pair.deployment.router.address, environment.usdc, share)
    else:
        environment.allow(account, pair.pool.address, pair.coin)
    if pair.delayed_orders is not None:
        environment.allow(account, pair.delayed_orders.address, pair.coin, share)


def _reached(hour: int, moment: int | None) -> bool:
    return moment is not None and hour >= moment
