# SPDX-License-Identifier: Apache-2.0
from tests.unit.anchored_token.world import SHARES, AnchoredWorld


def test_whole_shares_rounded_down(rebased: AnchoredWorld, holder: str, depositor: str, attacker: str) -> None:
    assert rebased.anchored.shares_of(holder) == SHARES
    rebased.anchored.transfer(depositor, 1, sender=holder)
    moved = -(-rebased.anchored.factor() // 10**18)
    assert moved % 10**9 != 0  # the one unit leaves a part of a share on both sides
    assert rebased.anchored.shares_of(holder) == SHARES - moved // 10**9 - 1
    assert rebased.anchored.shares_of(depositor) == SHARES + moved // 10**9
    assert rebased.anchored.shares_of(attacker) == 0


def test_a_rebase_leaves_them(wrapped: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-01"""
    assert wrapped.rebase(9 * 10**18, keeper)
    assert wrapped.anchored.shares_of(holder) == SHARES
