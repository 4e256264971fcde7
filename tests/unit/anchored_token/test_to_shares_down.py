# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.anchored_token.world import MAX, AnchoredWorld


@pytest.mark.parametrize("units", [1, 7, 10**18, 70 * 10**18 - 1])
def test_as_unwrap_gives_them(rebased: AnchoredWorld, holder: str, units: int) -> None:
    shares = -(-units * rebased.anchored.factor() // 10**18) // 10**9
    assert rebased.anchored.to_shares_down(units) == shares
    assert rebased.anchored.unwrap(units, holder, sender=holder) == shares


def test_no_unit_is_no_share(rebased: AnchoredWorld) -> None:
    assert rebased.anchored.to_shares_down(0) == 0


def test_more_than_a_word_overflows(bull: AnchoredWorld) -> None:
    with reverts(BARE):
        bull.anchored.to_shares_down(MAX)
