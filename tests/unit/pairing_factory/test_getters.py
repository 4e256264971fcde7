# SPDX-License-Identifier: Apache-2.0
from steelyard.devchain.factory import PAIRING_BLUEPRINTS, PAIRING_ENGINE
from tests.support.contracts import blueprint, deploy
from tests.support.pairing_world import PairingWorld


def test_blueprints_and_ENGINE_are_those_given() -> None:
    engine = deploy(PAIRING_ENGINE).address
    addresses = tuple(blueprint(name).address for name in PAIRING_BLUEPRINTS)
    factory = deploy("PairingFactory", engine, addresses)
    assert tuple(factory.blueprints()) == addresses
    assert factory.ENGINE() == engine


def test_market_count_grows_with_each_market_and_nothing_else(world: PairingWorld) -> None:
    assert world.factory.market_count() == 0
    for count in (1, 2):
        world.create_market()
        assert world.factory.market_count() == count
    world.create_feed_source()
    assert world.factory.market_count() == 2
