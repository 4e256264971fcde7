# SPDX-License-Identifier: Apache-2.0
import random

import pytest

from steelyard.model.libraries.rounding import WAD
from tests.unit.leverage_engine.cases import ETHER, FEES, USD, balance_sheet
from tests.unit.leverage_engine.conftest import Both

SEED = WAD // 10


def test_every_sheet(both: Both) -> None:
    draw = random.Random(6)
    for _ in range(80):
        supply = draw.choice([SEED, 2 * SEED, 1_000 * WAD])
        state = draw.choice([0, 0, 1, 2, 3, 4])
        held = balance_sheet(supply, draw.randrange(100 * ETHER), draw.randrange(200_000) * USD, state)
        both.redeem(FEES, held, SEED, draw.choice([0, 1, supply - SEED, supply, draw.randrange(supply)]))


def test_the_fee_ends_with_a_sale_and_with_the_others(both: Both) -> None:
    fees = [both.redeem(FEES, balance_sheet(1_000 * WAD, state=state), SEED, WAD)[2] for state in range(5)]
    assert fees == [WAD // 500, WAD // 500, 0, 0, 0]
    assert both.redeem(FEES, balance_sheet(1_000 * WAD), SEED, 1_000 * WAD - SEED)[2] == 0


@pytest.mark.parametrize("shares", [1, WAD, 333 * WAD])
def test_rounding_goes_against_who_leaves(both: Both, shares: int) -> None:
    """LEV-RATIO-01."""
    collateral, debt, fee = both.redeem(FEES, balance_sheet(1_000 * WAD), SEED, shares)
    moved = shares - fee
    assert collateral * 1_000 * WAD <= 100 * ETHER * moved and debt * 1_000 * WAD >= 200_000 * USD * moved
