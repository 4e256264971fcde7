# SPDX-License-Identifier: Apache-2.0
"""A paired pool by its factory, on the same assets and feeds, all fees on, four rounds of the feed in its mean."""

from dataclasses import dataclass, replace
from typing import Any

from benchmarks.gas.bench import Bench
from benchmarks.gas.world import DAY, ETH_PRICE, Assets, set_feeds
from steelyard.chain.client import Contract
from steelyard.devchain import deployment
from steelyard.devchain.deployment import Feed
from steelyard.devchain.factory import deploy_pairing_factory
from steelyard.devchain.uniswap import Deployed
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.model.pairing.parameters import PERCENT, Parameters
from steelyard.model.presets import pairing as presets
from steelyard.model.presets.pairing import COIN

FOREVER = 2**255
LT, FT, LP = range(3)
FEES = replace(presets.ALL_FEES, cut=10 * PERCENT, max_reward=COIN // 1_000)

_FIVE_MINUTES = 300
_ROUNDS = 4


def pair_terms(target: int, commits: bool) -> Parameters:
    """Returns a bull's terms with every fee."""
    return replace(
        presets.parameters(target), margin=PERCENT // 4, cap_leveraged=20 * PERCENT, commits=commits, fees=FEES
    )


@dataclass(frozen=True)
class Pair:
    """One paired pool, its shares and what it asks for prices."""

    bench: Bench
    assets: Assets
    factory: Contract
    source: Contract
    pool: Contract

    def share(self, side: int) -> Contract:
        """Returns a side's present share."""
        return self.bench.client.at_name("PairingShare", self.pool.call("share", side))

    @property
    def delayed_orders(self) -> Contract:
        """Returns the delayed orders of a market that trades by orders."""
        return self.bench.client.at_name("DelayedOrders", self.pool.call("ORDERS"))

    def quiet(self, price: int = ETH_PRICE) -> None:
        """Shows `price` until it is the mean too."""
        _quiet(self.bench, self.assets, price)

    def measure(self, row: str, contract: Deployed, function: str, *args: Any, sender: str) -> None:
        """Measures a call after a quiet time at the price."""
        self.quiet()
        self.bench.measure(row, contract, function, *args, sender=sender)


def source_parameters(assets: Assets) -> tuple[Any, ...]:
    """Returns IChainlinkPriceSource.Parameters for dollars per coin."""
    feed = Feed(assets.eth_feed.address, DAY, 2, 10**7 * 10**8)
    return deployment.source_parameters(feed, assets.weth.address, assets.usd.address, 6, False, PERCENT // 4)


def pair_parameters(bench: Bench, assets: Assets, source: Contract, target: int) -> tuple[Any, ...]:
    """Returns IPairingPool.Parameters of a bull."""
    terms = pair_terms(target, commits=target == 10)
    listing = Listing(f"Paired ETH {target}x", f"PETH{target}", assets.weth.address, bench.owner, terms)
    return deployment.pairing_parameters(listing, source)


def build_pair(bench: Bench, assets: Assets, target: int = 3) -> Pair:
    """Creates factory, source and market, opens it with a thousand coins and grants the allowances users give once."""
    client, owner = bench.client, bench.owner
    factory = bench.name(deploy_pairing_factory(bench.environment), "PairingFactory")
    source = deployment.create_source(bench.environment, factory, source_parameters(assets))
    pair = Pair(
        bench=bench,
        assets=assets,
        factory=factory,
        source=bench.name(source, "ChainlinkPriceSource"),
        pool=_create(bench, assets, factory, source, target),
    )
    spenders = [pair.pool, *([pair.delayed_orders] if target == 10 else [])]
    for spender in spenders:
        bench.approve(assets.weth, spender, *client.accounts()[:5])
    pair.quiet()
    pair.pool.transact("open", 1_000 * COIN, sender=owner)
    return pair


def _create(bench: Bench, assets: Assets, factory: Contract, source: Contract, target: int) -> Contract:
    _quiet(bench, assets, ETH_PRICE)
    parameters = pair_parameters(bench, assets, source, target)
    pool: Contract = deployment.create_pairing_market(bench.environment, factory, parameters)
    bench.name(pool, "PairingPool")
    return pool


def _quiet(bench: Bench, assets: Assets, price: int) -> None:
    """Shows `price` every five minutes, as often as a mean needs it."""
    for _ in range(_ROUNDS):
        bench.anvil.wait(_FIVE_MINUTES)
        set_feeds(bench, assets, price)
