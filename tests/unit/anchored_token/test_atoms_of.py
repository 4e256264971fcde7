# SPDX-License-Identifier: Apache-2.0
from tests.unit.anchored_token.world import SHARES, AnchoredWorld


def test_the_claim_to_the_last_digit(rebased: AnchoredWorld, holder: str, depositor: str, attacker: str) -> None:
    """ANCH-01: 1e9 atoms a share, before and after the rebase."""
    assert rebased.anchored.atoms_of(holder) == SHARES * 10**9
    rebased.anchored.transfer(depositor, 1, sender=holder)
    moved = -(-rebased.anchored.factor() // 10**18)
    assert rebased.anchored.atoms_of(holder) == SHARES * 10**9 - moved
    assert rebased.anchored.atoms_of(depositor) == SHARES * 10**9 + moved
    assert rebased.anchored.atoms_of(attacker) == 0
