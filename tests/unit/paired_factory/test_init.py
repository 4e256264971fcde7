# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.chain.factory import PAIRED_BLUEPRINTS, PAIRED_ENGINE
from tests.support.contracts import blueprint, deploy
from tests.support.refusal import refuses


@pytest.mark.parametrize("missing", range(len(PAIRED_BLUEPRINTS)))
def test_every_blueprint_has_code(holder, missing):
    addresses = [blueprint(name).address for name in PAIRED_BLUEPRINTS]
    addresses[missing] = holder
    with refuses("blueprint: no code"):
        deploy("PairedFactory", deploy(PAIRED_ENGINE).address, tuple(addresses))


def test_the_engine_has_code(holder):
    with refuses("engine: no code"):
        deploy("PairedFactory", holder, tuple(blueprint(name).address for name in PAIRED_BLUEPRINTS))
