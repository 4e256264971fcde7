# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import wait
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, NOBODY, NOTICE, WAD, ShareWorld


def test_an_epoch_is_paid(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    first = wait(NOTICE) - NOTICE
    world.settle(50)
    event, burned = world.event("Paid"), world.event("Transfer")
    assert (event.epoch, event.shares, event.amount) == (0, WAD, 50)
    assert (burned.sender, burned.receiver, burned.value) == (world.address, NOBODY, WAD)
    assert tuple(world.share.epoch(0)) == (WAD, first, first, True, 50)
    assert world.share.head() == 1
    assert world.share.counted() == 50
    assert world.share.raw_supply() == 2 * HELD + 9 * WAD
    assert tuple(world.share.closed()) == (False, 0, 0)


def test_two_epochs_and_the_end_at_once(world: ShareWorld, holder: str, depositor: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    wait(NOTICE)
    world.share.enqueue(2 * WAD, sender=depositor)
    world.settle(10, 20, left=30)
    supply = 2 * HELD + 7 * WAD
    event = world.event("Closed")
    assert (event.supply, event.amount) == (supply, 30)
    assert tuple(world.share.closed()) == (True, supply, 30)
    assert world.share.counted() == 60
    assert world.share.claim(1, depositor, sender=depositor) == 20


def test_an_epoch_may_be_worth_nothing(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    world.settle(0, left=0)
    assert tuple(world.share.epoch(0))[3:] == (True, 0)
    assert world.share.claim(0, holder, sender=holder) == 0
    assert world.share.claim_closed(holder, sender=holder) == 0


def test_market_only(world: ShareWorld, attacker: str) -> None:
    with reverts("share: market only"):
        world.share.settle((0, 0), 0, True, 0, 0, sender=attacker)


def test_the_u_must_have_come(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    world.asset.mint(world.address, 9)
    with reverts("settle: asset not received"):
        world.share.settle((6, 0), 1, True, 4, 0, sender=world.market)
    world.asset.mint(world.address, 1)
    world.share.settle((6, 0), 1, True, 4, 0, sender=world.market)


def test_or_the_market_owes_it(world: ShareWorld, holder: str, depositor: str) -> None:
    """Then claims wait for U, and those of whoever comes first take what is here."""
    world.share.enqueue(WAD, sender=holder)
    wait(NOTICE)
    world.share.enqueue(WAD, sender=depositor)
    world.settle(6, owed=6)
    with reverts("erc20: transfer amount exceeds balance"):
        world.share.claim(0, holder, sender=holder)
    with reverts("settle: asset not received"):
        world.share.settle((4, 0), 1, False, 0, 9, sender=world.market)
    world.share.settle((4, 0), 1, False, 0, 10, sender=world.market)
    assert world.share.counted() == 10
    world.asset.mint(world.address, 10)
    assert world.share.claim(0, holder, sender=holder) == 6
    assert world.share.claim(1, depositor, sender=depositor) == 4
