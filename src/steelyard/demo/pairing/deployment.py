# SPDX-License-Identifier: Apache-2.0
"""What paired pools stand on: their factory, router and lens, the generated coin, and the feeds."""

from dataclasses import dataclass, field

from steelyard.chain.client import Contract
from steelyard.demo.environment import Environment
from steelyard.demo.pairing.feed import HEARTBEAT, deploy_feed
from steelyard.demo.pairing.feed import Feed as TimedFeed
from steelyard.demo.pairing.series import Series
from steelyard.demo.pairing.terms import Spec
from steelyard.devchain import deployment
from steelyard.devchain.deployment import Feed
from steelyard.devchain.factory import deploy_pairing_factory
from steelyard.devchain.uniswap import Deployed
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.model.oracles.twap import Bounds

DEPLOYED = ("PairingFactory", "PairingEngine", "PairingRouter", "PairingLens")
FEED_DECIMALS = {"ETH": 8, "MEME": 18}
QUOTE_DECIMALS = 6


@dataclass(frozen=True)
class Deployment:
    """The shared contracts of all pairs; `series` and `coins` by name of the underlying."""

    environment: Environment
    factory: Contract
    router: Contract
    lens: Contract
    series: dict[str, Series]
    coins: dict[str, Deployed]
    feeds: dict[str, TimedFeed] = field(default_factory=dict)  # by symbol of the market

    def create_feed(self, spec: Spec, start: int) -> None:
        """Deploys the feed of a market, which will answer from `start` on."""
        series = self.series[spec.underlying]
        decimals = FEED_DECIMALS[spec.underlying]
        self.feeds[spec.symbol] = deploy_feed(self.environment, series, decimals, spec.deviation, start)

    def create_market(self, spec: Spec) -> tuple[Contract, Contract]:
        """Creates source and market, whose source must have a price and a mean by now; returns the market's pool."""
        environment, feed, bounds = self.environment, self.feeds[spec.symbol], self.bounds(spec)
        coin = self.coins[spec.underlying].address
        quoted = Feed(feed.contract.address, HEARTBEAT, bounds.lower, bounds.upper)
        described = deployment.source_parameters(
            quoted, coin, environment.usdc.address, QUOTE_DECIMALS, False, spec.deviation
        )
        source: Contract = deployment.create_source(environment.environment, self.factory, described)
        listing = Listing(spec.name, spec.symbol, coin, environment.account("fee recipient"), spec.terms)
        parameters = deployment.pairing_parameters(listing, source)
        pool: Contract = deployment.create_pairing_market(environment.environment, self.factory, parameters)
        return pool, source

    def bounds(self, spec: Spec) -> Bounds:
        """What is believed of the feed: a thousandth to a thousand times of its first answer."""
        first = self.feeds[spec.symbol].answered[0].answer
        return Bounds(first // 1_000, first * 1_000)


def build_deployment(environment: Environment, eth: Series, meme: Series) -> Deployment:
    """Deploys factory, router, lens and the generated coin."""
    creator = environment.account("creator")
    factory = deploy_pairing_factory(environment.environment)
    return Deployment(
        environment=environment,
        factory=factory,
        router=environment.client.deploy("PairingRouter", factory.address, environment.weth.address, sender=creator),
        lens=environment.client.deploy("PairingLens", sender=creator),
        series={"ETH": eth, "MEME": meme},
        coins={"ETH": environment.weth, "MEME": environment.client.deploy("MockAsset", 9, sender=creator)},
    )
