# SPDX-License-Identifier: Apache-2.0
"""What every operation of a paired pool stands on: state, accrual before everything, prices for users."""

from dataclasses import replace

from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.errors import Refused, need
from steelyard.model.pairing.funding import grown, rate, utilization
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.pairing.price_source import PriceSource, Reading
from steelyard.model.pairing.queue import ExitQueue
from steelyard.model.pairing.resplit import Band
from steelyard.model.pairing.shares import ShareToken
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Book, Side, Vault
from steelyard.model.pairing.wide import E36, wide_down
from steelyard.model.rounding import WAD, uint

DEAD = "0x000000000000000000000000000000000000dEaD"
SEED_DOLLARS = 10
SEED = SEED_DOLLARS * WAD


class Core:
    """State of one market. `sender` is the caller; U is counted, never read from a balance."""

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
        parameters.check(deviation)
        self.address, self.parameters, self.asset = address, parameters, asset
        self.source, self.clock, self.fee_recipient = source, clock, fee_recipient
        self.band = Band(parameters.fall, parameters.rise)
        self.book = Book(parameters.target, 0, source.latest().price, ONE, Vault(), Vault())
        self.tokens = {side: ShareToken() for side in Side}
        self.queues = {
            Side.LEVERAGED: ExitQueue(parameters.window),
            Side.FUNDING: ExitQueue(parameters.window),
            Side.LIQUIDITY: ExitQueue(parameters.notice),
        }
        self.is_open = self.is_deprecated = False
        self.accrued_at = self.last_resplit = clock.now
        self.fresh_until = self.last_price = self.stale_since = 0
        self.unbilled = 0  # seconds of management fee that were not yet worth one unit of U
        self.claimable = 0  # U set aside for paid epochs and ended generations
        self.fees_owed = 0  # U for the fee recipient
        self.cut = 0  # raw LP shares for the fee recipient, held here
        self.in_orders = 0  # U of committed orders

    def counted(self) -> int:
        """All U that the market must hold."""
        return self.book.underlying + self.claimable + self.fees_owed + self.in_orders

    def supply(self, side: Side) -> int:
        """Raw shares of a vault's present generation."""
        return self.tokens[side].supply

    # ------------------------------------------------------------------ accrual

    def _accrue(self) -> None:
        """Funding and management fee up to now, or to where the source went stale. Before everything.

        If it was stale when last looked at, time counts again from the present round on.
        """
        need(self.is_open, "market: not open")
        need(not self.is_deprecated, "market: deprecated")
        was_stale = self.fresh_until < self.accrued_at
        reading = self._note_price()
        since = max(self.accrued_at, reading.updated_at) if was_stale and reading else self.accrued_at
        seconds = max(0, min(self.clock.now, self.fresh_until) - since)
        self.accrued_at = self.clock.now
        if reading is not None and self.clock.now <= reading.fresh_until:
            self.stale_since = 0
        terms = self.parameters
        yearly = rate(terms.target, utilization(self.book, terms.mints_funding))
        self.book = replace(self.book, index=grown(self.book.index, yearly, seconds, terms.most_index))
        self.unbilled += seconds
        fee = wide_down(self.book.underlying, terms.fees.management * self.unbilled, ONE)
        if fee:
            self._drain(fee)
            self.unbilled = 0

    def _note_price(self) -> Reading | None:
        """Remembers the last price and how long it is fresh; None where the source refuses."""
        try:
            reading = self.source.latest()
        except Refused:
            return None
        self.last_price, self.fresh_until = reading.price, reading.fresh_until
        return reading

    def _drain(self, amount: int) -> None:
        """Moves U from all vaults in proportion to the fees owed."""
        self.book = self.book.drained(amount)
        self.fees_owed += amount

    # ------------------------------------------------------------------ prices

    def _market(self) -> tuple[int, int]:
        """Spot and TWAP; refuses where the source is stale, gapped or too young."""
        return self.source.latest().price, self.source.mean(self.parameters.window)

    def _prices(self, *also: int) -> Prices:
        """The two user prices around spot, TWAP and `also`; refuses while one of them is out of range."""
        seen = (*self._market(), *also)
        for price in seen:
            in_range = self.band.holds(self.book.reference, price)
            need(in_range, "price: out of range", price=price, reference=self.book.reference)
        return Prices.around(self.parameters.margin, *seen)

    def _dollar(self, price: int) -> int:
        """One dollar as a value: quote units scaled by 1e36."""
        return self.parameters.dollar * (price if self.parameters.is_bear else E36)

    def _dollars(self, worth: int, price: int) -> int:
        """A value in dollars scaled by 1e18, rounded down."""
        return wide_down(worth, WAD, self._dollar(price))

    def _is_poor(self, worth: int, price: int) -> bool:
        """Whether a value is below one dollar."""
        return worth < self._dollar(price)

    # ------------------------------------------------------------------ U

    def _take(self, amount: int, sender: str) -> None:
        self.asset.transfer_from(sender, self.address, uint(amount), sender=self.address)

    def _pay(self, receiver: str, amount: int) -> None:
        self.asset.transfer(receiver, amount, sender=self.address)
