# SPDX-License-Identifier: Apache-2.0
"""The exit queue of one share token: at most two epochs wait, one record each, whatever the number of holders.

An epoch takes requests for one notice from its first, and may be paid one notice after its last. A request binds a
quarter of an hour before that, so that nobody chooses between prices they already see; until then it may be cancelled.
"""

from dataclasses import dataclass, replace

from steelyard.model.clock import HOUR
from steelyard.model.libraries.errors import require
from steelyard.model.pairing.wide import wide_down

BINDING = 900  # seconds before it may be paid in which a request cannot be cancelled


@dataclass(frozen=True)
class Epoch:
    """Raw shares that wait or were paid, when the first and the last came, and U paid (None: still waiting)."""

    shares: int = 0
    first: int = 0
    last: int = 0
    paid: int | None = None


class ExitQueue:
    """Epochs by number; `head` is the first that waits. Shares are raw units, U in its smallest units."""

    def __init__(self, notice: int) -> None:
        self.notice = notice
        self.head = 0
        self.epochs: dict[int, Epoch] = {}
        self.requests: dict[tuple[str, int], int] = {}

    def waiting(self) -> tuple[int, int]:
        """Shares that wait in the first epoch and in the one after it."""
        return self._epoch(self.head).shares, self._epoch(self.head + 1).shares

    def join(self, owner: str, shares: int, now: int) -> int:
        """Adds shares to the epoch that is open; returns its number."""
        number = self.head
        if self._epoch(number).shares and now >= self._epoch(number).first + self.notice:
            number += 1
        epoch = self._epoch(number)
        first = epoch.first if epoch.shares else now
        self.epochs[number] = Epoch(epoch.shares + shares, first, now)
        self.requests[owner, number] = self.requests.get((owner, number), 0) + shares
        return number

    def cancel(self, owner: str, number: int, now: int) -> int:
        """Takes a request back while its epoch has not ripened; an emptied one does not hold up the next."""
        epoch, shares = self._epoch(number), self.requests.get((owner, number), 0)
        require(shares != 0, "queue: no request")
        require(epoch.paid is None and now + BINDING < epoch.last + self.notice, "queue: request binds")
        self.epochs[number] = replace(epoch, shares=epoch.shares - shares)
        self.requests[owner, number] = 0
        if number == self.head and not self._epoch(number).shares and self._epoch(number + 1).shares:
            self.head += 1
        return shares

    def ripe(self, now: int) -> int:
        """How many epochs may be paid now, in order."""
        return sum(self._is_ripe(number, now) for number in (self.head, self.head + 1))

    def is_due(self, now: int) -> bool:
        """Whether a ripe epoch has waited for an hour."""
        return any(now >= self._epoch(self.head + i).first + HOUR for i in range(self.ripe(now)))

    def pay(self, paid: int) -> int:
        """Records what the first epoch was paid; it waits no more. Returns its shares."""
        epoch = self._epoch(self.head)
        self.epochs[self.head] = replace(epoch, paid=paid)
        self.head += 1
        return epoch.shares

    def claim(self, owner: str, number: int) -> int:
        """The owner's part of what their epoch was paid, rounded down; once."""
        epoch, shares = self._epoch(number), self.requests.get((owner, number), 0)
        require(shares != 0, "claim: no request")
        require(epoch.paid is not None, "claim: epoch still waits")
        assert epoch.paid is not None
        self.requests[owner, number] = 0
        return wide_down(epoch.paid, shares, epoch.shares)

    def _is_ripe(self, number: int, now: int) -> bool:
        epoch = self._epoch(number)
        return epoch.shares != 0 and now >= epoch.last + self.notice

    def _epoch(self, number: int) -> Epoch:
        return self.epochs.get(number, Epoch())
