# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now, wait
from tests.unit.pairing_share.world import NOTICE, ShareWorld


def test_from_nothing_to_paid(world: ShareWorld, holder: str) -> None:
    assert tuple(world.share.epoch(0)) == (0, 0, 0, False, 0)
    start = now()
    world.share.enqueue(5, sender=holder)
    assert tuple(world.share.epoch(0)) == (5, start, start, False, 0)
    wait(NOTICE)
    world.settle(3)
    assert tuple(world.share.epoch(0)) == (5, start, start, True, 3)
