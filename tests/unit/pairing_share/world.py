# SPDX-License-Identifier: Apache-2.0
"""A share whose market is an account of the test's."""

from typing import Any

import boa

from tests.support.contracts import deploy

WAD = 10**18
NOTICE = 1_500
BINDING = 900
HELD = 1_000 * WAD
DEAD = "0x000000000000000000000000000000000000dEaD"
NOBODY = "0x" + "00" * 20
MILLION = 10**6


class ShareWorld:
    """$10 locked, the rest as `mint` gives it. U has 6 decimals; `settle` brings it along."""

    def __init__(self, holders: list[str]) -> None:
        self.market = str(boa.env.generate_address("market"))
        self.asset = deploy("MockAsset", 6)
        self.share = deploy("PairingShare", "Ether 3x LT", "ETH3X-LT", self.asset.address, NOTICE, sender=self.market)
        self.address = str(self.share.address)
        self.mint(DEAD, 10 * WAD)
        for holder in holders:
            self.mint(holder, HELD)

    def mint(self, receiver: str, raw: int) -> None:
        """As the market."""
        self.share.mint(receiver, raw, sender=self.market)

    def consolidate(self) -> None:
        """As the market."""
        self.share.consolidate(sender=self.market)

    def settle(self, *paid: int, left: int | None = None, owed: int = 0) -> None:
        """Pays the first epochs; ends the generation if something is `left`. All U comes but what is `owed`."""
        first, second = [*paid, 0, 0][:2]
        self.asset.mint(self.address, sum(paid) + (left or 0) - owed)
        self.share.settle((first, second), len(paid), left is not None, left or 0, owed, sender=self.market)

    def event(self, name: str) -> Any:
        """The share's only one of that name in the last call."""
        logs = [event for event in self.share.get_logs() if event.address == self.share.address]
        (found,) = [event for event in logs if type(event).__name__ == name]
        return found
