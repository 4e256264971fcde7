# SPDX-License-Identifier: Apache-2.0
"""Measures: one operation, one block, one row."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from benchmarks.gas.trace import Breakdown, breakdown_of
from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.uniswap import Deployed

# Every accrual and every Uniswap observation is paid for, as on a chain where nobody acted just before.
PAUSE = 60

UNLIMITED = 2**256 - 1


@dataclass
class Bench:
    """The node, its accounts by role, and what was measured so far, by row in the order of the runs."""

    anvil: Anvil
    client: Client
    tracing: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    breakdowns: dict[str, Breakdown] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.owner, self.lender, self.holder, self.keeper, self.newcomer = self.client.accounts()[:5]
        self.environment = NodeEnvironment(self.anvil, self.client, self.owner)

    def measure(self, row: str, contract: Deployed, function: str, *args: Any, sender: str, value: int = 0) -> None:
        """Sends the call a minute after whatever came last and keeps the gas of its receipt."""
        self.anvil.set_next_time(self.anvil.now() + PAUSE)
        receipt = contract.transact(function, *args, sender=sender, value=value)
        self.keep(row, receipt["gasUsed"])
        if self.tracing:
            self.breakdowns[row] = breakdown_of(self.anvil, receipt["transactionHash"].to_0x_hex(), self.names)

    def keep(self, row: str, gas: int) -> None:
        """Keeps the gas of a row; each row is measured once."""
        if row in self.rows:
            raise ValueError(f"gas: row {row!r} measured twice")
        self.rows[row] = gas

    def name(self, contract: Any, name: str) -> Any:
        """Lets breakdowns call `contract` by `name`; returns it."""
        self.names[contract.address.lower()] = name
        return contract

    def approve(self, token: Deployed, spender: Deployed, *owners: str) -> None:
        """Gives `spender` an unlimited allowance of each owner."""
        for owner in owners:
            token.transact("approve", spender.address, UNLIMITED, sender=owner)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Undoes afterwards what is done inside, so that no group of rows depends on another."""
        mark = self.anvil.snapshot()
        yield
        self.anvil.revert(mark)
