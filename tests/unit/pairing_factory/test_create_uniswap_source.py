# SPDX-License-Identifier: Apache-2.0
"""Any pool by anyone; what the source refuses comes through."""

from typing import Any

import pytest

from tests.support.contracts import Contract, at, deploy
from tests.support.reverts import reverts
from tests.support.uniswap import deploy_uniswap
from tests.unit.market_factory.addresses import Product

SOURCE = Product(
    "UniswapPriceSource",
    "create_uniswap_source",
    "uniswap_price_source",
    "(address,address,uint256,uint256)",
)
PRICE = 2_000 * 10**24
FEE = 3_000


@pytest.fixture(scope="module")
def parameters(keeper: str) -> Any:
    """A coin in the pool of it and a dollar token."""
    uniswap = deploy_uniswap(keeper)
    coin, dollar = deploy("MockAsset", 18), deploy("MockAsset", 6)
    coin.mint(keeper, 10**24)
    dollar.mint(keeper, 10**16)
    pool = uniswap.create_v3_pool(coin.address, dollar.address, FEE, PRICE, 10**22, keeper)
    return (pool.address, coin.address, 300, 5 * 10**15)


def test_a_stranger_creates_one(factory: Contract, parameters: Any, attacker: str) -> None:
    made = factory.create_uniswap_source(parameters, sender=attacker)
    (event,) = factory.get_logs()
    assert type(event).__name__ == "UniswapSourceCreated"
    assert (event.source, event.creator, event.nonce) == (made, attacker, 1)
    assert tuple(event.parameters) == parameters
    source = at("UniswapPriceSource", made)
    assert (source.POOL(), source.ASSET(), source.SHORT(), source.deviation()) == parameters
    assert factory.is_source(made)
    assert factory.is_uniswap_source(made)


def test_refusal_of_the_source_comes_through(factory: Contract, parameters: Any, attacker: str) -> None:
    of_a_stranger = (parameters[0], attacker, *parameters[2:])
    with reverts("asset: not in the pool"):
        factory.create_uniswap_source(of_a_stranger)
    assert factory.last_nonce(SOURCE.kind(factory, of_a_stranger)) == 0


def test_address_follows_from_parameters_and_series(
    factory: Contract, parameters: Any, attacker: str, keeper: str
) -> None:
    SOURCE.check_addresses(factory, parameters, [attacker, keeper])
