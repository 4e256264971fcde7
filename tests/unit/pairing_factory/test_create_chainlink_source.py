# SPDX-License-Identifier: Apache-2.0
"""Any feed by anyone; what the source refuses comes through."""

from typing import Any

import pytest

from tests.support.contracts import Contract, at, deploy
from tests.support.pairing import FEED_BOUNDS, HEARTBEAT, NOBODY
from tests.support.reverts import reverts
from tests.unit.market_factory.addresses import Product

SOURCE = Product(
    "ChainlinkPriceSource",
    "create_chainlink_source",
    "chainlink_price_source",
    "((address,uint256,uint256,uint256),address,address,uint256,bool,uint256,address,uint256)",
)


@pytest.fixture
def parameters() -> Any:
    """Ether in a dollar token."""
    feed = deploy("MockFeed", 8, 2_000 * 10**8)
    coin, dollar = deploy("MockAsset", 18), deploy("MockAsset", 6)
    return ((feed.address, HEARTBEAT, *FEED_BOUNDS), coin.address, dollar.address, 6, False, 5 * 10**15, NOBODY, 0)


def test_a_stranger_creates_one(factory: Contract, parameters: Any, attacker: str) -> None:
    made = factory.create_chainlink_source(parameters, sender=attacker)
    (event,) = factory.get_logs()
    assert type(event).__name__ == "ChainlinkSourceCreated"
    assert (event.source, event.creator, event.nonce) == (made, attacker, 1)
    assert tuple(event.parameters.feed) == parameters[0]
    assert tuple(event.parameters)[1:] == parameters[1:]
    source = at("ChainlinkPriceSource", made)
    assert source.latest().price == 2_000 * 10**24
    assert (source.ASSET(), source.QUOTE(), source.deviation()) == (*parameters[1:3], 5 * 10**15)
    assert factory.is_source(made)
    assert not factory.is_uniswap_source(made)


def test_refusal_of_the_source_comes_through(factory: Contract, parameters: Any) -> None:
    without_feed = ((NOBODY, 0, 0, 0), *parameters[1:])
    with reverts("feed: missing"):
        factory.create_chainlink_source(without_feed)
    assert factory.last_nonce(SOURCE.kind(factory, without_feed)) == 0


def test_address_follows_from_parameters_and_series(
    factory: Contract, parameters: Any, attacker: str, keeper: str
) -> None:
    SOURCE.check_addresses(factory, parameters, [attacker, keeper])
