# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import NOBODY, WAD, ShareWorld


def test_it_is_told_and_no_consolidation_changes_it(world: ShareWorld, holder: str, filler: str) -> None:
    assert world.share.approve(filler, WAD, sender=holder)
    event = world.event("Approval")
    assert (event.owner, event.spender, event.value) == (holder, filler, WAD)
    world.consolidate()
    assert world.share.allowance(holder, filler) == WAD


def test_not_for_the_zero_address(world: ShareWorld, holder: str) -> None:
    with reverts("erc20: approve to the zero address"):
        world.share.approve(NOBODY, WAD, sender=holder)
