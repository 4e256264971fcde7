# SPDX-License-Identifier: Apache-2.0
"""How much of the exposure the leveraged vault needs."""

import pytest

from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.model.pairing.support import price_of
from tests.support.pairing_positions import Engine
from tests.unit.pairing_engine.accounting import PAR, WAD, terms, three


def test_kappa_is_rounded_up(engine: Engine) -> None:
    assert engine.kappa_leveraged(three(), terms(), PAR) == 8 * WAD // 10 + 1
    assert engine.kappa_leveraged(three(), terms(), price_of(110)) / WAD == pytest.approx(3 * 1_040 / 3_300)
    assert engine.kappa_leveraged(Position(3, 0, PAR, ONE, Vault(), Vault()), terms(), PAR) == 0
