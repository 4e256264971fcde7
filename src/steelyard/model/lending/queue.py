# SPDX-License-Identifier: Apache-2.0
"""The queue of lenders whose cash is out; the twin of queue.vy."""

from collections import defaultdict
from dataclasses import dataclass

from steelyard.model.lending.accounting import PositionKeeper
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, mul_div_down, mul_div_up

QUEUE_PART = 10_000
MAX_TICKETS = 100


@dataclass
class Ticket:
    """One place in the queue."""

    owner: str
    shares: int


class Queue(PositionKeeper):
    """Shares wait at risk and earning until they are served from the head, at the price of that moment."""

    def __init__(self) -> None:
        self.tickets: list[Ticket] = []
        self.head = 0
        self.claims: defaultdict[str, int] = defaultdict(int)

    def enqueue(self, shares: int, *, sender: str) -> int:
        """Queues shares that the free cash cannot pay; returns the ticket's number."""
        accounting = self._current()
        require(shares * QUEUE_PART <= MAX_UINT256, "arithmetic")
        require(not accounting.stops, "queue: loss not settled")
        require(shares != 0 and shares * QUEUE_PART >= self.shares.total_supply, "queue: too few shares")
        worth = self._to_assets(accounting, shares, mul_div_down)
        require(worth > self._free_cash(accounting), "queue: free cash suffices")
        self.shares.transfer(self.address, shares, sender=sender)
        accounting.queued += shares
        self.tickets.append(Ticket(sender, shares))
        self._save(accounting)
        return len(self.tickets) - 1

    def process_queue(self, count: int, *, sender: str) -> int:
        """Serves at most `count` tickets at the price of this moment, while a loss may be open only those of `sender`.

        Returns assets made claimable.
        """
        accounting = self._current()
        stops = accounting.stops
        total = burned = 0
        for _ in range(min(count, MAX_TICKETS)):
            if self.head == len(self.tickets):
                break
            ticket = self.tickets[self.head]
            if stops and ticket.owner != sender:
                break
            available = accounting.cash - accounting.claimable
            shares = ticket.shares
            assets = self._to_assets(accounting, shares, mul_div_down)
            if assets > available:
                assets = available
                shares = self._to_shares(accounting, available, mul_div_up)
            if shares == 0:
                break
            self.shares.burn(self.address, shares)
            accounting.queued -= shares
            accounting.claimable += assets
            self.claims[ticket.owner] += assets
            ticket.shares -= shares
            total += assets
            burned += shares
            if ticket.shares:
                break
            self.head += 1
        require(burned != 0, "queue: nothing to serve")
        self._save(accounting.sampled())
        return total

    def claim(self, receiver: str, *, sender: str) -> int:
        """Pays what the queue has served to `sender`."""
        return self._claim(sender, receiver)

    def claim_for(self, owner: str, *, sender: str) -> int:
        """Pays what the queue has served to `owner`, to itself."""
        return self._claim(owner, owner)

    def _claim(self, owner: str, receiver: str) -> int:
        assets = self.claims.get(owner, 0)
        require(assets != 0, "claim: nothing")
        accounting = self._current()
        self._send(receiver, assets)
        self.claims[owner] = 0
        accounting.claimable -= assets
        accounting.cash -= assets
        self._save(accounting)
        return assets
