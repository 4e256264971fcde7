# SPDX-License-Identifier: Apache-2.0
"""What the operations are measured in: two 3x markets by the factory, real Uniswap, feeds, all fees on.

Everything has been used before, as on a chain that runs for a while: words that are zero only once in the life
of a market are not zero any more, unless the row says "first ever".
"""

from dataclasses import dataclass, replace
from typing import Any

from benchmarks.gas.bench import Bench, created
from benchmarks.gas.mocks import deploy_mock, double_at
from steelyard.chain.client import Contract
from steelyard.chain.factory import deploy_factory
from steelyard.chain.uniswap import PRICE_SCALE, Deployed, Uniswap

WAD = 10**18
DOLLAR = 10**6
DAY = 86_400
ETH_PRICE = 3_000
NOBODY = "0x" + "00" * 20

FIRST_SHARES = 100 * WAD
BORROW_LIMIT = 1  # the governance's setting
KINKED_RATES = (WAD // 100, 8 * WAD // 10, 5 * WAD // 100, 50 * WAD // 100)  # base, kink, rate there, rate at full
ADAPTIVE_RATES = (9 * WAD // 10, 4 * WAD // 100, WAD // 1_000, 2 * WAD // 10, 4 * WAD, 50 * WAD)

_FEE = 500  # Uniswap V3's pool of 0.05%
_DEPTH = 40_000 * WAD  # WETH in each Uniswap pool
_OBSERVATIONS = 100
_V2_PAIR = 1 << 160
_TOLERANCE = (10**15, 10**16, 3 * 10**16, 5 * 10**15, 5 * 10**15, 10**12)
_FEES = (10**15, 10**15, 10**16)  # mint, redeem, management


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
    factory = bench.name(deploy_factory(client, owner), "MarketFactory")
    bench.name(client.at_name("LeverageEngine", factory.call("ENGINE")), "LeverageEngine")
    rate_model = created(factory, "create_kinked_rate_model", KINKED_RATES, sender=owner)
    bull, bear = (create_market(bench, assets, factory, rate_model, is_bear) for is_bear in (False, True))
    world = World(
        bench=bench,
        assets=assets,
        factory=factory,
        router=bench.name(client.deploy("Router", factory.address, assets.weth.address, sender=owner), "Router"),
        rebalancer=bench.name(client.deploy("Rebalancer", sender=owner), "Rebalancer"),
        bull=bull,
        bear=bear,
    )
    _open(world, (bull, bear))
    return world


def pool_parameters(bench: Bench, asset: Deployed, rate_model: str) -> tuple[Any, ...]:
    """Returns IMarketFactory.PoolParameters; a token may borrow its whole limit within an hour."""
    return (
        asset.address,
        "Lenders",
        "LEND",
        bench.owner,
        bench.owner,
        rate_model,
        2**95,
        WAD // 10,
        0,
        WAD,
        DAY,
    )


def market_parameters(
    bench: Bench, pool: Deployed, collateral: Deployed, oracle: Deployed, is_bear: bool
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Returns ILeveragedToken.Parameters and IMarketFactory.AnchoredParameters of a 3x market with all fees."""
    name = "BEAR" if is_bear else "BULL"
    offset = WAD if is_bear else 0
    band = (3 * WAD + offset, 3 * WAD * 10 // 9 + offset, 3 * WAD * 9 // 10 + offset)
    token = (
        f"Leveraged {name} 3x",
        f"ETH{name}3X",
        pool.address,
        collateral.address,
        oracle.address,
        is_bear,
        DOLLAR,
        *band,
        DAY,
        _TOLERANCE,
        (*_FEES, bench.owner),
    )
    return token, (f"Anchored {name} 3x", f"aETH{name}3X", 100 * WAD, 10 * WAD, 0)


def create_market(bench: Bench, assets: Assets, factory: Contract, rate_model: str, is_bear: bool) -> Market:
    """Creates pool, oracle and market of one side."""
    client, owner = bench.client, bench.owner
    debt_asset, collateral = (assets.weth, assets.usd) if is_bear else (assets.usd, assets.weth)
    side = "bear" if is_bear else "bull"
    pool = created(factory, "create_pool", pool_parameters(bench, debt_asset, rate_model), sender=owner)
    oracle = client.at_name(
        "ChainlinkOracle", created(factory, "create_oracle", oracle_parameters(assets, is_bear), sender=owner)
    )
    pool = bench.name(client.at_name("LendingPool", pool), f"{side}'s LendingPool")
    governance = bench.name(client.at_name("PoolGovernance", pool.call("GOVERNANCE")), f"{side}'s PoolGovernance")
    token, anchored = created(
        factory, "create_market", *market_parameters(bench, pool, collateral, oracle, is_bear), sender=owner
    )
    return Market(
        pool=pool,
        governance=governance,
        token=bench.name(client.at_name("LeveragedToken", token), f"{side}'s LeveragedToken"),
        anchored=bench.name(client.at_name("AnchoredToken", anchored), f"{side}'s AnchoredToken"),
        oracle=bench.name(oracle, f"{side}'s oracle"),
        rate_model=bench.name(client.at_name("KinkedRateModel", rate_model), "rate model"),
    )


def oracle_parameters(assets: Assets, is_bear: bool) -> tuple[Any, ...]:
    """Returns ChainlinkOracle's parameters with one feed a side, the underlying's as the main one."""
    eth = (assets.weth.address, (assets.eth_feed.address, DAY, 10 * 10**8, 10**6 * 10**8))
    usd = (assets.usd.address, (assets.usd_feed.address, DAY, 10**8 // 2, 2 * 10**8))
    collateral, debt = (usd, eth) if is_bear else (eth, usd)
    none = (NOBODY, 0, 0, 0)
    main = 2 if is_bear else 0
    return (collateral[0], debt[0], [collateral[1], none, debt[1], none], main, NOBODY, 0)


def created_rate_model(world: World, function: str) -> str:
    """Creates the rate model that `function` of the factory makes and returns its address."""
    rates = {"create_kinked_rate_model": KINKED_RATES, "create_adaptive_rate_model": ADAPTIVE_RATES}[function]
    return str(created(world.factory, function, rates, sender=world.bench.owner))


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
    for market in markets:
        order = (BORROW_LIMIT, market.token.address, limits[market.pool.address])
        market.governance.transact("submit", *order, sender=bench.owner)
    bench.anvil.wait(2 * DAY)
    world.set_feeds(ETH_PRICE)
    for market in markets:
        market.governance.transact("accept", BORROW_LIMIT, market.token.address, sender=bench.owner)


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
