# SPDX-License-Identifier: Apache-2.0
"""The trader: one way in, many ways out, and what they are left with at the true price.

`Result.stale` is what going in and out gave them: what they got less what they gave, each at what it was worth at that
moment had the feed been right. `Result.held` is what the shares brought in between, as to everybody who held them,
with the price hedged away: funding, drag, and what LP loses in jumps. `Result.luck` is in neither: an order counts
from when its price was seen, or from when it was given if that is later, and a queue pays what is true, as they cannot
choose how wrong the feed is an hour later.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from steelyard.model.clock import HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.pairing_share import PairingShare
from steelyard.model.pairing.valuation import Side
from steelyard.model.scenario.pairing import FOREVER
from studies.stale_trader.environment import TRADER, Environment
from studies.stale_trader.markets import Pricing

HOLDS = (60, 300, 900, 1_800, HOUR, 4 * HOUR)  # seconds after which they leave at once
PATIENCE = 4 * HOUR  # how long an order, a queue or a better price is waited for


@dataclass(frozen=True)
class Result:
    """A closed position in U, and where it was closed: at which bar of which stage, before or after its keepers."""

    stake: int
    stale: int
    held: int
    luck: int
    environment: Environment
    is_after_keepers: bool


class Position:
    """What `who` holds in one vault of an environment of their own, carried along bar by bar."""

    def __init__(self, environment: Environment, side: Side, who: str = TRADER) -> None:
        self.environment, self.side, self.who = environment, side, who
        self.shares = self.stake = 0
        self.hedge = 0  # quote units scaled by 1e36 that the exposure brought
        self.luck = 0  # the same of what came by chance
        self.stale = 0  # the same of what going in and out gave
        self.paid = 0  # its worth at the start

    def fork(self) -> "Position":
        """The same position, to be played on apart."""
        return self.on(self.environment.fork())

    def on(self, environment: Environment) -> "Position":
        """The same position on another stage."""
        copy = Position(environment, self.side, self.who)
        copy.shares, copy.stake, copy.paid = self.shares, self.stake, self.paid
        copy.hedge, copy.luck, copy.stale = self.hedge, self.luck, self.stale
        return copy

    @property
    def token(self) -> PairingShare:
        """The shares that it is in."""
        return self.environment.pool.tokens[self.side]

    def fair(self, price: int) -> int:
        """What the position is worth at a price had the feed seen it; before it is in, what it is made of."""
        return self._part(self.environment.fair(self.side, price)) if self.shares else self.stake * price

    # ------------------------------------------------------------------ in

    def enter(self, amount: int) -> bool:
        """Brings U in, at once or by an order; whether it came to anything."""
        environment, pricing = self.environment, self.environment.market.pricing
        if pricing is Pricing.STANDING and self.side in environment.standing:
            amount = environment.delayed_orders.orders[environment.standing[self.side]].amount
        self.stake, self.paid = amount, amount * environment.price
        try:
            if pricing is Pricing.DIRECT and self.side is Side.LIQUIDITY:
                environment.pool.deposit(amount, 0, self.who, FOREVER, sender=self.who)
            elif pricing is Pricing.DIRECT:
                environment.pool.mint(self.side, amount, 0, self.who, FOREVER, sender=self.who)
            elif pricing is Pricing.STANDING:
                environment.delayed_orders.execute(environment.standing[self.side], sender=self.who)
            else:
                entering = partial(environment.order_mint, self.side, amount, self.who)
                return self._order(entering, self._came_in, lambda _, price: self.fair(price)) is not None
        except (Reverted, KeyError):
            return False
        if self._came_in() is None:
            return False
        self.stale += self.fair(self.environment.price) - self.paid
        return True

    def take_over(self, part: int) -> bool:
        """Starts from shares that are already held, one `part`-th of them; whether there are any."""
        self.shares = self._held() // part
        self.paid = self.fair(self.environment.price)
        return self.shares != 0

    # ------------------------------------------------------------------ out

    def leave_at_once(self) -> Result | None:
        """Redeems all, by an order where the market wants one; None where that is refused."""
        environment, before = self.environment, self._purse()
        try:
            if not environment.market.parameters.commits:
                fair = self.fair(self.environment.price)
                _, out = environment.pool.redeem(self.side, self.shares, 0, self.who, False, FOREVER, sender=self.who)
                self.stale += out * environment.price - fair
                return self._result(out, False)
            leaving = partial(environment.order_redeem, self.side, self.shares, self.who)
            paid = self._order(leaving, lambda: self._purse() - before or None, lambda paid, price: paid * price)
        except Reverted:
            return None
        return None if paid is None else self._result(paid, True)

    def leave_by_queue(self) -> Result | None:
        """Queues all at once; takes it back and redeems if that gains while the notice runs."""
        epoch = self.enqueue()
        for _ in self._bars():
            recalled = self._recalled(epoch)
            if recalled:
                return recalled
            fair = self.fair(self.environment.price)
            self.environment.keep()
            out = self.claim(epoch)
            if out is not None:
                fee = fair * self._exit_fee // WAD
                self.stale -= fee
                self.luck += out * self.environment.price - fair + fee
                return self._result(out, True)
        return None

    def enqueue(self) -> int:
        """Queues all; returns the epoch."""
        return self.token.enqueue(self.shares, sender=self.who)

    def claim(self, epoch: int) -> int | None:
        """U of a paid epoch; None while it waits."""
        try:
            return self.token.claim(epoch, self.who, sender=self.who)
        except Reverted:
            return None

    def leave_in_favour(self) -> Result | None:
        """Waits for a feed that is stale the other way and redeems then."""
        for _ in self._bars():
            if self._gains_by_redeeming():
                return self.leave_at_once()
            self.environment.keep()
        return None

    def hold(self, until: int) -> bool:
        """Carries the position to the first bar at or after `until`; whether there is one."""
        while self.environment.now < until:
            self.environment.keep()
            if self.environment.ends():
                return False
            self._advance()
        return True

    # ------------------------------------------------------------------ inside

    def _advance(self) -> None:
        before, exposure = self.environment.price, self._exposure()
        self.environment.advance()
        self.hedge += exposure * (self.environment.price - before)

    def _bars(self) -> Iterator[int]:
        """This bar and those that follow while patience lasts."""
        start = self.environment.now
        while True:
            yield self.environment.bar
            if self.environment.ends() or self.environment.now >= start + PATIENCE:
                return
            self._advance()

    def _order(
        self, give: Callable[[], int], done: Callable[[], int | None], worth: Callable[[int, int], int]
    ) -> int | None:
        """What comes of an order; `worth` is what that is worth at a price."""
        given, environment = self.environment.bar, self.environment
        give()
        for bar in self._bars():
            environment.rebalance_if_due()
            seen = environment.price_at(max(given, bar - environment.price_path.lag))
            then, now = self.fair(seen), self.fair(environment.price)
            environment.carry_out()
            outcome = done()
            if outcome is not None:
                stale = worth(outcome, seen) - then
                self.stale += stale
                self.luck += worth(outcome, environment.price) - now - stale
                return outcome
        return None

    def _came_in(self) -> int | None:
        self.shares = self._held()
        return self.shares or None

    def _held(self) -> int:
        return self.token.balance_of(self.who)

    def _purse(self) -> int:
        return self.environment.asset.balance_of(self.who)

    def _part(self, amount: int) -> int:
        return amount * self.shares // self.token.total_supply()

    @property
    def _exit_fee(self) -> int:
        return self.environment.market.parameters.fees.liquidity_exit if self.side is Side.LIQUIDITY else 0

    def _exposure(self) -> int:
        """Units of U that the position moves like; those it came from before it is in."""
        if self.shares == 0:
            return self.stake
        return self._part(self.environment.exposure(self.side))

    def _gains_by_redeeming(self) -> bool:
        """Whether the feed is further off than a leg costs, in favour of who sells this side."""
        if self.side is Side.LIQUIDITY or self.environment.market.parameters.commits:
            return False
        return self.environment.gap(self.side.other) > self.environment.market.leg_cost

    def _recalled(self, epoch: int) -> Result | None:
        if not self._gains_by_redeeming():
            return None
        try:
            self.token.cancel(epoch, sender=self.who)
        except Reverted:
            return None
        return self.leave_at_once()

    def _result(self, out: int, is_after_keepers: bool) -> Result:
        price = self.environment.price
        held = out * price - self.paid - self.hedge - self.luck - self.stale
        return Result(
            self.stake, self.stale // price, held // price, self.luck // price, self.environment, is_after_keepers
        )
