# SPDX-License-Identifier: Apache-2.0
"""Commit and execute: an order is priced at the first oracle update after it, so an old price is worth nothing."""

from dataclasses import dataclass
from enum import Enum

from steelyard.model.atomic import atomic
from steelyard.model.errors import need
from steelyard.model.pairing.trading import Trading
from steelyard.model.pairing.valuation import Side
from steelyard.model.rounding import uint


class Kind(Enum):
    """What an order asks for; a deposit's side is the liquidity vault."""

    MINT = 0
    REDEEM = 1


@dataclass(frozen=True)
class Order:
    """U or raw shares in escrow, the least to get, and the round that was the last one at the commitment."""

    kind: Kind
    side: Side
    amount: int
    generation: int
    least: int
    owner: str
    round: int
    deadline: int


class Ordering(Trading):
    """Orders by number. Anyone may execute one; after its deadline only its refund is left."""

    orders: dict[int, Order]
    next_order: int

    @atomic
    def commit(self, kind: Kind, side: Side, amount: int, least: int, deadline: int, *, sender: str) -> int:
        """Takes U or shares into escrow; returns the order's number."""
        self._accrue()
        need(amount != 0, "order: nothing")
        need(self.clock.now <= deadline, "order: too late")
        need(kind is Kind.MINT or side is not Side.LIQUIDITY, "order: LP leaves by the queue")
        token = self.tokens[side]
        if kind is Kind.MINT:
            self._take(amount, sender)
            self.in_orders += amount
        else:
            amount = uint(amount * token.index)
            token.ledger.transfer(self.address, amount, sender=sender)
        last = self.source.latest().round
        number, self.next_order = self.next_order, self.next_order + 1
        self.orders[number] = Order(kind, side, amount, token.generation, least, sender, last, deadline)
        return number

    @atomic
    def execute(self, number: int) -> int:
        """Carries an order out at the first update's price, or a worse one seen since; returns shares or U."""
        self._accrue()
        order = self._order(number)
        need(self.clock.now <= order.deadline, "order: expired")
        need(self.source.latest().round > order.round, "order: no update yet")
        prices = self._prices(self.source.price_of(order.round + 1))
        del self.orders[number]
        if order.kind is Kind.REDEEM:
            token = self.tokens[order.side]
            need(order.generation == token.generation, "order: generation ended")
            shares = order.amount // token.index
            self._return_shares(order, order.amount)
            return self._redeem(order.side, shares, order.least, order.owner, False, prices, order.owner)[1]
        self.in_orders -= order.amount
        if order.side is Side.LIQUIDITY:
            return self._deposit(order.amount, order.least, order.owner, prices)
        return self._mint(order.side, order.amount, order.least, order.owner, prices)

    @atomic
    def refund(self, number: int) -> int:
        """Gives the escrow back after the deadline; needs no price. Returns U or raw shares."""
        order = self._order(number)
        late = self.clock.now > order.deadline or self.is_deprecated
        need(late, "order: still open")
        del self.orders[number]
        if order.kind is Kind.MINT:
            self.in_orders -= order.amount
            self._pay(order.owner, order.amount)
        else:
            self._return_shares(order, order.amount)
        return order.amount

    def _order(self, number: int) -> Order:
        order = self.orders.get(number)
        need(order is not None, "order: unknown")
        assert order is not None
        return order

    def _return_shares(self, order: Order, raw: int) -> None:
        """Escrowed shares back to their owner, those of an ended generation too."""
        token = self.tokens[order.side]
        closed = token.closed.get(order.generation)
        ledger = closed.ledger if closed else token.ledger
        ledger.transfer(order.owner, raw, sender=self.address)
