# SPDX-License-Identifier: Apache-2.0
"""One market on the model, walked along a price path: rounds as they came, keepers who act after the trader in a bar.

Whoever executes an order gets a dollar out of it, and that is enough for keepers to do so as soon as they can.
"""

import copy
from bisect import bisect_right
from contextlib import suppress
from dataclasses import replace
from typing import Any

from steelyard.model.clock import HOUR, Clock
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.delayed_orders import DELAY, DelayedOrders
from steelyard.model.pairing.rebalancing import Move, rebalance_step
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import E36
from steelyard.model.scenario.pairing import FOREVER, PairingScenario
from steelyard.strategy.pairing import is_due, is_scheduled
from studies.stale_trader.markets import Market, Pricing
from studies.stale_trader.price_path import PricePath

CREATOR, HOLDER, TRADER, KEEPER = "creator", "holder", "trader", "keeper"
SIZE = 1_000_000  # dollars with which a market opens
_UNIT = 10**28  # of the tape's prices of 8 decimals, in those of the pool of 36
_HISTORY = 2 * HOUR


class Environment:
    """A market opened at a bar, half filled by holders, and a trader who has plenty of U. U has 18 decimals."""

    def __init__(self, market: Market, price_path: PricePath, bar: int) -> None:
        self.market, self.price_path, self.bar = market, price_path, bar
        fees = replace(market.parameters.fees, max_reward=market.parameters.dollar_at(self.price) // self.price)
        terms = replace(market.parameters, fees=fees)
        self.clock = Clock(int(price_path.times[bar]))
        self._next_round = bisect_right(price_path.round_times, self.clock.now - _HISTORY) - 1
        self.scenario = PairingScenario(
            terms, self.clock, heartbeat=price_path.heartbeat, deviation=round(price_path.deviation * WAD)
        )
        self.source, self.asset, self.pool = self.scenario.source, self.scenario.asset, self.scenario.pool
        self._hear()
        self.scenario.fund((CREATOR, HOLDER, TRADER), 10**36)
        self._hedge = 0
        self.standing: dict[Side, int] = {}  # the trader's orders that nobody else carries out
        self._open()

    @property
    def price(self) -> int:
        """The true price, quote units per unit of U scaled by 1e36."""
        return self.price_at(self.bar)

    def price_at(self, bar: int) -> int:
        """The true price at any bar."""
        price = int(self.price_path.true[bar]) * _UNIT
        return E36 * E36 // price if self.market.parameters.is_bear else price

    @property
    def now(self) -> int:
        """The second at which the present bar closed."""
        return self.clock.now

    @property
    def next(self) -> int:
        """The second at which the next bar closes; of the last bar, its own."""
        return int(self.price_path.times[min(self.bar + 1, len(self.price_path.times) - 1)])

    @property
    def liquidity(self) -> int:
        """What the liquidity vault is worth, without what its exposure brought: quote units scaled by 1e36."""
        return self.pool.position.value(Side.LIQUIDITY, self.price) - self._hedge

    def exposure(self, side: Side) -> int:
        """Units of U that a vault moves like."""
        position = self.pool.position
        alive = Side.LEVERAGED if self.price > position.zero_point else Side.FUNDING
        return position.vault(side).of(alive)

    def fair(self, side: Side, price: int) -> int:
        """What a vault is worth had the feed seen a price: after the steps at the bounds that this calls for."""
        position, band = self.pool.accrued_position(), self.pool.band
        move, bound = band.next_move(position.reference, price, price, due=False)
        while move is Move.BOUND:
            position = rebalance_step(position, bound)
            move, bound = band.next_move(position.reference, price, price, due=False)
        return position.value(side, price)

    def gap(self, side: Side) -> float:
        """How far the feed is off in favour of who buys `side` now, as a fraction; negative where it is not."""
        gaps = self.price_path.inverse_gaps if self.market.parameters.is_bear else self.price_path.gaps
        return float(gaps[side is Side.FUNDING][self.bar])

    def fork(self) -> "Environment":
        """The same market, to be played on apart."""
        kept: dict[int, Any] = {id(item): item for item in (self.price_path, self.market, *self.source.rounds)}
        return copy.deepcopy(self, kept)

    def ends(self) -> bool:
        """Whether the tape has no further bar, or a hole comes next."""
        return self.bar + 1 >= len(self.price_path.times) or self.next - self.now > HOUR

    def advance(self) -> None:
        """The next bar closes."""
        before, exposure = self.price, self.exposure(Side.LIQUIDITY)
        self.bar += 1
        self.clock.advance(int(self.price_path.times[self.bar]) - self.now)
        self._hear()
        self._hedge += exposure * (self.price - before)

    def agrees(self) -> bool:
        """Whether spot is near enough to the TWAP for a rebalance at it."""
        with suppress(Reverted):
            reading, mean = self.source.latest_and_mean(self.market.parameters.window)
            return self.pool.band.agrees(reading.price, mean)
        return False

    def room(self, side: Side) -> int:
        """U that a mint can bring by inventory and caps, or a deposit as large as a tenth of the market; about."""
        position, terms = self.pool.position, self.market.parameters
        if side is Side.LIQUIDITY:
            return position.underlying // 10
        cap, per = (terms.cap_leveraged, 1) if side is Side.LEVERAGED else (terms.cap_funding, terms.target - 1)
        price = self.source.latest().price
        marks = position.marks(price)
        if marks.of(side.other) == 0:
            return 0
        free = cap * per * position.underlying - terms.target * WAD * (position.value(side, price) // price)
        by_cap = max(0, free) // (terms.target * WAD - cap * per)
        by_inventory = position.liquidity.of(side) * marks.of(side) // marks.of(side.other)
        return min(by_cap, by_inventory) * 97 // 100

    @property
    def delayed_orders(self) -> DelayedOrders:
        """That of a market which trades by orders."""
        return self.scenario.delayed_orders

    def order_mint(self, side: Side, amount: int, who: str) -> int:
        """An order to mint, or to deposit liquidity; returns its number."""
        return self.delayed_orders.commit(True, side, amount, 0, FOREVER, who, sender=who)

    def order_redeem(self, side: Side, shares: int, who: str) -> int:
        """An order to redeem; returns its number."""
        self.pool.tokens[side].approve(self.delayed_orders.address, shares, sender=who)
        return self.delayed_orders.commit(False, side, shares, 0, FOREVER, who, sender=who)

    def keep(self) -> None:
        """Keepers end a bar: they rebalance what is due and carry out every order that is not left to the trader."""
        self.rebalance_if_due()
        self.carry_out()

    def rebalance_if_due(self, for_queues: bool = True) -> None:
        """Keepers rebalance what is due, or what is due without counting queues."""
        pool = self.pool
        with suppress(Reverted):  # stale, or spot still far from the mean: the next bar tries again
            _, mean = self.source.latest_and_mean(self.market.parameters.window)
            if is_due(pool, mean, for_queues=for_queues):
                pool.rebalance(sender=KEEPER)

    @property
    def is_scheduled(self) -> bool:
        """Whether the period is over."""
        return is_scheduled(self.pool, self.now)

    def carry_out(self) -> None:
        """Keepers execute every order that has its price and is not left to the trader."""
        if self.pool.delayed_orders is None:
            return
        delayed_orders, heard, kept = self.pool.delayed_orders, self.source.latest().updated_at, self.standing.values()
        priced = [number for number, order in delayed_orders.orders.items() if heard >= order.since + DELAY]
        for number in priced:
            if number not in kept:
                with suppress(Reverted):  # out of range, or refused for good
                    delayed_orders.execute(number, sender=KEEPER)

    # ------------------------------------------------------------------ what was there before

    def _hear(self) -> None:
        first, self._next_round = self._next_round, bisect_right(self.price_path.round_times, self.now)
        self.scenario.hear(self.price_path.rounds[first : self._next_round])

    def _open(self) -> None:
        """Opens the market and lets holders mint half of what the caps allow."""
        terms = self.market.parameters
        dollars = SIZE * WAD
        self.pool.open(dollars if terms.is_bear else dollars * E36 // self.price, sender=CREATOR)
        for side in (Side.LEVERAGED, Side.FUNDING):
            amount = self.room(side) // 2
            if self.pool.delayed_orders is None:
                self.pool.mint(side, amount, 0, HOLDER, FOREVER, sender=HOLDER)
                continue
            self.order_mint(side, amount, HOLDER)
            if self.market.pricing is Pricing.STANDING:
                self.standing[side] = self.order_mint(side, amount, TRADER)
