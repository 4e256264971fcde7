# SPDX-License-Identifier: Apache-2.0
from tests.unit.pairing_share.world import HELD, MILLION, WAD, ShareWorld


def test_no_consolidation_changes_it(merged: ShareWorld, holder: str, attacker: str) -> None:
    assert merged.share.raw_balance(holder) == HELD
    assert merged.share.raw_balance(attacker) == 0


def test_queued_shares_are_held_by_the_share(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    world.share.cancel(0, sender=holder)
    world.consolidate()
    world.share.enqueue(1, sender=holder)
    assert world.share.raw_balance(world.address) == MILLION
