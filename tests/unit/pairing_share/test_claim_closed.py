# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.pairing_share.world import DEAD, HELD, WAD, ShareWorld


@pytest.fixture
def ended(world: ShareWorld) -> ShareWorld:
    """201 units of U for 2,010 shares."""
    world.settle(left=201)
    return world


def test_all_shares_burn_for_their_part(ended: ShareWorld, holder: str, keeper: str) -> None:
    assert ended.share.claim_closed(keeper, sender=holder) == 100
    event, burned = ended.event("ClaimClosed"), ended.event("Transfer")
    assert ended.asset.balanceOf(keeper) == 100
    assert (event.owner, event.receiver, event.shares, event.amount) == (holder, keeper, HELD, 100)
    assert (burned.sender, burned.value) == (holder, HELD)
    assert ended.share.raw_balance(holder) == 0
    assert ended.share.raw_supply() == HELD + 10 * WAD
    assert ended.share.counted() == 101
    with reverts("claim: no closed shares"):
        ended.share.claim_closed(keeper, sender=holder)


def test_shares_still_move_and_the_claim_with_them(ended: ShareWorld, holder: str, filler: str) -> None:
    ended.share.transfer(filler, HELD // 2, sender=holder)
    assert ended.share.claim_closed(filler, sender=filler) == 50


def test_the_raw_rest_counts_too(merged: ShareWorld, holder: str, filler: str) -> None:
    merged.mint(filler, 1)
    merged.settle(left=10**30)
    assert merged.share.balanceOf(filler) == 0
    assert merged.share.claim_closed(filler, sender=filler) == 10**30 // (2 * HELD + 10 * WAD + 1)


def test_all_claims_together_are_at_most_what_is_left(ended: ShareWorld, holder: str, depositor: str) -> None:
    paid = [ended.share.claim_closed(who, sender=who) for who in (holder, depositor, DEAD)]
    assert paid == [100, 100, 1]
    assert ended.share.raw_supply() == ended.share.counted() == 0


def test_not_before_the_end(world: ShareWorld, holder: str) -> None:
    with reverts("claim: no closed shares"):
        world.share.claim_closed(holder, sender=holder)


def test_not_without_shares(ended: ShareWorld, attacker: str) -> None:
    with reverts("claim: no closed shares"):
        ended.share.claim_closed(attacker, sender=attacker)
