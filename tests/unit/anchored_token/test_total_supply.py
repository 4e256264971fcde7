# SPDX-License-Identifier: Apache-2.0
from tests.unit.anchored_token.world import SHARES, AnchoredWorld


def test_it_is_at_least_all_balances(rebased: AnchoredWorld, holder: str, keeper: str) -> None:
    """ANCH-02"""
    supply = rebased.anchored.totalSupply()
    assert supply == 2 * SHARES * 10**27 // rebased.anchored.factor()
    for units in (1, 10**17 + 3):
        rebased.anchored.transfer(keeper, units, sender=holder)
        balances = [rebased.anchored.balanceOf(account) for account in (*rebased.holders, keeper)]
        assert supply - 3 <= sum(balances) <= supply == rebased.anchored.totalSupply()
