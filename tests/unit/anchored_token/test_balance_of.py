# SPDX-License-Identifier: Apache-2.0
from tests.unit.anchored_token.world import SHARES, AnchoredWorld


def test_units_follow_the_factor(wrapped: AnchoredWorld, holder: str, attacker: str, keeper: str) -> None:
    assert wrapped.anchored.balanceOf(holder) == SHARES
    wrapped.rebase(7 * 10**18, keeper)
    factor = wrapped.anchored.factor()
    assert wrapped.anchored.balanceOf(holder) == SHARES * 10**27 // factor
    assert wrapped.anchored.balanceOf(attacker) == 0
