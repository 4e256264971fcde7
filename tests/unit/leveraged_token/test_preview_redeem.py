# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import SHARE, WAD, TokenTerms, TokenWorld

FEES = (0, 3 * 10**15, WAD // 50)


@pytest.fixture
def grown(curator: str, guardian: str, holder: str) -> TokenWorld:
    """A year of interest and management fee, and a redeem fee of 0.3%."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=FEES, rates=(10**17, 9 * 10**17, 10**17, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(31_536_000)
    return world


@pytest.mark.parametrize("shares", [1, 333, SHARE, 777 * SHARE + 7])
def test_is_what_redeem_hands_out(grown: TokenWorld, holder: str, shares: int) -> None:
    expected = grown.token.preview_redeem(shares)
    assert grown.redeem(holder, shares)[0] == expected


def test_of_the_last_holder(bull: TokenWorld, holder: str) -> None:
    shares = bull.token.balanceOf(holder)
    assert bull.token.preview_redeem(shares) == bull.redeem(holder, shares)[0]


def test_without_a_fee_from_a_sale_on(grown: TokenWorld, holder: str, keeper: str) -> None:
    grown.wind_down(2_000, keeper)
    collateral, _, supply = grown.balance_sheet()
    assert grown.token.preview_redeem(SHARE) == collateral * SHARE // supply
    assert grown.redeem(holder, SHARE)[0] == collateral * SHARE // supply


def test_needs_no_oracle(bull: TokenWorld) -> None:
    bull.break_oracle()
    assert bull.token.preview_redeem(SHARE) == 10**17


def test_refuses_more_than_there_is(bull: TokenWorld) -> None:
    assert bull.token.preview_redeem(1_000 * SHARE) == 100 * 10**18
    with reverts(BARE):
        bull.token.preview_redeem(1_000 * SHARE + 1)
