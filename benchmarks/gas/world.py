# SPDX-License-Identifier: Apache-2.0
"""What the operations are measured in: two 3x markets by the factory, real Uniswap, feeds, all fees on.

Everything has been used before, as on a chain that runs for a while: words that are zero only once in the life
of a market are not zero any more, unless the row says "first ever".
"""

from dataclasses import astuple, dataclass, replace
from typing import Any

from benchmarks.gas.bench import Bench
from benchmarks.gas.mocks import deploy_mock, double_at
from steelyard.chain.client import Contract
from steelyard.devchain import deployment
from steelyard.devchain.deployment import Feed
from steelyard.devchain.factory import deploy_factory
from steelyard.devchain.uniswap import PRICE_SCALE, Deployed, Uniswap
from steelyard.model.factory.bounds import PoolParameters
from steelyard.model.lending import Setting
from steelyard.model.presets import leverage as presets

WAD = 10**18
DOLLAR = 10**6
DAY = 86_400
ETH_PRICE = 3_000
NOBODY = "0x" + "00" * 20

FIRST_SHARES = 100 * WAD
BORROW_LIMIT = int(Setting.BORROW_LIMIT)

_FEE = 500  # Uniswap V3's pool of 0.05%
_DEPTH = 40_000 * WAD  # WETH in each Uniswap pool
_OBSERVATIONS = 100
_V2_PAIR = 1 << 160


@dataclass(frozen=True)
class Assets:
    """The two assets, where they trade, and the feeds that follow."""

    uniswap: Uniswap
    usd: Contract
    weth: Deployed
    v3_pool: Deployed
    v2_pair: Deployed
    eth_aggregator: Contract
    usd_aggregator: Contract
    eth_feed: Contract
    usd_feed: Contract

    def path(self, venue: str) -> list[int]:
        """Returns the periphery's path of one hop through "V3" or "V2"."""
        hops = {"V3": int(self.v3_pool.address, 16), "V2": int(self.v2_pair.address, 16) | _V2_PAIR}
        return [hops[venue]]


@dataclass(frozen=True)
class Market:
    """One leveraged token with what it stands on."""

    pool: Contract
    governance: Contract
    token: Contract
    anchored: Contract
    oracle: Contract
    rate_model: Contract


@dataclass(frozen=True)
class World:
    """Assets, factory, both markets and the periphery."""

    bench: Bench
    assets: Assets
    factory: Contract
    router: Contract
    rebalancer: Contract
    bull: Market
    bear: Market

    def with_bull(self, bull: Market) -> "World":
        """Returns the same world with another bull, funded and with a first holder."""
        world = replace(self, bull=bull)
        _open(world, (bull,))
        return world

    def set_feeds(self, eth_price: int) -> None:
        """A new round of both feeds."""
        set_feeds(self.bench, self.assets, eth_price)

    def move(self, eth_price: int) -> None:
        """Moves the feeds and both Uniswap pools to `eth_price` whole dollars."""
        self.set_feeds(eth_price)
        move_venues(self.bench, self.assets, eth_price)


def build_assets(bench: Bench, uniswap: Uniswap, proxied: bool) -> Assets:
    """Deploys the dollar and the feeds, `proxied` as on mainnet or plain, and opens both Uniswap pools."""
    client, owner = bench.client, bench.owner
    if proxied:
        implementation = bench.name(deploy_mock(client, "FiatToken", sender=owner), "USD implementation")
        # its admin may not use a proxied token
        proxy = deploy_mock(client, "FiatTokenProxy", implementation.address, sender=client.accounts()[-1])
        usd = double_at(client, "FiatToken", proxy.address)
    else:
        usd = deploy_mock(client, "PlainToken", 6, sender=owner)
    bench.name(usd, "USD")
    weth = bench.name(uniswap.weth, "WETH")
    for account in client.accounts()[:5]:
        usd.transact("mint", account, 10**9 * DOLLAR, sender=owner)
        weth.transact("deposit", sender=account, value=200_000 * WAD)
    pair = (weth.address, usd.address)
    v3_pool = uniswap.create_v3_pool(*pair, _FEE, _scaled(ETH_PRICE), _DEPTH, owner)
    v3_pool.transact("increaseObservationCardinalityNext", _OBSERVATIONS, sender=owner)
    aggregators = [deploy_mock(client, "Feed", sender=owner) for _ in range(2)]
    feeds = aggregators
    if proxied:
        feeds = [deploy_mock(client, "FeedProxy", aggregator.address, sender=owner) for aggregator in aggregators]
    assets = Assets(
        uniswap=uniswap,
        usd=usd,
        weth=weth,
        v3_pool=bench.name(v3_pool, "Uniswap V3 pool"),
        v2_pair=bench.name(uniswap.create_v2_pair(*pair, _scaled(ETH_PRICE), _DEPTH, owner), "Uniswap V2 pair"),
        eth_aggregator=bench.name(aggregators[0], "ETH/USD aggregator"),
        usd_aggregator=bench.name(aggregators[1], "USDC/USD aggregator"),
        eth_feed=bench.name(feeds[0], "ETH/USD feed"),
        usd_feed=bench.name(feeds[1], "USDC/USD feed"),
    )
    for price in (ETH_PRICE + 1, ETH_PRICE, ETH_PRICE + 1, ETH_PRICE):
        set_feeds(bench, assets, price)
        move_venues(bench, assets, price)
    return assets


def set_feeds(bench: Bench, assets: Assets, eth_price: int) -> None:
    """A new round of both feeds, at `eth_price` whole dollars and at one."""
    assets.eth_aggregator.transact("set_answer", eth_price * 10**8, sender=bench.owner)
    assets.usd_aggregator.transact("set_answer", 10**8, sender=bench.owner)


