# SPDX-License-Identifier: Apache-2.0
"""A paired pool on a feed that answers what it is given."""

from collections.abc import Iterable

from steelyard.model.clock import HOUR, Clock
from steelyard.model.erc20 import Erc20
from steelyard.model.libraries.rounding import MAX_UINT256
from steelyard.model.oracles.price_source import FeedSource
from steelyard.model.oracles.twap import Bounds, Round
from steelyard.model.pairing.delayed_orders import DelayedOrders
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.parameters import Parameters

FOREVER = 2**64
"""A deadline that never passes."""


class PairingScenario:
    """Asset, price source and pool on one clock, not opened. The feed prices a whole coin in whole dollars.

    Of a bull the asset is the coin and the quote the dollar, of a bear the other way round. `rounds` are those that
    the feed has had, the list itself; `first` is the id of the first. `deviation` is the feed's, scaled by 1e18.
    """

    def __init__(
        self,
        terms: Parameters,
        clock: Clock,
        *,
        decimals: int = 18,
        quote_decimals: int = 18,
        feed_decimals: int = 8,
        heartbeat: int = HOUR,
        deviation: int = 0,
        rounds: list[Round] | None = None,
        first: int = 0,
        bounds: Bounds | None = None,
        address: str = "pool",
        recipient: str = "fee recipient",
    ) -> None:
        self.terms, self.clock, self.asset = terms, clock, Erc20(decimals)
        scale = decimals - quote_decimals if terms.is_bear else quote_decimals - decimals
        self.source = FeedSource(
            clock, [] if rounds is None else rounds, heartbeat, 36 + scale - feed_decimals, terms.is_bear,
            first=first, bounds=bounds, deviation=deviation,
        )  # fmt: skip
        self.pool = PairingPool(address, terms, self.asset, self.source, clock, recipient, deviation=deviation)

    @property
    def delayed_orders(self) -> DelayedOrders:
        """That of a market which trades by orders."""
        assert self.pool.delayed_orders is not None
        return self.pool.delayed_orders

    def fund(self, accounts: Iterable[str], amount: int) -> None:
        """Gives each account so many units of the asset, which the pool and its delayed orders may spend."""
        for account in accounts:
            self.asset.mint(account, amount)
            for spender in (self.pool.address, f"{self.pool.address}/delayed_orders"):
                self.asset.approve(spender, MAX_UINT256, sender=account)

    def hear(self, rounds: Iterable[Round]) -> None:
        """The feed's next rounds, in a new list: an operation that is refused puts the old one back."""
        self.source.rounds = [*self.source.rounds, *rounds]
