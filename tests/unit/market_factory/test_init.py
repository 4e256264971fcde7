# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from steelyard.devchain.factory import BLUEPRINTS, ENGINE
from tests.support.contracts import blueprint, deploy
from tests.support.reverts import reverts


@pytest.mark.parametrize("missing", range(len(BLUEPRINTS)))
def test_every_blueprint_has_code(holder: str, missing: Any) -> None:
    addresses = [blueprint(name).address for name in BLUEPRINTS]
    addresses[missing] = holder
    with reverts("blueprint: no code"):
        deploy("MarketFactory", deploy(ENGINE).address, tuple(addresses))


def test_the_engine_has_code(holder: str) -> None:
    with reverts("engine: no code"):
        deploy("MarketFactory", holder, tuple(blueprint(name).address for name in BLUEPRINTS))
