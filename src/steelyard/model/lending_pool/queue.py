# SPDX-License-Identifier: Apache-2.0
"""The queue of lenders whose cash is out; the twin of queue.vy."""

from collections import defaultdict
from dataclasses import dataclass

from steelyard.model.errors import need
from steelyard.model.lending_pool.books import MAX_CLAIMABLE, BookKeeper
from steelyard.model.rounding import MAX_UINT256, mul_div_down, mul_div_up

QUEUE_PART = 10_000
MAX_TICKETS = 100


@dataclass
class Ticket:
    """One place in the queue."""

    owner: str
    shares: int


class Queue(BookKeeper):
    """Shares wait at risk and earning until they are served from the head, at the price of that moment."""

    def __init__(self) -> None:
        self.tickets: list[Ticket] = []
        self.head = 0
        self.claims: defaultdict[str, int] = defaultdict(int)

    def enqueue(self, shares: int, *, sender: str) -> int:
        """Queues shares that the free cash cannot pay; returns the ticket's number."""
        books = self._current()
        need(shares * QUEUE_PART <= MAX_UINT256, "arithmetic")
        need(shares != 0 and shares * QUEUE_PART >= self.shares.total_supply, "queue: too few shares")
        worth = self._to_assets(books, shares, mul_div_down)
        need(worth > self._free_cash(books), "queue: free cash suffices")
        self.shares.transfer(self.address, shares, sender=sender)
        books.queued += shares
        self.tickets.append(Ticket(sender, shares))
        self._save(books)
        return len(self.tickets) - 1

    def process_queue(self, count: int, *, sender: str) -> int:
        """Serves at most `count` tickets at the price of this moment; returns assets made claimable."""
        books = self._current()
        total = burned = 0
        for _ in range(min(count, MAX_TICKETS)):
            if self.head == len(self.tickets):
                break
            ticket = self.tickets[self.head]
            available = min(books.cash, MAX_CLAIMABLE) - books.claimable
            shares = ticket.shares
            assets = self._to_assets(books, shares, mul_div_down)
            if assets > available:
                assets = available
                shares = self._to_shares(books, available, mul_div_up)
            if shares == 0:
                break
            self.shares.burn(self.address, shares)
            books.queued -= shares
            books.claimable += assets
            self.claims[ticket.owner] += assets
            ticket.shares -= shares
            total += assets
            burned += shares
            if ticket.shares:
                break
            self.head += 1
        need(burned != 0, "queue: nothing to serve")
        self._save(books.sampled())
        return total

    def claim(self, receiver: str, *, sender: str) -> int:
        """Pays what the queue has served to `sender`."""
        assets = self.claims.get(sender, 0)
        need(assets != 0, "claim: nothing")
        books = self._current()
        self.asset.transfer(receiver, assets, sender=self.address)
        self.claims[sender] = 0
        books.claimable -= assets
        books.cash -= assets
        self._save(books)
        return assets
