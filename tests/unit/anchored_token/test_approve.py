# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.anchored_token.world import MAX, NOBODY, AnchoredWorld


@pytest.mark.parametrize("amount", [0, 1, MAX])
def test_it_sets_what_a_spender_may_move(bull: AnchoredWorld, holder: str, filler: str, amount: int) -> None:
    bull.anchored.approve(filler, 7, sender=holder)
    assert bull.anchored.approve(filler, amount, sender=holder)
    event = bull.event("Approval")
    assert (event.owner, event.spender, event.value) == (holder, filler, amount)
    assert bull.anchored.allowance(holder, filler) == amount
    assert bull.anchored.allowance(filler, holder) == 0


def test_not_for_the_zero_address(bull: AnchoredWorld, holder: str) -> None:
    with reverts("approve: to the zero address"):
        bull.anchored.approve(NOBODY, 1, sender=holder)
