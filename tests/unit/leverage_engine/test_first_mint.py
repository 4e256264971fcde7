# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from tests.unit.leverage_engine.cases import ETHER, PRICE, USD
from tests.unit.leverage_engine.conftest import Both


def test_a_bull_at_its_target(both: Both) -> None:
    """$100 a share."""
    assert both.first_mint(3 * WAD, False, USD, 10 * WAD, PRICE) == (ETHER, 2_000 * USD)


def test_a_bear_at_its_target(both: Both) -> None:
    price = E36 * ETHER // (3_000 * USD)
    collateral, debt = both.first_mint(4 * WAD, True, USD, 30 * WAD, price)
    assert collateral == pytest.approx(12_000 * USD, abs=2) and debt == pytest.approx(3 * ETHER, rel=1e-9)


@pytest.mark.parametrize("shares", [WAD // 5, WAD // 5 + 1, 123_456_789_012_345_678_901])
@pytest.mark.parametrize("is_bear", [False, True])
def test_rounding_goes_against_the_minter(both: Both, shares: int, is_bear: bool) -> None:
    price = E36 * ETHER // (2_999 * USD) if is_bear else PRICE + 1
    both.first_mint(7 * WAD // 2, is_bear, USD, shares, price)


def test_below_twenty_dollars(both: Both) -> None:
    assert both.first_mint(3 * WAD, False, USD, WAD // 5 - 10**10, PRICE) == "mint: first below 20 dollars"
