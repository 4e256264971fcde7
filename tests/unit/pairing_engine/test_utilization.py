# SPDX-License-Identifier: Apache-2.0
"""Who holds the kinds outside the liquidity vault."""

from steelyard.model.pairing.valuation import ONE, Position, Vault
from tests.model.pairing.support import PERCENT
from tests.support.pairing_positions import Engine
from tests.unit.pairing_engine.accounting import PAR, terms, three


def test_with_and_without_ft(engine: Engine) -> None:
    assert engine.utilization(three(), terms()) == 60 * PERCENT
    assert engine.utilization(three(), terms(mints_funding=False)) == 80 * PERCENT
    assert engine.utilization(three(0, 0), terms()) == 50 * PERCENT
    assert engine.utilization(Position(3, 0, PAR, ONE, Vault(), Vault()), terms()) == 0
