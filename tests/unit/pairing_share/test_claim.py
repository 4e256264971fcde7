# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.engine import wait
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_share.world import NOTICE, WAD, ShareWorld


def test_each_gets_their_part_once(world: ShareWorld, holder: str, depositor: str, keeper: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    world.share.enqueue(2 * WAD, sender=depositor)
    wait(NOTICE)
    world.settle(100)
    assert world.share.claim(0, keeper, sender=holder) == 33
    event = world.event("Claim")
    assert (event.owner, event.receiver, event.epoch, event.amount) == (holder, keeper, 0, 33)
    assert world.share.claim(0, depositor, sender=depositor) == 66
    assert (world.asset.balanceOf(keeper), world.asset.balanceOf(depositor)) == (33, 66)
    assert world.share.counted() == 1
    with reverts("claim: no request"):
        world.share.claim(0, holder, sender=holder)


def test_products_of_more_than_256_bits(world: ShareWorld, holder: str) -> None:
    world.mint(holder, 2**240)
    world.share.enqueue(2**240, sender=holder)
    wait(NOTICE)
    world.settle(2**100)
    assert world.share.claim(0, holder, sender=holder) == 2**100


def test_also_of_an_ended_generation(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    world.settle(10, left=20)
    assert world.share.claim(0, holder, sender=holder) == 10


def test_not_before_it_is_paid(world: ShareWorld, holder: str) -> None:
    world.share.enqueue(WAD, sender=holder)
    wait(NOTICE)
    with reverts("claim: epoch still waits"):
        world.share.claim(0, holder, sender=holder)


def test_not_what_was_not_asked_for(world: ShareWorld, holder: str) -> None:
    with reverts("claim: no request"):
        world.share.claim(0, holder, sender=holder)


def test_a_u_that_answers_nothing_is_paid_and_one_that_answers_false_is_not(holder: str) -> None:
    asset = deploy("SilentAsset", 6)
    share = deploy("PairingShare", "Ether 3x LT", "ETH3X-LT", asset.address, NOTICE, sender=holder)
    share.mint(holder, 4, sender=holder)
    share.enqueue(1, sender=holder)
    asset.mint(share.address, 7)
    share.settle((4, 0), 1, True, 3, 0, sender=holder)
    assert share.claim(0, holder, sender=holder) == asset.balanceOf(holder) == 4
    asset.set_refusing(True)
    with reverts(BARE):
        share.claim_closed(holder, sender=holder)
    assert share.counted() == 3
