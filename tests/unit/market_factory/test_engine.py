# SPDX-License-Identifier: Apache-2.0

from steelyard.devchain.factory import BLUEPRINTS, ENGINE
from tests.support.contracts import blueprint, deploy
from tests.support.market_world import MarketWorld


def test_every_token_asks_it(world: MarketWorld) -> None:
    token, _ = world.create_market()
    assert token.ENGINE() == world.factory.ENGINE()


def test_what_the_factory_was_made_with() -> None:
    engine = deploy(ENGINE).address
    blueprints = tuple(blueprint(name).address for name in BLUEPRINTS)
    assert deploy("MarketFactory", engine, blueprints).ENGINE() == engine
