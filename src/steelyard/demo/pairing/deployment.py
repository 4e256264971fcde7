# SPDX-License-Identifier: Apache-2.0
"""What paired pools stand on: their factory, router and lens, the generated coin, and the feeds."""

from dataclasses import astuple, dataclass, field

from steelyard.chain.client import Contract
from steelyard.chain.factory import deploy_pairing_factory
from steelyard.demo.environment import Environment
from steelyard.demo.pairing.feed import HEARTBEAT, Feed, deploy_feed
from steelyard.demo.pairing.series import Series
from steelyard.demo.pairing.terms import Spec
from steelyard.demo.units import NOBODY
from steelyard.devchain.uniswap import Deployed
from steelyard.model.oracles.twap import Bounds

DEPLOYED = ("PairingFactory", "PairingEngine", "PairingRouter", "PairingLens")
_FEED_DECIMALS = {"ETH": 8, "MEME": 18}
_QUOTE_DECIMALS = 6


@dataclass(frozen=True)
class Deployment:
    """The shared contracts of all pairs; `series` and `coins` by name of the underlying."""

    environment: Environment
    factory: Contract
    router: Contract
    lens: Contract
    series: dict[str, Series]
    coins: dict[str, Deployed]
    feeds: dict[str, Feed] = field(default_factory=dict)  # by symbol of the market

    def create_feed(self, spec: Spec, start: int) -> None:
        """Deploys the feed of a market, which will answer from `start` on."""
        series = self.series[spec.underlying]
        decimals = _FEED_DECIMALS[spec.underlying]
        self.feeds[spec.symbol] = deploy_feed(self.environment, series, decimals, spec.deviation, start)

    def create_market(self, spec: Spec) -> tuple[Contract, Contract]:
        """Creates source and market, whose source must have a price and a mean by now; returns the market's pool."""
        environment, creator = self.environment, self.environment.account("creator")
        feed, bounds = self.feeds[spec.symbol], self.bounds(spec)
        coin = self.coins[spec.underlying].address
        described = (
            (feed.contract.address, HEARTBEAT, bounds.lower, bounds.upper),
            *(coin, environment.usdc.address, _QUOTE_DECIMALS, False, spec.deviation, NOBODY, 0),
        )
        receipt = self.factory.transact("create_chainlink_source", described, sender=creator)
        source = self.factory.events("ChainlinkSourceCreated", receipt)[0]["args"]["source"]
        recipient = environment.account("fee recipient")
        parameters = (spec.name, spec.symbol, coin, source, recipient, astuple(spec.terms))
        receipt = self.factory.transact("create_market", parameters, sender=creator)
        made = self.factory.events("MarketCreated", receipt)[0]["args"]["market"]
        return environment.client.at_name("PairingPool", made), environment.client.at_name(
            "ChainlinkPriceSource", source
        )

    def bounds(self, spec: Spec) -> Bounds:
        """What is believed of the feed: a thousandth to a thousand times of its first answer."""
        first = self.feeds[spec.symbol].told[0].answer
        return Bounds(first // 1_000, first * 1_000)

    def exponent(self, spec: Spec) -> int:
        """Power of ten from the feed's answer to the price scaled by 1e36."""
        return 36 + _QUOTE_DECIMALS - spec.decimals - _FEED_DECIMALS[spec.underlying]


def build_house(environment: Environment, eth: Series, meme: Series) -> Deployment:
    """Deploys factory, router, lens and the generated coin."""
    creator = environment.account("creator")
    factory = deploy_pairing_factory(environment.client, creator)
    return Deployment(
        environment=environment,
        factory=factory,
        router=environment.client.deploy("PairingRouter", factory.address, environment.weth.address, sender=creator),
        lens=environment.client.deploy("PairingLens", sender=creator),
        series={"ETH": eth, "MEME": meme},
        coins={"ETH": environment.weth, "MEME": environment.client.deploy("MockAsset", 9, sender=creator)},
    )
