# SPDX-License-Identifier: Apache-2.0
"""Role: Feed operators"""

import pytest

from tests.roles.worlds import PRICE, Pairing
from tests.support.pairing import LT
from tests.support.reverts import reverts


def test_worst_case_moves_the_price(pairing: Pairing, keeper: str) -> None:
    """Can: move the price.
    30% down and back, told falsely for half an hour each, is one step at the bound and one at spot down, and the same
    up: LT pays the drag to LP. Nothing leaves the market, and LT keeps more than (1 - 3 * 10%)^2 of its value."""
    underlying, before = pairing.pool.position().underlying, pairing.claims()
    for price in (PRICE * 0.85, PRICE):
        pairing.market.quiet(price)
        pairing.pool.rebalance(sender=keeper)
    after = pairing.claims()
    assert pairing.pool.position().underlying == pytest.approx(underlying, rel=2e-3)  # less the rebalance fees
    assert 0.49 < after[LT] / before[LT] < 1
    assert after[2] > before[2] * 0.999


def test_worst_case_for_an_instant_a_trade_gets_the_worse_price(pairing: Pairing) -> None:
    """A false answer of one round, 9% up: who mints pays spot, who redeems gets the mean, less the margin; nobody
    gains by it, and no rebalance is due."""
    before = pairing.claims()
    pairing.market.answer(PRICE * 1.09)
    holder = pairing.holder
    value = before[LT] * pairing.share(LT).balanceOf(holder)
    got = pairing.leave(LT, pairing.share(LT).balanceOf(holder), holder)
    assert got < value  # of U, which is told to be dearer
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=holder)
    pairing.market.quiet(PRICE)
    assert all(now >= then * (1 - 1e-4) for now, then in zip(pairing.claims(), before, strict=True))
