# SPDX-License-Identifier: Apache-2.0
"""The integer model of a market, which does everything along and must come to the same, to the last unit."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from typing import Any

from steelyard.demo.units import UNLIMITED
from steelyard.model.clock import Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.errors import Reverted
from steelyard.model.pairing.pairing_pool import PairingPool, Rebalanced
from steelyard.model.pairing.pairing_share import PairingShare
from steelyard.model.pairing.rebalancing import StepTransfer
from steelyard.model.pairing.valuation import Side
from steelyard.strategy.pairing import preview

_PLENTY = 2**120


@dataclass
class Model:
    """`asset` is its own asset U: whoever acts has plenty of it."""

    clock: Clock
    asset: Erc20
    pool: PairingPool
    compared: int = 0
    differences: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)

    def admit(self, account: str) -> None:
        """Gives an account U, and lets the market and its delayed orders take it and its shares."""
        if account in self._known:
            return
        self._known.add(account)
        self.asset.mint(account, _PLENTY)
        for spender in self._spenders():
            self.asset.approve(spender, UNLIMITED, sender=account)

    def share(self, side: Side) -> PairingShare:
        """The share of a side's present generation."""
        return self.pool.tokens[side]

    def lend_to_orders(self, account: str, side: Side) -> None:
        """Lets the delayed orders take shares of an account."""
        for spender in self._spenders():
            self.share(side).approve(spender, UNLIMITED, sender=account)

    def follow(self, what: str, time: int, scenario: Callable[[], Any], expected: Any) -> None:
        """Does the same at the same time, and compares what comes of it."""
        self.clock.now = time
        try:
            found = scenario()
        except Reverted as refusal:
            found = f"refused: {refusal.reason}"
        self.compare(what, found, expected)

    def compare(self, what: str, found: Any, expected: Any) -> None:
        """Counts, and keeps both where they differ."""
        self.compared += 1
        if found != expected:
            self.differences.append(f"{what}: model {found}, chain {expected}")

    def rebalance(self, sender: str) -> tuple[Rebalanced, tuple[StepTransfer, ...]]:
        """Rebalances, and says what each step moved."""
        due = preview(self.pool)
        return self.pool.rebalance(sender=sender), due.outcome.steps if due else ()

    def state(self) -> tuple[Any, ...]:
        """What the market's State event shows."""
        position = self.pool.position
        vaults = (astuple(position.leveraged), astuple(position.funding))
        return (position.underlying, position.reference, position.index, *vaults, self.pool.fees_owed)

    def _spenders(self) -> list[str]:
        delayed_orders = [self.pool.delayed_orders.address] if self.pool.delayed_orders else []
        return [self.pool.address, *delayed_orders]
