# SPDX-License-Identifier: Apache-2.0
"""A paired pool by its factory, on the same assets and feeds, all fees on, four rounds of the feed in its mean."""

from dataclasses import astuple, dataclass
from typing import Any

from benchmarks.gas.bench import Bench, created
from benchmarks.gas.world import DAY, ETH_PRICE, NOBODY, Assets, set_feeds
from steelyard.chain.client import Contract
from steelyard.chain.factory import deploy_pairing_factory
from steelyard.devchain.uniswap import Deployed
from steelyard.model.pairing.parameters import LIVE_FALL, PERCENT, Fees, Parameters, rise_of

COIN = 10**18
FOREVER = 2**255
LT, FT, LP = range(3)
FEES = Fees(
    cut=10 * PERCENT, management=PERCENT, rebalance=PERCENT // 50, reward=50 * PERCENT, max_reward=COIN // 1_000
)

_FIVE_MINUTES = 300
_ROUNDS = 4


def pair_terms(target: int, commits: bool) -> Parameters:
    """Returns a bull's terms with every fee."""
    fall = LIVE_FALL[target]
    return Parameters(
        target=target,
        dollar=10**6,
        margin=PERCENT // 4,
        fall=fall,
        rise=rise_of(fall),
        cap_leveraged=20 * PERCENT,
        cap_funding=60 * PERCENT,
        max_underlying=10**6 * COIN,
        commits=commits,
        fees=FEES,
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
    feed = (assets.eth_feed.address, DAY, 2, 10**7 * 10**8)
    return (feed, assets.weth.address, assets.usd.address, 6, False, PERCENT // 4, NOBODY, 0)


def pair_parameters(bench: Bench, assets: Assets, source: str, target: int) -> tuple[Any, ...]:
    """Returns IPairingPool.Parameters of a bull."""
    terms = pair_terms(target, commits=target == 10)
    return (f"Paired ETH {target}x", f"PETH{target}", assets.weth.address, source, bench.owner, astuple(terms))


def build_pair(bench: Bench, assets: Assets, target: int = 3) -> Pair:
    """Creates factory, source and market, opens it with a thousand coins and grants the allowances users give once."""
    client, owner = bench.client, bench.owner
    factory = bench.name(deploy_pairing_factory(client, owner), "PairingFactory")
    source = created(factory, "create_chainlink_source", source_parameters(assets), sender=owner)
    pair = Pair(
        bench=bench,
        assets=assets,
        factory=factory,
        source=bench.name(client.at_name("ChainlinkPriceSource", source), "ChainlinkPriceSource"),
        pool=_create(bench, assets, factory, source, target),
    )
    spenders = [pair.pool, *([pair.delayed_orders] if target == 10 else [])]
    for spender in spenders:
        bench.approve(assets.weth, spender, *client.accounts()[:5])
    pair.quiet()
    pair.pool.transact("open", 1_000 * COIN, sender=owner)
    return pair


def _create(bench: Bench, assets: Assets, factory: Contract, source: str, target: int) -> Contract:
    _quiet(bench, assets, ETH_PRICE)
    pool = created(factory, "create_market", pair_parameters(bench, assets, source, target), sender=bench.owner)
    return bench.name(bench.client.at_name("PairingPool", pool), "PairingPool")  # type: ignore[no-any-return]


def _quiet(bench: Bench, assets: Assets, price: int) -> None:
    """Shows `price` every five minutes, as often as a mean needs it."""
    for _ in range(_ROUNDS):
        bench.anvil.wait(_FIVE_MINUTES)
        set_feeds(bench, assets, price)
