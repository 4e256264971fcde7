# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, MILLION, NOBODY, WAD, ShareWorld


def test_an_allowance_is_in_shares_as_shown(merged: ShareWorld, holder: str, filler: str) -> None:
    merged.share.approve(filler, 5, sender=holder)
    assert merged.share.transferFrom(holder, filler, 3, sender=filler)
    assert merged.share.raw_balance(filler) == 3 * MILLION
    assert merged.share.allowance(holder, filler) == 2
    with reverts("erc20: insufficient allowance"):
        merged.share.transferFrom(holder, filler, 3, sender=filler)


def test_the_greatest_allowance_stays(world: ShareWorld, holder: str, filler: str) -> None:
    world.share.approve(filler, 2**256 - 1, sender=holder)
    world.share.transferFrom(holder, filler, WAD, sender=filler)
    assert world.share.allowance(holder, filler) == 2**256 - 1
    with reverts("erc20: transfer amount exceeds balance"):
        world.share.transferFrom(holder, filler, HELD, sender=filler)


def test_not_to_the_zero_address(world: ShareWorld, holder: str, filler: str) -> None:
    world.share.approve(filler, WAD, sender=holder)
    with reverts("erc20: transfer to the zero address"):
        world.share.transferFrom(holder, NOBODY, WAD, sender=filler)
