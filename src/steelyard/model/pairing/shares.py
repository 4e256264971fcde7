# SPDX-License-Identifier: Apache-2.0
"""Shares of one vault: raw units inside, an index for what holders see, and generations that end and begin anew."""

from dataclasses import dataclass

from steelyard.model.erc20 import Erc20
from steelyard.model.errors import need
from steelyard.model.pairing.wide import wide_down

CONSOLIDATION = 10**6


@dataclass(frozen=True)
class Closed:
    """A generation that ended: its ledger, and the U that its raw supply at that moment shares."""

    ledger: Erc20
    supply: int
    paid: int


class ShareToken:
    """The ERC-20 of one vault. A holder sees raw units over `index`, rounded down; 18 decimals.

    Accounting is in raw units throughout, so a consolidation changes what is shown and nothing else.
    """

    def __init__(self) -> None:
        self.ledger = Erc20()
        self.index = 1
        self.generation = 0
        self.closed: dict[int, Closed] = {}

    @property
    def supply(self) -> int:
        """Raw units of this generation."""
        return self.ledger.total_supply

    def total_supply(self) -> int:
        """Shares as shown, rounded down."""
        return self.supply // self.index

    def balance_of(self, account: str) -> int:
        """Shares of `account` as shown, rounded down."""
        return self.ledger.balance_of(account) // self.index

    def transfer(self, receiver: str, amount: int, *, sender: str) -> None:
        """Moves shares as shown."""
        self.ledger.transfer(receiver, amount * self.index, sender=sender)

    def whole(self, raw: int) -> int:
        """Raw units rounded down to whole shares as shown."""
        return raw - raw % self.index

    def consolidate(self) -> None:
        """A million shares become one."""
        self.index *= CONSOLIDATION

    def close(self, paid: int) -> None:
        """Ends the generation: its shares keep a claim on `paid` units of U, new ones start at 1."""
        self.closed[self.generation] = Closed(self.ledger, self.supply, paid)
        self.ledger = Erc20()
        self.index = 1
        self.generation += 1

    def claim(self, generation: int, owner: str) -> int:
        """Burns the owner's shares of an ended generation; returns his part of its U, rounded down."""
        closed = self.closed.get(generation)
        raw = closed.ledger.balance_of(owner) if closed else 0
        need(closed is not None and raw != 0, "claim: no closed shares")
        assert closed is not None
        closed.ledger.burn(owner, raw)
        return wide_down(closed.paid, raw, closed.supply)