def move_venues(bench: Bench, assets: Assets, eth_price: int) -> None:
    """Trades both Uniswap pools to `eth_price` whole dollars."""
    pair = (assets.weth.address, assets.usd.address)
    assets.uniswap.move_v3_pool(*pair, _FEE, _scaled(eth_price), bench.owner)
    assets.uniswap.move_v2_pair(*pair, _scaled(eth_price), bench.owner)


def build_world(bench: Bench, assets: Assets) -> World:
    """Creates everything through the factory, gives the tokens their limits and fills pools and markets."""
    client, owner = bench.client, bench.owner
    factory = bench.name(deploy_factory(bench.environment), "MarketFactory")
    bench.name(bench.environment.at("LeverageEngine", factory.call("ENGINE")), "LeverageEngine")
    rate_model = bench.environment.create(factory, "create_kinked_rate_model", astuple(presets.KINKED))
    bull, bear = (create_market(bench, assets, factory, rate_model, is_bear) for is_bear in (False, True))
    quotes = client.deploy("QuoteLens", sender=owner)
    world = World(
        bench=bench,
        assets=assets,
        factory=factory,
        router=bench.name(
            client.deploy("Router", factory.address, quotes.address, assets.weth.address, sender=owner), "Router"
        ),
        rebalancer=bench.name(client.deploy("Rebalancer", sender=owner), "Rebalancer"),
        bull=bull,
        bear=bear,
    )
    _open(world, (bull, bear))
    return world


def pool_parameters(bench: Bench, asset: Deployed, rate_model: str) -> PoolParameters:
    """A pool whose tokens may each borrow their whole limit within an hour."""
    usual = deployment.pool_parameters(bench.environment, asset.address, rate_model)
    return replace(usual, name="Lenders", hourly_part=WAD)


def market_parameters(
    bench: Bench, pool: Deployed, collateral: Deployed, oracle: Deployed, is_bear: bool
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Returns ILeveragedToken.Parameters and IMarketFactory.AnchoredParameters of a 3x market with all fees."""
    side = "BEAR" if is_bear else "BULL"
    terms = presets.BEAR_3X if is_bear else presets.BULL_3X
    terms = replace(terms, fees=replace(presets.ALL_FEES, recipient=bench.owner))
    return deployment.market_parameters(f"Leveraged {side} 3x", f"ETH{side}3X", pool, collateral, oracle, terms)


def create_market(bench: Bench, assets: Assets, factory: Contract, rate_model: str, is_bear: bool) -> Market:
    """Creates pool, oracle and market of one side."""
    chain, side = bench.environment, "bear" if is_bear else "bull"
    debt_asset, collateral = (assets.weth, assets.usd) if is_bear else (assets.usd, assets.weth)
    pool = deployment.create_pool(chain, factory, pool_parameters(bench, debt_asset, rate_model))
    oracle = deployment.create_oracle(chain, factory, oracle_parameters(assets, is_bear))
    pool = bench.name(pool, f"{side}'s LendingPool")
    token, anchored = deployment.create_market(
        chain, factory, *market_parameters(bench, pool, collateral, oracle, is_bear)
    )
    governance = deployment.governance_of(chain, pool)
    return Market(
        pool=pool,
        governance=bench.name(governance, f"{side}'s PoolGovernance"),
        token=bench.name(token, f"{side}'s LeveragedToken"),
        anchored=bench.name(anchored, f"{side}'s AnchoredToken"),
        oracle=bench.name(oracle, f"{side}'s oracle"),
        rate_model=bench.name(chain.at("KinkedRateModel", rate_model), "rate model"),
    )


def oracle_parameters(assets: Assets, is_bear: bool) -> tuple[Any, ...]:
    """Returns ChainlinkOracle's parameters with one feed a side, the underlying's as the main one."""
    eth = Feed(assets.eth_feed.address, DAY, 10 * 10**8, 10**6 * 10**8)
    usd = Feed(assets.usd_feed.address, DAY, 10**8 // 2, 2 * 10**8)
    return deployment.oracle_parameters(assets.weth.address, assets.usd.address, (eth, usd), is_bear)


def _open(world: World, markets: tuple[Market, ...]) -> None:
    """Lends, gives limits, makes the first mints, and grants the allowances that users give once."""
    bench = world.bench
    for market in markets:
        approve_all(world, market)
        lent = 4_000 * WAD if market == world.bear else 10**7 * DOLLAR
        market.pool.transact("deposit", lent, bench.owner, sender=bench.owner)
    give_limits(world, markets, {market.pool.address: 2 * market.pool.call("totalAssets") for market in markets})
    for market in markets:
        order = (FIRST_SHARES, bench.owner, bench.owner, b"")
        market.token.transact("mint", *order, sender=bench.owner)


def give_limits(world: World, markets: tuple[Market, ...], limits: dict[str, int]) -> None:
    """Lets each token borrow up to its pool's entry in `limits`; two timelocks pass."""
    bench = world.bench
    limited = [(market.pool, market.token, limits[market.pool.address]) for market in markets]
    deployment.give_limits(bench.environment, limited)
    world.set_feeds(ETH_PRICE)


def approve_all(world: World, market: Market) -> None:
    """Grants the unlimited allowances that users of `market` give once."""
    bench, assets = world.bench, world.assets
    everybody = (bench.owner, bench.lender, bench.holder, bench.keeper, bench.newcomer)
    for asset in (assets.usd, assets.weth):
        for spender in (market.pool, market.token, world.router):
            bench.approve(asset, spender, *everybody)
    bench.approve(market.token, market.anchored, *everybody)
    for share in (market.token, market.anchored):
        bench.approve(share, world.router, *everybody)


def _scaled(eth_price: int) -> int:
    return PRICE_SCALE * eth_price * DOLLAR // WAD
