# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.anchored_token.world import NOBODY, SHARES, WAD, AnchoredWorld


def test_all_shares_come_out_after_a_rebase(rebased: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01, ANCH-02"""
    units = rebased.anchored.balanceOf(holder)
    assert rebased.anchored.unwrap_shares(SHARES, keeper, sender=holder) == units
    unwrap = rebased.event("Unwrap")
    assert (unwrap.owner, unwrap.receiver, unwrap.shares, unwrap.units) == (holder, keeper, SHARES, units)
    transfer = rebased.event("Transfer")
    assert (transfer.sender, transfer.receiver, transfer.value) == (holder, NOBODY, units)
    assert rebased.share.balanceOf(keeper) == SHARES
    assert rebased.anchored.atoms_of(holder) == 0
    rebased.check_backing()


@pytest.mark.parametrize("shares", [1, WAD, SHARES - 1])
def test_exactly_so_many_shares(rebased: AnchoredWorld, holder: str, shares: int) -> None:
    """ANCH-02"""
    units = rebased.anchored.unwrap_shares(shares, holder, sender=holder)
    assert units == shares * 10**27 // rebased.anchored.factor()
    assert rebased.share.balanceOf(holder) == shares
    assert rebased.anchored.shares_of(holder) == SHARES - shares
    rebased.check_backing()


def test_not_more_than_held(wrapped: AnchoredWorld, holder: str) -> None:
    with reverts("unwrap: over shares held"):
        wrapped.anchored.unwrap_shares(SHARES + 1, holder, sender=holder)


def test_not_none(wrapped: AnchoredWorld, holder: str) -> None:
    with reverts("unwrap: no share"):
        wrapped.anchored.unwrap_shares(0, holder, sender=holder)
