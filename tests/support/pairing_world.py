# SPDX-License-Identifier: Apache-2.0
"""A paired factory on its blueprints, with assets and price sources that say what a test wants them to say."""

from dataclasses import astuple
from typing import Any

from boa.contracts.vyper.vyper_contract import VyperContract
from eth_utils import to_checksum_address

from steelyard.model.factory.bounds import AssetFacts
from steelyard.model.pairing.parameters import Parameters
from steelyard.model.presets.pairing import margin_of
from tests.support.contracts import at, deploy
from tests.support.environment import BoaEnvironment
from tests.support.pairing import E36, build_pairing_factory, live_terms

COIN = AssetFacts(True, 18, 10**26)
DOLLAR = AssetFacts(True, 6, 10**17)
PRICE = 2_000 * 10**6 * E36 // 10**18
ZERO = "0x" + "00" * 20
BEAR_PRICE = E36 * E36 // PRICE
DEVIATION = margin_of(10)
FEE_RECIPIENT = to_checksum_address("0x" + "fe" * 20)
DEAR = 2**128  # a cost to move beyond what any market is worth


class PairingWorld:
    """The coin is the underlying of bulls, the dollar of bears; each source is of the factory, as it demands."""

    def __init__(self) -> None:
        self.factory = build_pairing_factory(
            BoaEnvironment(), ChainlinkPriceSource="MockSourceFacts", UniswapPriceSource="MockSourceFacts"
        )
        self.coin = deploy("MockAssetFacts", COIN.decimals, COIN.supply)
        self.dollar = deploy("MockAssetFacts", DOLLAR.decimals, DOLLAR.supply)
        self.bull_source = self.create_feed_source()
        self.bear_source = self.create_feed_source()
        self.dex_source = self.create_dex_source()
        for source, asset, quote, price, cost in (
            (self.bull_source, self.coin, self.dollar, PRICE, 0),
            (self.bear_source, self.dollar, self.coin, BEAR_PRICE, 0),
            (self.dex_source, self.coin, self.dollar, PRICE, DEAR),
        ):
            source.set_facts(asset.address, quote.address, source is self.bear_source, DEVIATION)
            source.set_price(price, cost)

    def create_feed_source(self, **options: Any) -> VyperContract:
        """Creates a source as if of a Chainlink feed."""
        nothing = ((ZERO, 0, 0, 0), ZERO, ZERO, 0, False, 0, ZERO, 0)
        return at("MockSourceFacts", self.factory.create_chainlink_source(nothing, **options))

    def create_dex_source(self, **options: Any) -> VyperContract:
        """Creates a source as if of a Uniswap pool."""
        return at("MockSourceFacts", self.factory.create_uniswap_source((ZERO, ZERO, 0, 0), **options))

    def struct(self, p: Parameters, **changes: Any) -> tuple[Any, ...]:
        """`IPairingPool.Parameters` of `p`; `changes` of name, symbol, asset, source or fee_recipient."""
        identity = {
            "name": "Steelyard ETH 3x",
            "symbol": "ETH3X",
            "asset": self.dollar.address if p.is_bear else self.coin.address,
            "source": self.bear_source.address if p.is_bear else self.bull_source.address,
            "fee_recipient": FEE_RECIPIENT,
        }
        assert identity.keys() >= changes.keys()
        return (*(identity | changes).values(), astuple(p))

    def create_market(self, p: Parameters | None = None, sender: str | None = None, **changes: Any) -> VyperContract:
        """Creates a market, a 3x bull if no other is given; `changes` as in `struct`."""
        options = {} if sender is None else {"sender": sender}
        return at("PairingPool", self.factory.create_market(self.struct(p or live_terms(), **changes), **options))
