# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.anchored_token.world import MAX, NOBODY, SHARES, WAD, AnchoredWorld


def test_it_spends_the_allowance(wrapped: AnchoredWorld, holder: str, filler: str, keeper: str) -> None:
    wrapped.anchored.approve(filler, 5 * WAD, sender=holder)
    assert wrapped.anchored.transferFrom(holder, keeper, 2 * WAD, sender=filler)
    approval, transfer = wrapped.event("Approval"), wrapped.event("Transfer")
    assert (approval.owner, approval.spender, approval.value) == (holder, filler, 3 * WAD)
    assert (transfer.sender, transfer.receiver, transfer.value) == (holder, keeper, 2 * WAD)
    assert wrapped.anchored.allowance(holder, filler) == 3 * WAD
    assert wrapped.anchored.balanceOf(keeper) == 2 * WAD


def test_the_greatest_allowance_never_shrinks(wrapped: AnchoredWorld, holder: str, filler: str) -> None:
    wrapped.anchored.approve(filler, MAX, sender=holder)
    wrapped.anchored.transferFrom(holder, filler, SHARES, sender=filler)
    assert wrapped.anchored.allowance(holder, filler) == MAX


def test_an_allowance_does_not_rebase(wrapped: AnchoredWorld, holder: str, filler: str, keeper: str) -> None:
    wrapped.anchored.approve(filler, 50 * WAD, sender=holder)
    wrapped.rebase(8 * WAD, keeper)
    wrapped.anchored.transferFrom(holder, filler, 50 * WAD, sender=filler)
    assert wrapped.anchored.balanceOf(holder) == 30 * WAD


def test_not_beyond_the_allowance(wrapped: AnchoredWorld, holder: str, attacker: str) -> None:
    wrapped.anchored.approve(attacker, WAD, sender=holder)
    with reverts("allowance: too small"):
        wrapped.anchored.transferFrom(holder, attacker, WAD + 1, sender=attacker)


def test_an_allowance_is_spent_once(wrapped: AnchoredWorld, holder: str, attacker: str) -> None:
    wrapped.anchored.approve(attacker, WAD, sender=holder)
    wrapped.anchored.transferFrom(holder, attacker, WAD, sender=attacker)
    with reverts("allowance: too small"):
        wrapped.anchored.transferFrom(holder, attacker, 1, sender=attacker)


def test_a_refused_transfer_spends_nothing(wrapped: AnchoredWorld, holder: str, filler: str) -> None:
    wrapped.anchored.approve(filler, 2 * SHARES, sender=holder)
    with reverts("transfer: over balance"):
        wrapped.anchored.transferFrom(holder, filler, SHARES + 1, sender=filler)
    with reverts("transfer: to the zero address"):
        wrapped.anchored.transferFrom(holder, NOBODY, 1, sender=filler)
    assert wrapped.anchored.allowance(holder, filler) == 2 * SHARES
