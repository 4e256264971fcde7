# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import wait
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import BINDING, HELD, MILLION, NOTICE, WAD, ShareWorld


def test_shares_come_back(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    wait(NOTICE - BINDING - 1)
    assert world.share.cancel(0, sender=holder) == WAD
    event = world.event("Cancel")
    assert (event.owner, event.epoch, event.shares) == (holder, 0, WAD)
    assert world.share.balanceOf(holder) == HELD
    assert world.share.request(holder, 0) == world.share.state().epochs[0] == 0


def test_all_raw_shares_come_back_after_a_consolidation(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD + 1, sender=holder)
    world.consolidate()
    assert world.share.cancel(0, sender=holder) == WAD // MILLION
    assert world.share.raw_balance(holder) == HELD


def test_an_emptied_epoch_steps_aside(world: ShareWorld, holder: str, depositor: str, keeper: str) -> None:
    world.mint(keeper, 1)
    world.share.enqueue(1, sender=holder)
    wait(NOTICE - 1)
    world.share.enqueue(1, sender=depositor)
    wait(1)
    world.share.enqueue(1, sender=keeper)
    world.share.cancel(0, sender=holder)
    assert world.share.head() == 0
    world.share.cancel(0, sender=depositor)
    assert world.share.head() == 1
    assert list(world.share.state().epochs) == [1, 0]
    assert tuple(world.share.epoch(0))[3] is False


def test_an_emptied_queue_begins_anew(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(1, sender=holder)
    world.share.cancel(0, sender=holder)
    first = wait(10 * NOTICE)
    assert world.share.enqueue(2, sender=holder) == 0
    assert tuple(world.share.epoch(0)) == (2, first, first, False, 0)


def test_not_in_the_last_quarter_of_an_hour_of_the_notice(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(1, sender=holder)
    wait(NOTICE - BINDING)
    with reverts("queue: request binds"):
        world.share.cancel(0, sender=holder)


def test_not_what_was_paid(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(1, sender=holder)
    world.settle(1, left=1)
    with reverts("queue: request binds"):
        world.share.cancel(0, sender=holder)


def test_not_anothers(world: ShareWorld, holder: str, attacker: str) -> None:
    world.share.enqueue(1, sender=holder)
    with reverts("queue: no request"):
        world.share.cancel(0, sender=attacker)
    with reverts("queue: no request"):
        world.share.cancel(1, sender=holder)


def test_an_emptied_epoch_behind_the_head_stays(world: ShareWorld, holder: str, depositor: str, keeper: str) -> None:
    world.mint(keeper, 1)
    world.share.enqueue(1, sender=holder)
    wait(NOTICE - 1)
    world.share.enqueue(1, sender=depositor)
    wait(1)
    world.share.enqueue(1, sender=keeper)
    assert list(world.share.state().epochs) == [2, 1]
    world.share.cancel(1, sender=keeper)
    assert world.share.head() == 0
    assert list(world.share.state().epochs) == [2, 0]
