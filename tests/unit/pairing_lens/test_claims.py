# SPDX-License-Identifier: Apache-2.0
"""A page of paid epochs, of a share of any generation."""

from typing import Any

from tests.support.pairing import FT, LT
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import HOUR, WAD, PoolWorld


def test_a_page(lens: Any, world: PoolWorld, holder: str, keeper: str) -> None:
    share = world.share(FT)
    for epoch in range(4):
        owner = keeper if epoch == 1 else holder
        share.transfer(keeper, WAD, sender=holder)
        world.enqueue(FT, WAD, owner)
        world.later(HOUR, 2_000)
        world.rebalance()
    world.enqueue(FT, WAD, holder)  # waits

    def epochs(start: int, count: int) -> list[int]:
        return [claim.epoch for claim in lens.claims(share.address, holder, start, count)]

    assert epochs(0, 32) == [0, 2, 3]
    assert epochs(1, 2) == [2]
    assert epochs(3, 32) == [3]
    assert epochs(5, 32) == epochs(0, 0) == []
    (claim,) = lens.claims(share.address, keeper, 0, 32)
    assert share.claim(1, keeper, sender=keeper) == claim.amount


def test_of_a_generation_that_ended(lens: Any, world: PoolWorld, holder: str) -> None:
    old = world.share(LT)
    world.enqueue(LT, WAD, holder)
    world.later(HOUR, 2_000)
    world.rebalance()
    world.redeem(LT, old.balanceOf(holder), holder)
    for dollars in (1_700, 1_400, 1_150, 930):
        world.later(HOUR, dollars)
        world.rebalance()
    world.mint(LT, world.unit, holder)
    assert world.share(LT).address != old.address
    (claim,) = lens.claims(old.address, holder, 0, 32)
    assert old.claim(0, holder, sender=holder) == claim.amount > 0


def test_at_most_32(lens: Any, world: PoolWorld, holder: str) -> None:
    with reverts("lens: at most 32 at once"):
        lens.claims(world.share(LT).address, holder, 0, 33)
