# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.anchored_token.world import NOBODY, SHARES, WAD, AnchoredWorld


def test_units_become_shares(wrapped: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-02"""
    assert wrapped.anchored.unwrap(3 * WAD, keeper, sender=holder) == 3 * WAD
    transfer, unwrap = wrapped.event("Transfer"), wrapped.event("Unwrap")
    assert (transfer.sender, transfer.receiver, transfer.value) == (holder, NOBODY, 3 * WAD)
    assert (unwrap.owner, unwrap.receiver, unwrap.shares, unwrap.units) == (holder, keeper, 3 * WAD, 3 * WAD)
    assert wrapped.share.balanceOf(keeper) == 3 * WAD
    assert wrapped.anchored.balanceOf(holder) == SHARES - 3 * WAD
    wrapped.check_backing()


def test_after_a_rebase_shares_round_down_and_the_rest_stays(rebased: AnchoredWorld, holder: str) -> None:
    """ANCH-02"""
    factor, before = rebased.anchored.factor(), rebased.anchored.atoms_of(holder)
    atoms = -(-WAD * factor // WAD)
    assert rebased.anchored.unwrap(WAD, holder, sender=holder) == atoms // 10**9
    assert rebased.anchored.atoms_of(holder) == before - atoms // 10**9 * 10**9
    rebased.check_backing()


def test_all_units_leave_less_than_a_unit(rebased: AnchoredWorld, holder: str) -> None:
    units = rebased.anchored.balanceOf(holder)
    shares = rebased.anchored.unwrap(units, holder, sender=holder)
    assert SHARES - 20 <= shares <= SHARES
    assert rebased.anchored.balanceOf(holder) <= 1
    rebased.check_backing()


def test_it_needs_no_oracle(wrapped: AnchoredWorld, holder: str) -> None:
    wrapped.oracle.set_answers(0, 0, 0)
    assert wrapped.anchored.unwrap(SHARES, holder, sender=holder) == SHARES


def test_not_more_than_the_balance(wrapped: AnchoredWorld, holder: str, attacker: str) -> None:
    with reverts("unwrap: over balance"):
        wrapped.anchored.unwrap(SHARES + 1, holder, sender=holder)
    with reverts("unwrap: over balance"):
        wrapped.anchored.unwrap(1, attacker, sender=attacker)


def test_not_less_than_the_smallest_share(ceiled: AnchoredWorld, holder: str, keeper: str) -> None:
    """After a split at $10,000 a unit is a hundredth of a share, so 99 of the smallest make none."""
    ceiled.wrap(holder)
    ceiled.rebase(10_000 * WAD, keeper)
    with reverts("unwrap: no share"):
        ceiled.anchored.unwrap(99, holder, sender=holder)
    assert ceiled.anchored.unwrap(100, holder, sender=holder) == 1


def test_not_to_where_shares_cannot_go(wrapped: AnchoredWorld, holder: str) -> None:
    with reverts("erc20: transfer to the zero address"):
        wrapped.anchored.unwrap(WAD, NOBODY, sender=holder)
