# SPDX-License-Identifier: Apache-2.0
"""`poke`: the re-split by anyone, in memory steps, and what is paid out of vaults that are pure U."""

from dataclasses import dataclass

from steelyard.model.atomic import atomic
from steelyard.model.errors import need
from steelyard.model.pairing.core import DEAD, Core
from steelyard.model.pairing.resplit import MOST_STEPS, Merged, Move, StepTransfer, merged, resplit, split, transfer
from steelyard.model.pairing.valuation import Book, Side
from steelyard.model.pairing.wide import wide_down
from steelyard.model.rounding import WAD

SMALL_SHARE = 10**6  # a share worth less than a millionth of its first dollar may be consolidated


@dataclass(frozen=True)
class Poked:
    """The steps of a call, whether more are waiting, and the reward in U."""

    steps: tuple[StepTransfer, ...]
    backlog: bool
    reward: int


class Stepping(Core):
    """Re-splits and what happens only inside them."""

    @atomic
    def poke(self, gas_cost: int, *, sender: str) -> Poked:
        """Up to 64 re-splits: at the bounds while spot is far beyond them, the last at spot. `gas_cost` in U."""
        self._accrue()
        spot, mean = self._market()
        move, price = self._next_move(self.book.reference, spot, mean, self.last_resplit)
        need(move is not Move.NOTHING, "poke: not due")
        need(move is not Move.WAIT, "poke: spot far from twap", spot=spot, mean=mean)
        reward = self._charge(gas_cost) if self._is_paid(mean) else 0
        book, steps = self.book, list[StepTransfer]()
        while move is Move.BOUND and len(steps) < MOST_STEPS:
            after = resplit(book, price)
            steps.append(transfer(book, after, spot))
            book = after
            move, price = self._next_move(book.reference, spot, mean, self.clock.now)
        if move is Move.MARKET and len(steps) < MOST_STEPS:
            steps.append(transfer(book, resplit(book, spot), spot))
            book = split(book.target, self._settle(merged(book, spot), spot), spot)
            move = Move.NOTHING
        self.book, self.last_resplit = book, self.clock.now
        if reward:
            self._pay(sender, reward)
        return Poked(tuple(steps), move in (Move.BOUND, Move.MARKET), reward)

    @atomic
    def consolidate(self, side: Side, *, sender: str) -> None:
        """A million shares become one, once a share is worth less than a millionth of its first dollar."""
        self._accrue()
        price, _ = self._market()
        token = self.tokens[side]
        worth = self.book.value(side, price)
        need(token.supply != 0, "consolidate: no shares")
        small = self._dollars(worth, price) * SMALL_SHARE < token.total_supply()
        need(small, "consolidate: not small enough")
        token.consolidate()

    def is_due(self) -> bool:
        """Whether a re-split at the market price is due: the period is over, or a ripe queue waited an hour."""
        return self._is_due(self.last_resplit)

    def _is_due(self, last: int) -> bool:
        return self._is_scheduled(last) or any(queue.is_due(self.clock.now) for queue in self.queues.values())

    def _is_scheduled(self, last: int) -> bool:
        return self.clock.now >= last + self.parameters.period

    def _is_paid(self, mean: int) -> bool:
        """A re-split for a queue's sake alone is free, or one queued share an hour would drain the market."""
        return self._is_scheduled(self.last_resplit) or not self.band.holds(self.book.reference, mean)

    def _next_move(self, reference: int, spot: int, mean: int, last: int) -> tuple[Move, int]:
        return self.band.next_move(reference, spot, mean, self._is_due(last))

    def _charge(self, gas_cost: int) -> int:
        """Takes the rebalance fee from all vaults; returns the poker's part of it, at most his gas."""
        fees = self.parameters.fees
        fee = wide_down(self.book.underlying, fees.rebalance, WAD)
        if fee == 0:
            return 0
        self._drain(fee)
        reward = min(gas_cost, wide_down(fee, fees.reward, WAD))
        self.fees_owed -= reward
        return reward

    # ------------------------------------------------------------------ pure U

    def _settle(self, parts: Merged, price: int) -> Merged:
        """Pays ripe epochs, then ends the generation of a vault worth less than a dollar; the U that stays."""
        for side in Side:
            for number in self.queues[side].ripe(self.clock.now):
                kept = self._exit_fee(side, number)
                parts = parts.less(side, self._settle_epoch(side, number, parts.of(side), kept))
            if self.supply(side) and self._is_poor(parts.of(side) * price, price):
                parts = parts.less(side, self._close(side, parts.of(side)))
        return parts

    def _settle_epoch(self, side: Side, number: int, held: int, kept: int) -> int:
        """Burns an epoch's shares and sets aside their part of a vault's U less a fee, rounded down."""
        token, queue = self.tokens[side], self.queues[side]
        shares = queue.shares_of(number)
        paid = wide_down(wide_down(held, shares, token.supply), WAD - kept, WAD)
        token.ledger.burn(self.address, shares)
        queue.settle(number, paid)
        self.claimable += paid
        return paid

    def _exit_fee(self, side: Side, number: int) -> int:
        """The LP exit fee, scaled by 1e18; none for LT and FT, nor where only the seed would be left to gain it."""
        token = self.tokens[side]
        left = token.supply - self.queues[side].shares_of(number)
        if side is not Side.LIQUIDITY or left <= token.ledger.balance_of(DEAD):
            return 0
        return self.parameters.fees.liquidity_exit

    def _close(self, side: Side, held: int) -> int:
        """Ends a generation: waiting requests are settled as they stand, all others keep a claim on the rest."""
        token, queue, left = self.tokens[side], self.queues[side], held
        for number in (queue.head, queue.head + 1):
            if queue.shares_of(number):
                left -= self._settle_epoch(side, number, left, 0)
        if side is Side.LIQUIDITY and self.cut:
            left -= self._close_cut(left)
        token.close(left)
        self.claimable += left
        return held

    def _close_cut(self, held: int) -> int:
        """The fee recipient's shares of an ended generation become U owed to him."""
        token = self.tokens[Side.LIQUIDITY]
        paid = wide_down(held, self.cut, token.supply)
        token.ledger.burn(self.address, self.cut)
        self.fees_owed += paid
        self.cut = 0
        return paid

    def _close_all(self, book: Book, price: int) -> None:
        """Every vault's U at `price` becomes a fixed claim."""
        parts = merged(book, price)
        for side in Side:
            if self.supply(side):
                parts = parts.less(side, self._close(side, parts.of(side)))
        self.fees_owed += sum(parts.of(side) for side in Side)
        self.book = split(book.target, Merged(0, 0, 0), book.reference)
