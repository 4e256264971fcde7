# SPDX-License-Identifier: Apache-2.0
"""Who holds the kinds outside the liquidity vault."""

from steelyard.model.pairing.valuation import ONE, Book, Vault
from tests.model.pairing.support import PERCENT
from tests.support.pairing_books import Engine
from tests.unit.pairing_engine.books import PAR, terms, three


def test_with_and_without_ft(engine: Engine) -> None:
    assert engine.utilization(three(), terms()) == 60 * PERCENT
    assert engine.utilization(three(), terms(mints_funding=False)) == 80 * PERCENT
    assert engine.utilization(three(0, 0), terms()) == 50 * PERCENT
    assert engine.utilization(Book(3, 0, PAR, ONE, Vault(), Vault()), terms()) == 0
