# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now, wait
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, MILLION, NOTICE, WAD, ShareWorld


def test_shares_wait_here(world: ShareWorld, holder: str) -> None:
    assert world.share.enqueue(3 * WAD, sender=holder) == 0
    event, moved = world.event("Join"), world.event("Transfer")
    assert (event.owner, event.epoch, event.shares) == (holder, 0, 3 * WAD)
    assert (moved.sender, moved.receiver, moved.value) == (holder, world.address, 3 * WAD)
    assert world.share.balanceOf(holder) == HELD - 3 * WAD
    assert world.share.balanceOf(world.address) == world.share.request(holder, 0) == 3 * WAD
    assert tuple(world.share.epoch(0)) == (3 * WAD, now(), now(), False, 0)


def test_an_epoch_takes_requests_for_one_notice(world: ShareWorld, holder: str, depositor: str) -> None:
    start = now()
    world.share.enqueue(1, sender=holder)
    last = wait(NOTICE - 1)
    assert world.share.enqueue(2, sender=depositor) == 0
    assert tuple(world.share.epoch(0)) == (3, start, last, False, 0)
    wait(1)
    assert world.share.enqueue(4, sender=holder) == 1
    wait(10 * NOTICE)
    assert world.share.enqueue(8, sender=holder) == 1
    assert world.share.request(holder, 1) == 12


def test_what_is_shown_is_asked_for(merged: ShareWorld, holder: str) -> None:
    merged.share.enqueue(5, sender=holder)
    assert merged.event("Transfer").value == 5
    assert merged.event("Join").shares == merged.share.request(holder, 0) == 5 * MILLION


def test_not_nothing(world: ShareWorld, holder: str) -> None:
    with reverts("queue: zero shares"):
        world.share.enqueue(0, sender=holder)


def test_not_more_than_the_balance(merged: ShareWorld, holder: str) -> None:
    for shares in (HELD // MILLION + 1, 2**256 - 1):
        with reverts("erc20: transfer amount exceeds balance"):
            merged.share.enqueue(shares, sender=holder)


def test_not_after_the_end(world: ShareWorld, holder: str) -> None:
    world.settle(left=1)
    with reverts("queue: generation ended"):
        world.share.enqueue(1, sender=holder)
