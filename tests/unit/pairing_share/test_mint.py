# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_share.world import HELD, MILLION, NOBODY, ShareWorld


def test_raw_shares_are_made_and_told_as_shown(merged: ShareWorld, holder: str) -> None:
    merged.mint(holder, 7 * MILLION + 1)
    event = merged.event("Transfer")
    assert (event.sender, event.receiver, event.value) == (NOBODY, holder, 7)
    assert merged.share.raw_balance(holder) == HELD + 7 * MILLION + 1


def test_market_only(world: ShareWorld, attacker: str) -> None:
    with reverts("share: market only"):
        world.share.mint(attacker, 1, sender=attacker)


def test_not_for_the_zero_address(world: ShareWorld) -> None:
    with reverts("erc20: mint to the zero address"):
        world.mint(NOBODY, 1)


def test_not_past_256_bits(world: ShareWorld, holder: str) -> None:
    with reverts(BARE):
        world.mint(holder, 2**256 - 1)
