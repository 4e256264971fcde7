# SPDX-License-Identifier: Apache-2.0
"""The chain of the demo before any market: assets, Uniswap, feeds, factory and periphery, and who is who."""

from dataclasses import dataclass, field

from steelyard.chain.client import Client, Contract
from steelyard.demo.arbitrage import Arbitrageur
from steelyard.demo.units import FEED, UNLIMITED, USDC, uniswap_price
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.environment import NodeEnvironment
from steelyard.devchain.factory import deploy_factory
from steelyard.devchain.uniswap import Deployed, Uniswap
from steelyard.model.libraries.rounding import WAD

ACCOUNTS = 50
POOL_FEE = 500  # 0.05%
DEPTH = 200_000 * WAD  # WETH in the Uniswap pool, over all prices
_MARKET_MAKER_USDC = 2 * 10**9 * USDC
_ARBITRAGE_WETH = 300_000 * WAD

DEPLOYED = ("MarketFactory", "LeverageEngine", "Router", "Rebalancer", "Lens", "QuoteLens", "MockFeed", "MockAsset")


@dataclass
class Roster:
    """The accounts, by name. Everybody gets an account of their own at first mention."""

    free: list[str]
    agents: dict[str, str] = field(default_factory=dict)

    def account(self, name: str) -> str:
        """Returns the account of `name`."""
        if name not in self.agents:
            self.agents[name] = self.free.pop(0)
        return self.agents[name]


@dataclass(frozen=True)
class Environment:
    """Everything that markets are built from."""

    anvil: Anvil
    client: Client
    environment: NodeEnvironment
    roster: Roster
    uniswap: Uniswap
    usdc: Contract
    venue: Deployed  # the Uniswap V3 pool
    arbitrageur: Arbitrageur
    eth_feed: Contract
    usdc_feed: Contract
    factory: Contract
    router: Contract
    rebalancer: Contract
    lens: Contract
    quotes: Contract

    @property
    def weth(self) -> Deployed:
        """WETH9."""
        return self.uniswap.weth

    @property
    def path(self) -> list[int]:
        """The periphery's path through the Uniswap pool."""
        return [int(self.venue.address, 16)]

    def account(self, name: str) -> str:
        """Returns the account of `name`."""
        return self.roster.account(name)

    def show_price(self, price: int) -> None:
        """A new round of the ETH/USD feed."""
        self.eth_feed.transact("set_answer", price, sender=self.account("creator"))

    def show_dollar(self) -> None:
        """A new round of the USDC/USD feed, at one dollar."""
        self.usdc_feed.transact("set_answer", FEED, sender=self.account("creator"))

    def fund(self, name: str, usdc: int, weth: int) -> str:
        """Mints USDC to the account of `name`, lets it wrap coins, and returns it."""
        account = self.account(name)
        if usdc:
            self.usdc.transact("mint", account, usdc, sender=self.account("creator"))
        if weth:
            self.weth.transact("deposit", sender=account, value=weth)
        return account

    def allow(self, account: str, spender: str, *assets: Deployed) -> None:
        """Lets `spender` take the assets of `account`."""
        for asset in assets:
            asset.transact("approve", spender, UNLIMITED, sender=account)


def build_environment(anvil: Anvil, price: int) -> Environment:
    """Deploys everything, with the feed and the Uniswap pool at `price` (feed units)."""
    client = anvil.client()
    roster = Roster(client.accounts())
    creator = roster.account("creator")
    uniswap = Uniswap.deploy(client, creator)
    usdc = client.deploy("MockAsset", 6, sender=creator)
    market_maker = roster.account("market maker")
    arbitrageur = roster.account("arbitrageur")
    for account, weth in ((market_maker, DEPTH), (arbitrageur, _ARBITRAGE_WETH)):
        usdc.transact("mint", account, _MARKET_MAKER_USDC, sender=creator)
        uniswap.weth.transact("deposit", sender=account, value=weth)
    pair = (uniswap.weth.address, usdc.address)
    venue = uniswap.create_v3_pool(*pair, POOL_FEE, uniswap_price(price), DEPTH, market_maker)
    arbitrage = Arbitrageur(uniswap, venue, usdc, POOL_FEE, arbitrageur)
    arbitrage.approve()
    environment = NodeEnvironment(anvil, client, creator)
    factory = deploy_factory(environment)
    quotes = client.deploy("QuoteLens", sender=creator)
    return Environment(
        anvil=anvil,
        client=client,
        environment=environment,
        roster=roster,
        uniswap=uniswap,
        usdc=usdc,
        venue=venue,
        arbitrageur=arbitrage,
        eth_feed=client.deploy("MockFeed", 8, price, sender=creator),
        usdc_feed=client.deploy("MockFeed", 8, FEED, sender=creator),
        factory=factory,
        router=client.deploy("Router", factory.address, quotes.address, uniswap.weth.address, sender=creator),
        rebalancer=client.deploy("Rebalancer", sender=creator),
        lens=client.deploy("Lens", sender=creator),
        quotes=quotes,
    )
