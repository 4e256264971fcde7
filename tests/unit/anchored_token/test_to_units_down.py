# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.anchored_token.world import MAX, AnchoredWorld


@pytest.mark.parametrize("shares", [0, 1, 14, 15, 10**18, 10**21 - 1, 10**21])
def test_as_wrap_gives_them(rebased: AnchoredWorld, holder: str, shares: int) -> None:
    units = shares * 10**27 // rebased.anchored.factor()
    assert rebased.anchored.to_units_down(shares) == units
    rebased.anchored.unwrap_shares(10**21, holder, sender=holder)
    assert rebased.wrap(holder, shares) == units


def test_more_than_a_word_overflows(bull: AnchoredWorld) -> None:
    with reverts(BARE):
        bull.anchored.to_units_down(MAX)
