# SPDX-License-Identifier: Apache-2.0
"""The paired factory on a node: a market with all its contracts fits one transaction, on either sort of source."""

from dataclasses import astuple
from typing import Any

import pytest

from steelyard.chain.anvil import Anvil
from steelyard.chain.client import Client
from steelyard.chain.errors import Reverted
from steelyard.chain.factory import deploy_paired_factory
from steelyard.chain.uniswap import Uniswap
from steelyard.model.pairing.parameters import Parameters
from tests.support.paired import E36, LP, build_paired_market, live_terms
from tests.support.stage import NodeStage

WAD = 10**18
MOST_GAS = 2**24  # of one transaction, EIP-7825
MILLION = 10**6 * WAD


@pytest.fixture
def stage(anvil: Anvil, client: Client, uniswap: Uniswap) -> NodeStage:
    return NodeStage(anvil, client, uniswap)


@pytest.fixture
def factory(client: Client, owner: str) -> Any:
    return deploy_paired_factory(client, owner)


@pytest.mark.parametrize("target", [3, 10])
def test_market_fits_a_transaction_and_opens(stage: NodeStage, factory: Any, target: int) -> None:
    market = build_paired_market(stage, factory, live_terms(target))
    assert market.share(LP).call("balanceOf", stage.owner) > 0
    again = factory.transact("create_market", market.parameters, sender=stage.owner)
    assert again["gasUsed"] < MOST_GAS


def test_market_on_a_dex_price_is_as_large_as_its_pool_is_deep(stage: NodeStage, factory: Any) -> None:
    coin, dollar = stage.deploy("MockAsset", 18), stage.deploy("MockAsset", 6)
    coin.transact("mint", stage.owner, MILLION, sender=stage.owner)
    dollar.transact("mint", stage.owner, 10**16, sender=stage.owner)
    price = 2_000 * 10**6 * E36 // WAD
    pool = stage.uniswap().create_v3_pool(coin.address, dollar.address, 3_000, price, MILLION, stage.owner)
    described = (pool.address, coin.address, 300, WAD // 200)
    address = factory.call("create_uniswap_source", described)
    factory.transact("create_uniswap_source", described, sender=stage.owner)
    stage.wait(3_600)

    terms = live_terms()
    source = stage.at("UniswapPriceSource", address)
    cost = source.call("cost_to_move", terms.fall, terms.window)
    largest = cost * WAD // terms.fall * E36 // price

    def create(most_underlying: int) -> None:
        terms = live_terms(most_underlying=most_underlying)
        factory.transact("create_market", _parameters(coin, address, terms, stage.owner), sender=stage.owner)

    assert MILLION // 100 < largest < MILLION
    create(largest * 999 // 1000)
    assert factory.call("market_count") == 1
    with pytest.raises(Reverted, match="source: too cheap to move"):
        create(largest * 1001 // 1000)


def _parameters(coin: Any, source: str, terms: Parameters, recipient: str) -> tuple[Any, ...]:
    return ("Coin 3x", "COIN3X", coin.address, source, recipient, astuple(terms))
