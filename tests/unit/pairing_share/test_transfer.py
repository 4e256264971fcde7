# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, MILLION, NOBODY, WAD, ShareWorld


def test_shares_move_as_shown(merged: ShareWorld, holder: str, keeper: str) -> None:
    assert merged.share.transfer(keeper, 3, sender=holder)
    event = merged.event("Transfer")
    assert (event.sender, event.receiver, event.value) == (holder, keeper, 3)
    assert merged.share.balanceOf(keeper) == 3
    assert merged.share.raw_balance(keeper) == 3 * MILLION
    assert merged.share.raw_balance(holder) == HELD - 3 * MILLION


def test_to_oneself_changes_nothing(world: ShareWorld, holder: str) -> None:
    world.share.transfer(holder, WAD, sender=holder)
    assert world.share.balanceOf(holder) == HELD


def test_nothing_may_move(world: ShareWorld, attacker: str, holder: str) -> None:
    assert world.share.transfer(holder, 0, sender=attacker)


@pytest.mark.parametrize("shares", [HELD // MILLION + 1, 2**256 - 1])
def test_not_more_than_the_balance(merged: ShareWorld, holder: str, keeper: str, shares: int) -> None:
    with reverts("erc20: transfer amount exceeds balance"):
        merged.share.transfer(keeper, shares, sender=holder)


def test_not_to_the_zero_address(world: ShareWorld, holder: str) -> None:
    with reverts("erc20: transfer to the zero address"):
        world.share.transfer(NOBODY, WAD, sender=holder)
