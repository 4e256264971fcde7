# SPDX-License-Identifier: Apache-2.0

from steelyard.devchain.factory import BLUEPRINTS, ENGINE
from tests.support.contracts import blueprint, deploy


def test_names_each_blueprint() -> None:
    addresses = tuple(blueprint(name).address for name in BLUEPRINTS)
    factory = deploy("MarketFactory", deploy(ENGINE).address, addresses)
    assert tuple(factory.blueprints()) == addresses
