# SPDX-License-Identifier: Apache-2.0
import random
from dataclasses import replace

import pytest

from steelyard.model.libraries.rounding import WAD
from tests.unit.leverage_engine.cases import ETHER, FEES, PRICE, USD, balance_sheet, rule
from tests.unit.leverage_engine.conftest import Both

SEED = WAD // 10


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_sheet(both: Both, is_bear: bool) -> None:
    draw = random.Random(5)
    for _ in range(80):
        scale = draw.choice([1, 1, 10**3, 10**4, 10**9])
        state = balance_sheet(
            draw.choice([0, 1_000 * WAD]), 100 * ETHER // scale, draw.randrange(0, 310_000) * USD // scale
        )
        shares = draw.choice([0, 1, WAD // 5, WAD, 777 * WAD])
        fees = replace(FEES, mint=draw.choice([0, FEES.mint]))
        both.mint(rule(is_bear), fees, state, is_bear, USD, SEED, shares, PRICE + draw.randrange(3))


def test_pro_rata_and_the_fee(both: Both) -> None:
    minted = both.mint(rule(), FEES, balance_sheet(1_000 * WAD), False, USD, SEED, WAD, PRICE)
    assert minted == (ETHER // 10, 200 * USD, WAD // 1_000, 0, True)


def test_not_accepted(both: Both) -> None:
    """Too highly levered, too small, or too few shares for the seed."""

    def accepts(collateral: int, shares: int, supply: int = 1_000 * WAD) -> bool:
        held = balance_sheet(supply, collateral, 200_000 * USD if supply else 0)
        return bool(both.mint(rule(), FEES, held, False, USD, SEED, shares, PRICE)[-1])

    assert [accepts(100 * ETHER, WAD), accepts(86 * ETHER, WAD)] == [True, False]
    assert [accepts(0, WAD // 5, 0), accepts(0, WAD // 5 - 10**10, 0)] == [True, False]
    assert not accepts(100 * ETHER, 0)


def test_a_decayed_seed_is_filled_up(both: Both) -> None:
    """$50,000 for ten million shares: the seed is worth half a cent, and $10 are locked again."""
    decayed = balance_sheet(10**7 * WAD, 20 * ETHER, 10_000 * USD)
    lock = both.mint(rule(), FEES, decayed, False, USD, SEED, 10**6 * WAD, PRICE)[3]
    assert lock == pytest.approx(2_000 * WAD - SEED, rel=0.001)
