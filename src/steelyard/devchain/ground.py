# SPDX-License-Identifier: Apache-2.0
"""What a deployment stands on, on a local chain: a wrapped coin, dollars and feeds, as in `deploy/networks/local.toml`.

All of it comes from the node's first account, in this order and before anything else: so it lies at the same addresses
on every local chain.
"""

from dataclasses import dataclass

from steelyard.chain.client import Contract
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import published

COIN, DOLLAR = 3_000 * 10**8, 10**8
"""The answers of the feeds: dollars, with 8 decimals."""
HISTORY = 2_000
"""Seconds between the two rounds of each feed: more than a paired pool's mean looks back."""


@dataclass(frozen=True)
class Ground:
    """Its contracts. Two of the dollars bear one symbol, and one has 18 decimals."""

    wrapped: Contract
    dollars: tuple[Contract, Contract, Contract]
    feeds: tuple[Contract, Contract, Contract]

    def refresh(self, owner: str, coin: int = COIN) -> None:
        """Lets every feed answer anew."""
        for feed, answer in zip(self.feeds, (coin, DOLLAR, DOLLAR), strict=True):
            feed.transact("set_answer", answer, sender=owner)


def lay(anvil: Anvil) -> Ground:
    """Lays the ground on a chain on which nothing happened yet."""
    client = anvil.client()
    owner = client.accounts()[0]
    wrapped = client.deploy_code(*published("WETH9"), sender=owner)
    dollars = (
        client.deploy("MockPermitAsset", "USD Coin", "USDC", 6, "2", sender=owner),
        client.deploy("MockPermitAsset", "Bridged USDC", "USDC", 6, "1", sender=owner),
        client.deploy("MockPermitAsset", "Tether USD", "USDT", 18, "1", sender=owner),
    )
    feeds = tuple(client.deploy("MockFeed", 8, answer, sender=owner) for answer in (COIN, DOLLAR, DOLLAR))
    ground = Ground(wrapped, dollars, feeds)  # type: ignore[arg-type]
    anvil.wait(HISTORY)
    ground.refresh(owner)
    return ground
