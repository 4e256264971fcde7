# SPDX-License-Identifier: Apache-2.0
"""Role: Feed operators"""

import pytest

from tests.roles.worlds import PRICE, Paired
from tests.support.paired import LT
from tests.support.refusal import refuses


def test_worst_case_moves_the_price(paired: Paired, keeper: str) -> None:
    """Can: move the price.
    30% down and back, told falsely for half an hour each, is one step at the bound and one at spot down, and the same
    up: LT pays the drag to LP. Nothing leaves the market, and LT keeps more than (1 - 3 * 10%)^2 of its value."""
    underlying, before = paired.pool.book().underlying, paired.claims()
    for price in (PRICE * 0.85, PRICE):
        paired.market.quiet(price)
        paired.pool.poke(sender=keeper)
    after = paired.claims()
    assert paired.pool.book().underlying == pytest.approx(underlying, rel=2e-3)  # less the rebalance fees
    assert 0.49 < after[LT] / before[LT] < 1
    assert after[2] > before[2] * 0.999


def test_worst_case_for_an_instant_a_trade_gets_the_worse_price(paired: Paired) -> None:
    """A false answer of one round, 9% up: who mints pays spot, who redeems gets the mean, less the margin; nobody
    gains by it, and no re-split is due."""
    before = paired.claims()
    paired.market.answer(PRICE * 1.09)
    holder = paired.holder
    value = before[LT] * paired.share(LT).balanceOf(holder)
    got = paired.leave(LT, paired.share(LT).balanceOf(holder), holder)
    assert got < value  # of U, which is told to be dearer
    with refuses("poke: not due"):
        paired.pool.poke(sender=holder)
    paired.market.quiet(PRICE)
    assert all(now >= then * (1 - 1e-4) for now, then in zip(paired.claims(), before, strict=True))
