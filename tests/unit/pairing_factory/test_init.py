# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from steelyard.devchain.factory import PAIRING_BLUEPRINTS, PAIRING_ENGINE
from tests.support.contracts import blueprint, deploy
from tests.support.reverts import reverts


@pytest.mark.parametrize("missing", range(len(PAIRING_BLUEPRINTS)))
def test_every_blueprint_has_code(holder: str, missing: Any) -> None:
    addresses = [blueprint(name).address for name in PAIRING_BLUEPRINTS]
    addresses[missing] = holder
    with reverts("blueprint: no code"):
        deploy("PairingFactory", deploy(PAIRING_ENGINE).address, tuple(addresses))


def test_the_engine_has_code(holder: str) -> None:
    with reverts("engine: no code"):
        deploy("PairingFactory", holder, tuple(blueprint(name).address for name in PAIRING_BLUEPRINTS))
