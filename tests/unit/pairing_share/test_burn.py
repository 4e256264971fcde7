# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, MILLION, NOBODY, WAD, ShareWorld


def test_raw_shares_go_and_are_told_as_shown(merged: ShareWorld, holder: str) -> None:
    merged.share.burn(holder, 7 * MILLION + 1, sender=merged.market)
    event = merged.event("Transfer")
    assert (event.sender, event.receiver, event.value) == (holder, NOBODY, 7)
    assert merged.share.raw_balance(holder) == HELD - 7 * MILLION - 1
    assert merged.share.raw_supply() == 2 * HELD + 10 * WAD - 7 * MILLION - 1


def test_market_only(world: ShareWorld, attacker: str, holder: str) -> None:
    with reverts("share: market only"):
        world.share.burn(holder, 1, sender=attacker)


def test_not_more_than_the_balance(world: ShareWorld, holder: str) -> None:
    with reverts("erc20: burn amount exceeds balance"):
        world.share.burn(holder, HELD + 1, sender=world.market)
