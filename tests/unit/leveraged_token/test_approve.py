# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import NOBODY, TokenWorld


def test_sets_the_allowance(empty: TokenWorld, holder: str, keeper: str) -> None:
    assert empty.token.approve(keeper, 7, sender=holder) is True
    (event,) = empty.token.get_logs()
    assert (type(event).__name__, *event[1:]) == ("Approval", holder, keeper, 7)
    assert empty.token.allowance(holder, keeper) == 7
    empty.token.approve(keeper, 0, sender=holder)
    assert empty.token.allowance(holder, keeper) == 0


def test_refuses_nobody(empty: TokenWorld, holder: str) -> None:
    with reverts("erc20: approve to the zero address"):
        empty.token.approve(NOBODY, 1, sender=holder)
