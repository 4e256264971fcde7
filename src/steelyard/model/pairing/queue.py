# SPDX-License-Identifier: Apache-2.0
"""The exit queue of one share token: at most two epochs wait, one record each, whatever the number of holders.

An epoch takes requests for one notice from its first, and may be paid one notice after its last. Until then a
request may be cancelled; afterwards it binds, so that nobody chooses between prices that he already sees.
"""

from dataclasses import dataclass, replace

from steelyard.model.clock import HOUR
from steelyard.model.errors import need
from steelyard.model.pairing.wide import wide_down


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

    def waiting(self) -> int:
        """Shares that wait in both epochs."""
        return sum(self._epoch(number).shares for number in (self.head, self.head + 1))

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
        need(shares != 0, "queue: no request")
        need(epoch.paid is None and now < epoch.last + self.notice, "queue: notice is over")
        self.epochs[number] = replace(epoch, shares=epoch.shares - shares)
        self.requests[owner, number] = 0
        if number == self.head and not self._epoch(number).shares and self._epoch(number + 1).shares:
            self.head += 1
        return shares

    def ripe(self, now: int) -> tuple[int, ...]:
        """Epochs that may be paid now, in order."""
        ripe = []
        for number in (self.head, self.head + 1):
            epoch = self._epoch(number)
            if not epoch.shares or now < epoch.last + self.notice:
                break
            ripe.append(number)
        return tuple(ripe)

    def is_due(self, now: int) -> bool:
        """Whether a ripe epoch has waited for an hour."""
        return any(now >= self._epoch(number).first + HOUR for number in self.ripe(now))

    def settle(self, number: int, paid: int) -> None:
        """Records what an epoch was paid; it and those before it wait no more."""
        self.epochs[number] = replace(self._epoch(number), paid=paid)
        self.head = number + 1

    def shares_of(self, number: int) -> int:
        """Shares of an epoch."""
        return self._epoch(number).shares

    def claim(self, owner: str, number: int) -> int:
        """The owner's part of what his epoch was paid, rounded down; once."""
        epoch, shares = self._epoch(number), self.requests.get((owner, number), 0)
        need(shares != 0, "claim: no request")
        need(epoch.paid is not None, "claim: epoch still waits")
        assert epoch.paid is not None
        self.requests[owner, number] = 0
        return wide_down(epoch.paid, shares, epoch.shares)

    def _epoch(self, number: int) -> Epoch:
        return self.epochs.get(number, Epoch())
