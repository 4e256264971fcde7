# SPDX-License-Identifier: Apache-2.0
"""Commit and execute: an order is priced at the first oracle update after it, so an old price is worth nothing."""

from dataclasses import dataclass
from typing import Protocol

from steelyard.model.atomic import atomic
from steelyard.model.clock import DAY, Clock
from steelyard.model.erc20 import ZERO_ADDRESS, Erc20
from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import MAX_UINT256, uint
from steelyard.model.oracles.price_source import PriceSource
from steelyard.model.pairing.pairing_share import PairingShare
from steelyard.model.pairing.valuation import Side

DELAY = 60  # seconds by which an update must be younger than the order: a sooner one may have been observed before
MAX_ROUNDS = 64  # that may come meanwhile
LONGEST_LIFE = 7 * DAY  # after which an order is refunded, whatever its deadline


class Market(Protocol):
    """What the delayed orders knows of its market."""

    address: str
    is_open: bool
    is_deprecated: bool
    tokens: dict[Side, PairingShare]

    def mint_ordered(self, side: Side, amount: int, min_out: int, receiver: str, price: int, *, sender: str) -> int:
        """LT, FT or LP for the delayed orders' U."""

    def redeem_ordered(self, side: Side, shares: int, min_out: int, receiver: str, price: int, *, sender: str) -> int:
        """U for the delayed orders' LT or FT."""


@dataclass(frozen=True)
class Order:
    """U or raw shares (of one generation) in escrow, the least to get, and the last round when it was committed."""

    is_mint: bool
    side: Side
    share: PairingShare | None
    amount: int
    min_out: int
    owner: str
    round: int
    since: int
    deadline: int

    @property
    def is_ended(self) -> bool:
        """Whether the generation of its shares has ended."""
        return self.share is not None and self.share.closed is not None


class DelayedOrders:
    """DelayedOrders.vy: orders by number. Anyone may execute one for its bounty; after its deadline it is refunded."""

    def __init__(
        self, address: str, market: Market, asset: Erc20, source: PriceSource, clock: Clock, bounty: int
    ) -> None:
        self.address, self.market, self.asset, self.source, self.clock = address, market, asset, source, clock
        self.bounty = bounty
        self.orders: dict[int, Order] = {}
        self.order_count = 0
        asset.approve(market.address, MAX_UINT256, sender=address)

    @atomic
    def commit(
        self, is_mint: bool, side: Side, amount: int, min_out: int, deadline: int, owner: str, *, sender: str
    ) -> int:
        """Takes U or shares of `sender` into escrow for `owner`; returns the order's number."""
        require(self.market.is_open, "market: not open")
        require(not self.market.is_deprecated, "market: deprecated")
        require(amount != 0, "order: nothing")
        require(self.clock.now <= deadline, "order: too late")
        require(owner != ZERO_ADDRESS, "order: zero owner")
        require(is_mint or side is not Side.LIQUIDITY, "order: LP leaves by the queue")
        require(not is_mint or amount > self.bounty, "order: not over the bounty", amount=amount, bounty=self.bounty)
        require(is_mint or min_out <= MAX_UINT256 - self.bounty, "order: minimum too high", min_out=min_out)
        last = self.source.latest().round
        share = None if is_mint else self.market.tokens[side]
        held = amount if share is None else uint(amount * share.index)
        until = min(deadline, self.clock.now + LONGEST_LIFE)
        order = Order(is_mint, side, share, held, min_out, owner, last, self.clock.now, until)
        require(not order.is_ended, "order: generation ended")
        (share or self.asset).transfer_from(sender, self.address, amount, sender=self.address)
        number, self.order_count = self.order_count, self.order_count + 1
        self.orders[number] = order
        return number

    @atomic
    def execute(self, number: int, *, sender: str) -> int:
        """Carries an order out at the first price a minute after it, or a worse one seen since; returns shares or U.

        0 where the market refuses FT at the cap: the owner gets their U back, less the bounty.
        """
        order = self._known(number)
        require(self.clock.now <= order.deadline, "order: expired")
        price = self._price_after(order)
        del self.orders[number]
        result = self._mint(order, price) if order.share is None else self._redeem(order, price)
        self.asset.transfer(sender, self.bounty, sender=self.address)
        return result

    @atomic
    def refund(self, number: int) -> int:
        """Gives the escrow back after the deadline, or where the order is void; needs no price. Returns U or shares."""
        order = self._known(number)
        is_void = self.market.is_deprecated or order.is_ended
        require(self.clock.now > order.deadline or is_void, "order: still open")
        del self.orders[number]
        (order.share or self.asset).transfer(order.owner, _shown(order), sender=self.address)
        return _shown(order)

    def _mint(self, order: Order, price: int) -> int:
        amount = order.amount - self.bounty
        try:
            return self.market.mint_ordered(order.side, amount, order.min_out, order.owner, price, sender=self.address)
        except Reverted as refusal:
            if refusal.reason != "mint: funding cap":
                raise
        self.asset.transfer(order.owner, amount, sender=self.address)
        return 0

    def _redeem(self, order: Order, price: int) -> int:
        require(not order.is_ended, "order: generation ended")
        terms = (order.side, _shown(order), order.min_out + self.bounty, self.address, price)
        result = self.market.redeem_ordered(*terms, sender=self.address) - self.bounty
        self.asset.transfer(order.owner, result, sender=self.address)
        return result

    def _price_after(self, order: Order) -> int:
        latest = self.source.latest().round
        for number in range(order.round + 1, order.round + 1 + MAX_ROUNDS):
            require(number <= latest, "order: no update yet")
            price, updated_at = self.source.price_of(number)
            if updated_at >= order.since + DELAY:
                return price
        raise Reverted("order: too many rounds")

    def _known(self, number: int) -> Order:
        order = self.orders.get(number)
        require(order is not None, "order: unknown")
        assert order is not None
        return order


def _shown(order: Order) -> int:
    """U, or shares as shown: a consolidation since the commitment leaves less than the smallest share behind."""
    return order.amount if order.share is None else order.amount // order.share.index
