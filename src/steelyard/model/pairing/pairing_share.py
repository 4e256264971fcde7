# SPDX-License-Identifier: Apache-2.0
"""The share of one vault for one generation: an ERC-20 shown over an index, its exit queue, and the U of its claims."""

from dataclasses import dataclass

from steelyard.model.atomic import atomic
from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, uint
from steelyard.model.pairing.exit_queue import ExitQueue
from steelyard.model.pairing.wide import wide_down

DEAD = "0x000000000000000000000000000000000000dEaD"
CONSOLIDATION = 10**6


@dataclass(frozen=True)
class ShareState:
    """What a market's arithmetic asks of a share, in raw shares; of an ended generation all is 0 but `closed`.

    `seed` is what the dead address holds, `epochs` what waits, `ripe` how many of those may be paid, in order.
    """

    supply: int = 0
    index: int = 0
    seed: int = 0
    epochs: tuple[int, int] = (0, 0)
    ripe: int = 0
    due: bool = False
    closed: bool = False


States = tuple[ShareState, ShareState, ShareState]  # by side


@dataclass(frozen=True)
class Closed:
    """How a generation ended: its raw supply then, and the units of U that it shares."""

    supply: int
    amount: int


class PairingShare:
    """PairingShare.vy. `sender` is the caller; the market alone mints, burns, settles and consolidates.

    A holder sees raw shares over `index`, rounded down; allowances are as shown. Queued shares are held by the share
    itself. `counted` is the U for claims, that which the market owes included.
    """

    def __init__(self, address: str, market: str, asset: Erc20, clock: Clock, notice: int) -> None:
        self.address, self.market, self.asset, self.clock = address, market, asset, clock
        self.market_state = Erc20()  # raw, but for its allowances
        self.queue = ExitQueue(notice)
        self.index = 1
        self.counted = 0
        self.closed: Closed | None = None

    # ------------------------------------------------------------------ holders

    @atomic
    def enqueue(self, shares: int, *, sender: str) -> int:
        """Shares into the queue until the next rebalance at the market price; returns the epoch."""
        require(self.closed is None, "queue: generation ended")
        require(shares != 0, "queue: zero shares")
        raw = shares * self.index
        self.market_state.transfer(self.address, raw, sender=sender)
        return self.queue.join(sender, raw, self.clock.now)

    @atomic
    def cancel(self, epoch: int, *, sender: str) -> int:
        """Shares back out of an epoch whose notice still runs; returns them as shown, rounded down."""
        raw = self.queue.cancel(sender, epoch, self.clock.now)
        self.market_state.transfer(sender, raw, sender=self.address)
        return raw // self.index

    @atomic
    def claim(self, epoch: int, receiver: str, *, sender: str) -> int:
        """U of a paid epoch, rounded down."""
        return self._send(receiver, self.queue.claim(sender, epoch))

    @atomic
    def claim_closed(self, receiver: str, *, sender: str) -> int:
        """U of all the sender's shares, once the generation has ended; rounded down."""
        raw = self.raw_balance(sender)
        require(self.closed is not None and raw != 0, "claim: no closed shares")
        assert self.closed is not None
        self.market_state.burn(sender, raw)
        return self._send(receiver, wide_down(self.closed.amount, raw, self.closed.supply))

    # ------------------------------------------------------------------ market only

    def mint(self, receiver: str, raw: int, *, sender: str) -> None:
        """Creates raw shares."""
        self._check_market(sender)
        self.market_state.mint(receiver, raw)

    def burn(self, owner: str, raw: int, *, sender: str) -> None:
        """Destroys raw shares of anybody."""
        self._check_market(sender)
        self.market_state.burn(owner, raw)

    @atomic
    def settle(self, paid: tuple[int, int], epochs: int, closing: bool, left: int, owed: int, *, sender: str) -> None:
        """Burns the shares of the first `epochs` for U that has come in or is `owed`; a generation's end keeps `left`.

        `owed` is what the market could not send, of all settlements so far.
        """
        self._check_market(sender)
        for amount in paid[:epochs]:
            self.market_state.burn(self.address, self.queue.pay(amount))
        if closing:
            self.closed = Closed(self.raw_supply(), left)
        self.counted = uint(self.counted + sum(paid[:epochs]) + left)
        require(self.asset.balance_of(self.address) + owed >= self.counted, "settle: asset not received")

    def consolidate(self, *, sender: str) -> None:
        """A million shares become one as shown."""
        self._check_market(sender)
        self.index = uint(self.index * CONSOLIDATION)

    # ------------------------------------------------------------------ ERC-20

    def transfer(self, receiver: str, amount: int, *, sender: str) -> None:
        """Moves shares as shown."""
        self.market_state.transfer(receiver, amount * self.index, sender=sender)

    def transfer_from(self, owner: str, receiver: str, amount: int, *, sender: str) -> None:
        """Moves shares as shown on the allowance of `sender`."""
        self.market_state.check_allowance(owner, sender, amount)
        self.market_state.transfer(receiver, amount * self.index, sender=owner)
        allowed = self.allowance(owner, sender)
        if allowed != MAX_UINT256:
            self.approve(sender, allowed - amount, sender=owner)

    def approve(self, spender: str, amount: int, *, sender: str) -> None:
        """Lets `spender` move up to `amount` shares as shown."""
        self.market_state.approve(spender, amount, sender=sender)

    def allowance(self, owner: str, spender: str) -> int:
        """Shares as shown."""
        return self.market_state.allowance(owner, spender)

    def balance_of(self, account: str) -> int:
        """Shares as shown, rounded down."""
        return self.raw_balance(account) // self.index

    def total_supply(self) -> int:
        """Shares as shown, rounded down."""
        return self.raw_supply() // self.index

    # ------------------------------------------------------------------ views

    def state(self) -> ShareState:
        """What the market's arithmetic asks for."""
        if self.closed is not None:
            return ShareState(closed=True)
        now, queue = self.clock.now, self.queue
        seed = self.raw_balance(DEAD)
        return ShareState(self.raw_supply(), self.index, seed, queue.waiting(), queue.ripe(now), queue.is_due(now))

    def raw_balance(self, account: str) -> int:
        """Raw shares of `account`."""
        return self.market_state.balance_of(account)

    def raw_supply(self) -> int:
        """Raw shares of all, those that an ended generation has left to claim too."""
        return self.market_state.total_supply

    # ------------------------------------------------------------------ inside

    def _check_market(self, sender: str) -> None:
        require(sender == self.market, "share: market only")

    def _send(self, receiver: str, amount: int) -> int:
        self.counted = uint(self.counted - amount)
        self.asset.transfer(receiver, amount, sender=self.address)
        return amount
