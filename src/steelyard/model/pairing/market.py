# SPDX-License-Identifier: Apache-2.0
"""One paired pool: an isolated market of one underlying and one leverage, with its LT, FT and LP shares."""

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.pairing.leaving import Leaving
from steelyard.model.pairing.ordering import Order, Ordering
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.price_source import PriceSource
from steelyard.model.pairing.trades import mintable, redeemable
from steelyard.model.pairing.valuation import Side
from steelyard.model.pairing.wide import wide_down
from steelyard.model.rounding import WAD


class PairedPool(Ordering, Leaving):
    """The market with all its operations."""

    def __init__(
        self,
        address: str,
        parameters: Parameters,
        asset: Erc20,
        source: PriceSource,
        clock: Clock,
        fee_recipient: str,
        *,
        deviation: int,
    ) -> None:
        super().__init__(address, parameters, asset, source, clock, fee_recipient, deviation=deviation)
        self.orders: dict[int, Order] = {}
        self.next_order = 0

    def nav(self, side: Side, price: int) -> int:
        """A shown share's value at `price` in dollars scaled by 1e18, rounded down, as last accrued."""
        supply = self.tokens[side].total_supply()
        return wide_down(self._dollars(self.book.value(side, price), price), WAD, supply) if supply else 0

    def mint_room(self, side: Side) -> int:
        """U that a mint may bring now before inventory runs out, the caps and the fee aside."""
        return mintable(self.book, self._prices(), side)

    def redeem_room(self, side: Side, shares: int) -> int:
        """How many of `shares` can be redeemed at once now."""
        token = self.tokens[side]
        fees = self.parameters.fees
        raw = redeemable(self.book, fees, self._prices(), side, shares * token.index, token.supply)
        return raw // token.index
