# SPDX-License-Identifier: Apache-2.0
"""How far a fall may go before funding loses."""

import pytest

from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.support.pairing_positions import Engine
from tests.unit.pairing_engine.accounting import PAR, WAD, terms, three


def test_queued_liquidity_protects_nobody(engine: Engine) -> None:
    assert engine.kappa_funding(three(), terms(), PAR, 0, 1_000 * WAD) / WAD == pytest.approx(0.6)
    # half of $1,000 leaves: 1,200 / (2/3 of 2,500)
    assert engine.kappa_funding(three(), terms(), PAR, 500 * WAD, 1_000 * WAD) / WAD == pytest.approx(0.72)
    assert engine.kappa_funding(Position(3, 0, PAR, ONE, Vault(), Vault()), terms(), PAR, 0, 0) == 0


def test_a_huge_supply_of_small_shares(engine: Engine) -> None:
    supply = 10**60
    assert engine.kappa_funding(three(), terms(), PAR, supply // 2, supply) / WAD == pytest.approx(0.72)
