# SPDX-License-Identifier: Apache-2.0
from steelyard.chain.factory import BLUEPRINTS
from tests.support.contracts import blueprint, deploy


def test_names_each_blueprint() -> None:
    addresses = tuple(blueprint(name).address for name in BLUEPRINTS)
    assert tuple(deploy("MarketFactory", addresses).blueprints()) == addresses
