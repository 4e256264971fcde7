# SPDX-License-Identifier: Apache-2.0
"""Any pair of feeds by anyone; what the oracle refuses comes through."""

from typing import Any

import pytest

from tests.support.contracts import at, deploy
from tests.support.market_world import MarketWorld
from tests.support.reverts import reverts
from tests.unit.market_factory.addresses import Product

NOBODY = "0x" + "00" * 20
DAY = 86_400
ORACLE = Product(
    "ChainlinkOracle",
    "create_oracle",
    "chainlink_oracle",
    "(address,address,(address,uint256,uint256,uint256)[4],uint256,address,uint256)",
)


@pytest.fixture
def parameters(world: MarketWorld) -> Any:
    """Ether in dollars, one feed a side."""
    none = (NOBODY, 0, 0, 0)
    eth = (deploy("MockFeed", 8, 3_000 * 10**8).address, DAY, 10**9, 10**14)
    usdc = (deploy("MockFeed", 8, 10**8).address, DAY, 10**7, 10**9)
    return (world.weth.address, world.usdc.address, [eth, none, usdc, none], 0, NOBODY, 3_600)


def test_a_stranger_creates_one(world: MarketWorld, parameters: Any, attacker: str) -> None:
    made = world.factory.create_oracle(parameters, sender=attacker)
    (event,) = world.factory.get_logs()
    assert type(event).__name__ == "OracleCreated"
    assert (event.oracle, event.creator, event.nonce) == (made, attacker, 1)
    told = event.parameters
    assert (told.collateral, told.debt_asset, told.main, told.sequencer, told.grace) == (
        *parameters[:2],
        0,
        NOBODY,
        3_600,
    )
    oracle = at("ChainlinkOracle", made)
    assert oracle.price() == 3_000 * 10**24
    assert [tuple(feed) for feed in oracle.feeds()] == [tuple(feed) for feed in told.feeds] == parameters[2]


def test_refusal_of_the_oracle_comes_through(world: MarketWorld, parameters: Any) -> None:
    without_feeds = (*parameters[:2], [(NOBODY, 0, 0, 0)] * 4, *parameters[3:])
    with reverts("main feed: missing"):
        world.factory.create_oracle(without_feeds)
    assert world.factory.last_nonce(ORACLE.kind(world.factory, without_feeds)) == 0


def test_address_follows_from_parameters_and_series(
    world: MarketWorld, parameters: Any, attacker: str, keeper: str
) -> None:
    ORACLE.check_addresses(world.factory, parameters, [attacker, keeper])


def test_a_market_stands_on_it(world: MarketWorld, parameters: Any) -> None:
    oracle = world.factory.create_oracle(parameters)
    token, _ = world.create_market(oracle=oracle)
    assert token.ORACLE() == oracle
