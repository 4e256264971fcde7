# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.pairing_share.world import HELD, MILLION, ShareWorld


def test_a_million_become_one(world: ShareWorld, holder: str) -> None:
    world.consolidate()
    assert world.event("Consolidated").index == MILLION
    assert world.share.balanceOf(holder) == HELD // MILLION
    assert world.share.raw_balance(holder) == HELD
    world.consolidate()
    assert world.share.index() == MILLION**2


def test_market_only(world: ShareWorld, attacker: str) -> None:
    with reverts("share: market only"):
        world.share.consolidate(sender=attacker)
