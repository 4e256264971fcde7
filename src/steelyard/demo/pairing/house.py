# SPDX-License-Identifier: Apache-2.0
"""What paired pools stand on: their factory, router and lens, the generated coin, and the feeds."""

from dataclasses import astuple, dataclass, field

from steelyard.chain.client import Contract
from steelyard.chain.factory import deploy_paired_factory
from steelyard.chain.uniswap import Deployed
from steelyard.demo.pairing.feed import HEARTBEAT, Feed, deploy_feed
from steelyard.demo.pairing.series import Series
from steelyard.demo.pairing.terms import Spec
from steelyard.demo.stage import Stage
from steelyard.demo.units import NOBODY
from steelyard.model.pairing.twap import Bounds

DEPLOYED = ("PairedFactory", "PairingEngine", "PairedRouter", "PairedLens")
_FEED_DECIMALS = {"ETH": 8, "MEME": 18}
_QUOTE_DECIMALS = 6


@dataclass(frozen=True)
class House:
    """The shared contracts of all pairs; `series` and `coins` by name of the underlying."""

    stage: Stage
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
        self.feeds[spec.symbol] = deploy_feed(self.stage, series, decimals, spec.deviation, start)

    def create_market(self, spec: Spec) -> tuple[Contract, Contract]:
        """Creates source and market, whose source must have a price and a mean by now; returns the market's pool."""
        stage, creator = self.stage, self.stage.account("creator")
        feed, bounds = self.feeds[spec.symbol], self.bounds(spec)
        coin = self.coins[spec.underlying].address
        described = (
            (feed.contract.address, HEARTBEAT, bounds.lower, bounds.upper),
            *(coin, stage.usdc.address, _QUOTE_DECIMALS, False, spec.deviation, NOBODY, 0),
        )
        receipt = self.factory.transact("create_chainlink_source", described, sender=creator)
        source = self.factory.events("ChainlinkSourceCreated", receipt)[0]["args"]["source"]
        recipient = stage.account("fee recipient")
        parameters = (spec.name, spec.symbol, coin, source, recipient, astuple(spec.terms))
        receipt = self.factory.transact("create_market", parameters, sender=creator)
        made = self.factory.events("MarketCreated", receipt)[0]["args"]["market"]
        return stage.client.at_name("PairedPool", made), stage.client.at_name("ChainlinkPriceSource", source)

    def bounds(self, spec: Spec) -> Bounds:
        """What is believed of the feed: a thousandth to a thousand times of its first answer."""
        first = self.feeds[spec.symbol].told[0].answer
        return Bounds(first // 1_000, first * 1_000)

    def exponent(self, spec: Spec) -> int:
        """Power of ten from the feed's answer to the price scaled by 1e36."""
        return 36 + _QUOTE_DECIMALS - spec.decimals - _FEED_DECIMALS[spec.underlying]


def build_house(stage: Stage, eth: Series, meme: Series) -> House:
    """Deploys factory, router, lens and the generated coin."""
    creator = stage.account("creator")
    factory = deploy_paired_factory(stage.client, creator)
    return House(
        stage=stage,
        factory=factory,
        router=stage.client.deploy("PairedRouter", factory.address, stage.weth.address, sender=creator),
        lens=stage.client.deploy("PairedLens", sender=creator),
        series={"ETH": eth, "MEME": meme},
        coins={"ETH": stage.weth, "MEME": stage.client.deploy("MockAsset", 9, sender=creator)},
    )
