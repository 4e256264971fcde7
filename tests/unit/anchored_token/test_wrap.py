# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.anchored_token.world import MAX, NOBODY, SHARES, WAD, AnchoredWorld


def test_a_unit_starts_as_one_share(bull: AnchoredWorld, holder: str, depositor: str) -> None:
    """ANCH-02"""
    assert bull.anchored.wrap(WAD, depositor, sender=holder) == WAD
    transfer, wrap = bull.event("Transfer"), bull.event("Wrap")
    assert (transfer.sender, transfer.receiver, transfer.value) == (NOBODY, depositor, WAD)
    assert (wrap.sender, wrap.receiver, wrap.shares, wrap.units) == (holder, depositor, WAD, WAD)
    assert bull.anchored.balanceOf(depositor) == WAD and bull.anchored.balanceOf(holder) == 0
    assert bull.share.balanceOf(holder) == SHARES - WAD
    bull.check_backing()


def test_after_a_rebase_the_rest_of_a_unit_stays_in_atoms(rebased: AnchoredWorld, holder: str, depositor: str) -> None:
    """ANCH-02"""
    rebased.anchored.unwrap_shares(SHARES, holder, sender=holder)
    units = rebased.anchored.wrap(WAD + 1, holder, sender=holder)
    assert units == (WAD + 1) * 10**27 // rebased.anchored.factor()
    assert rebased.anchored.shares_of(holder) == WAD + 1
    rebased.check_backing()


def test_nothing_is_worth_no_unit(bull: AnchoredWorld, holder: str) -> None:
    assert bull.wrap(holder, 0) == 0
    assert bull.anchored.total_atoms() == 0


def test_it_works_in_a_wind_down_without_an_oracle(bull: AnchoredWorld, holder: str, keeper: str) -> None:
    bull.set_nav(3 * WAD)
    bull.share.start_wind_down(sender=keeper)
    bull.oracle.set_answers(0, 0, 0)
    assert bull.wrap(holder) == SHARES


def test_not_to_the_zero_address(bull: AnchoredWorld, holder: str) -> None:
    with reverts("wrap: to the zero address"):
        bull.anchored.wrap(1, NOBODY, sender=holder)


def test_not_more_than_is_held_or_allowed(bull: AnchoredWorld, holder: str) -> None:
    with reverts("erc20: transfer amount exceeds balance"):
        bull.wrap(holder, SHARES + 1)
    bull.share.approve(bull.address, WAD, sender=holder)
    with reverts("erc20: insufficient allowance"):
        bull.wrap(holder, WAD + 1)
    assert bull.anchored.total_atoms() == 0


@pytest.mark.parametrize("shares", [MAX, MAX // 10**9 + 1])
def test_more_than_a_word_of_atoms_overflows(bull: AnchoredWorld, holder: str, shares: int) -> None:
    with reverts(BARE):
        bull.wrap(holder, shares)
