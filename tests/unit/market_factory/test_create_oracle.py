# SPDX-License-Identifier: Apache-2.0
"""The factory passes the arguments on unread: a double with one argument shows what becomes of them."""

import pytest
from eth_abi import encode
from eth_utils import keccak

from tests.support.contracts import at
from tests.support.market_world import deploy_factory
from tests.support.refusal import refuses
from tests.unit.market_factory.addresses import predicted


@pytest.fixture
def factory():
    return deploy_factory(ChainlinkOracle="MockOracle")


def test_a_stranger_creates_one(factory, attacker):
    arguments = encode(["uint256"], [7])
    made = factory.create_oracle(arguments, sender=attacker)
    (event,) = factory.get_logs()
    assert type(event).__name__ == "OracleCreated"
    assert (event.oracle, event.creator, event.series, event.arguments) == (made, attacker, 1, arguments)
    assert at("MockOracle", made).price() == 7


def test_refusal_of_the_oracle_comes_through(world):
    arguments = bytes(32 * 21)  # no feed at all
    with refuses("main feed: missing"):
        world.factory.create_oracle(arguments)
    assert world.factory.last_series(_kind(world.factory, arguments)) == 0


def test_address_follows_from_arguments_and_series(factory, attacker, keeper):
    arguments = encode(["uint256"], [8])
    for series, creator in enumerate([attacker, keeper], start=1):
        salt = factory.salt_of(_kind(factory, arguments), series)
        expected = predicted(factory.address, salt, "MockOracle", arguments)
        assert factory.create_oracle(arguments, sender=creator) == expected
        assert factory.series_of(expected) == series


def _kind(factory, arguments):
    return keccak(encode(["address", "bytes"], [factory.blueprints().chainlink_oracle, arguments]))
