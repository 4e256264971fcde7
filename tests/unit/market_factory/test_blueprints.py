# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import blueprint, deploy
from tests.support.market_world import BLUEPRINTS


def test_names_each_blueprint():
    addresses = tuple(blueprint(name).address for name in BLUEPRINTS)
    assert tuple(deploy("MarketFactory", addresses).blueprints()) == addresses
