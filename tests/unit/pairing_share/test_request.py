# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import wait
from tests.unit.pairing_share.world import NOTICE, ShareWorld


def test_requests_add_up_until_they_are_claimed(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(5, sender=holder)
    world.share.enqueue(7, sender=holder)
    assert world.share.request(holder, 0) == 12
    wait(NOTICE)
    world.settle(3)
    assert world.share.request(holder, 0) == 12
    world.share.claim(0, holder, sender=holder)
    assert world.share.request(holder, 0) == 0
