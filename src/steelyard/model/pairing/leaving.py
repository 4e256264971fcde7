# SPDX-License-Identifier: Apache-2.0
"""Exits that need no price: the queue, claims, the end after a dead oracle, and fees that are pulled."""

from steelyard.model.atomic import atomic
from steelyard.model.clock import HOUR
from steelyard.model.errors import need
from steelyard.model.pairing.price_source import Reading
from steelyard.model.pairing.stepping import Stepping
from steelyard.model.pairing.valuation import Side
from steelyard.model.rounding import uint

STALE_FOR = 72 * HOUR


class Leaving(Stepping):
    """What stays open out of range, with a backlog and without an oracle."""

    @atomic
    def enqueue(self, side: Side, shares: int, *, sender: str) -> int:
        """Shares into escrow until the next re-split at the market price; returns the epoch."""
        need(not self.is_deprecated, "queue: market deprecated")
        need(shares != 0, "queue: zero shares")
        token = self.tokens[side]
        raw = uint(shares * token.index)
        token.ledger.transfer(self.address, raw, sender=sender)
        return self.queues[side].join(sender, raw, self.clock.now)

    @atomic
    def cancel(self, side: Side, epoch: int, *, sender: str) -> int:
        """Shares back out of an epoch whose notice still runs."""
        token = self.tokens[side]
        raw = self.queues[side].cancel(sender, epoch, self.clock.now)
        token.ledger.transfer(sender, raw, sender=self.address)
        return raw // token.index

    @atomic
    def claim(self, side: Side, epoch: int, receiver: str, *, sender: str) -> int:
        """U of a paid epoch."""
        return self._release(self.queues[side].claim(sender, epoch), receiver)

    @atomic
    def claim_closed(self, side: Side, generation: int, receiver: str, *, sender: str) -> int:
        """U of all the sender's shares in an ended generation."""
        return self._release(self.tokens[side].claim(generation, sender), receiver)

    @atomic
    def collect_fees(self) -> tuple[int, int]:
        """U and LP shares owed to the fee recipient; anyone may send them on."""
        amount, raw = self.fees_owed, self.cut
        need(amount != 0 or raw != 0, "fees: nothing owed")
        self.fees_owed = self.cut = 0
        self._pay(self.fee_recipient, amount)
        self.tokens[Side.LIQUIDITY].ledger.transfer(self.fee_recipient, raw, sender=self.address)
        return amount, raw

    # ------------------------------------------------------------------ a dead oracle

    @atomic
    def report_stale(self) -> None:
        """Starts the 72 hours; starts them anew if the source had come back in between."""
        self._accrue()
        reading = self._note_price()
        need(self._is_stale(reading), "stale: source is fresh")
        need(self.stale_since == 0 or self._came_back(reading), "stale: already reported")
        self.stale_since = self.clock.now

    @atomic
    def deprecate(self) -> None:
        """After 72 hours without a fresh price every vault's U at the last one becomes a fixed claim."""
        self._accrue()
        reading = self._note_price()
        need(self.stale_since != 0 and self._is_stale(reading), "deprecate: not stale")
        need(not self._came_back(reading), "deprecate: source came back")
        need(self.clock.now >= self.stale_since + STALE_FOR, "deprecate: too early")
        self.is_deprecated = True
        self._close_all(self.book, self.last_price)

    def _is_stale(self, reading: Reading | None) -> bool:
        return reading is None or self.clock.now > reading.fresh_until

    def _came_back(self, reading: Reading | None) -> bool:
        return reading is not None and reading.updated_at > self.stale_since

    def _release(self, amount: int, receiver: str) -> int:
        self.claimable -= amount
        self._pay(receiver, amount)
        return amount
