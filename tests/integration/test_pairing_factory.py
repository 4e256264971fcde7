# SPDX-License-Identifier: Apache-2.0
"""The paired factory on a node: a market with all its contracts fits one transaction, on either sort of source."""

from typing import Any

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.deployment import create_pairing_market, pairing_parameters
from steelyard.devchain.factory import deploy_pairing_factory
from steelyard.devchain.uniswap import Uniswap
from steelyard.model.factory.pairing_bounds import Listing
from steelyard.reverts.errors import Reverted
from tests.support.environment import NodeEnvironment
from tests.support.pairing import E36, LP, build_pairing_market, live_terms

WAD = 10**18
MAX_GAS = 2**24  # of one transaction, EIP-7825
MILLION = 10**6 * WAD


@pytest.fixture
def environment(anvil: Anvil, client: Client, uniswap: Uniswap) -> NodeEnvironment:
    return NodeEnvironment(anvil, client, uniswap)


@pytest.fixture
def factory(environment: NodeEnvironment) -> Any:
    return deploy_pairing_factory(environment)


@pytest.mark.parametrize("target", [3, 10])
def test_market_fits_a_transaction_and_opens(environment: NodeEnvironment, factory: Any, target: int) -> None:
    market = build_pairing_market(environment, factory, live_terms(target))
    assert market.share(LP).call("balanceOf", environment.owner) > 0
    again = factory.transact("create_market", market.parameters, sender=environment.owner)
    assert again["gasUsed"] < MAX_GAS


def test_market_on_a_dex_price_is_as_large_as_its_pool_is_deep(environment: NodeEnvironment, factory: Any) -> None:
    coin, dollar = environment.deploy("MockAsset", 18), environment.deploy("MockAsset", 6)
    coin.transact("mint", environment.owner, MILLION, sender=environment.owner)
    dollar.transact("mint", environment.owner, 10**16, sender=environment.owner)
    price = 2_000 * 10**6 * E36 // WAD
    pool = environment.uniswap().create_v3_pool(coin.address, dollar.address, 3_000, price, MILLION, environment.owner)
    described = (pool.address, coin.address, 300, WAD // 200)
    source = environment.at("UniswapPriceSource", environment.create(factory, "create_uniswap_source", described))
    environment.wait(3_600)

    terms = live_terms()
    cost = source.call("cost_to_move", terms.fall, terms.window)
    largest = cost * WAD // terms.fall * E36 // price

    def create(max_underlying: int) -> None:
        terms = live_terms(max_underlying=max_underlying)
        listing = Listing("Coin 3x", "COIN3X", coin.address, environment.owner, terms)
        create_pairing_market(environment, factory, pairing_parameters(listing, source))

    assert MILLION // 100 < largest < MILLION
    create(largest * 999 // 1000)
    assert factory.call("market_count") == 1
    with pytest.raises(Reverted, match="source: too cheap to move"):
        create(largest * 1001 // 1000)
