# SPDX-License-Identifier: Apache-2.0
"""The most that a mint may bring is accepted, and a little more is not, whatever bound it is."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.pairing import FT, LP, LT, live_terms
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import HOUR, WAD, PoolWorld


def check_room(lens: Any, world: PoolWorld, side: int, who: str, reason: str) -> int:
    """Demands that the room is taken and a 2^-40th more refused with `reason`."""
    room = int(lens.mint_room(world.address, side))
    with reverts(reason):
        world.mint(side, room + room // 2**40 + 10, who)
    assert world.mint(side, room, who) > 0
    return room


@pytest.mark.parametrize(("side", "reason"), [(LT, "mint: leveraged cap"), (FT, "mint: funding cap")])
def test_the_capacity(lens: Any, world: PoolWorld, side: int, reason: str, keeper: str) -> None:
    check_room(lens, world, side, keeper, reason)
    # the most U that the cap allows is gone: what is left is the rounding of the search
    assert lens.mint_room(world.address, side) <= world.pool.position().underlying // 10**6


@pytest.mark.parametrize(("side", "dollars"), [(LT, 1_900), (FT, 2_100)])
def test_the_inventory(lens: Any, side: int, dollars: int, keeper: str) -> None:
    """Where the caps allow everything, the kind that has become cheap runs out first."""
    world = PoolWorld(live_terms(cap_leveraged=WAD, cap_funding=WAD))
    world.fund(keeper)
    world.open()
    world.see(dollars)
    room = check_room(lens, world, side, keeper, "mint: no inventory")
    assert room > 100 * world.unit


def test_the_size_of_the_market(lens: Any, keeper: str) -> None:
    world = PoolWorld(live_terms(max_underlying=1_010 * WAD))
    world.fund(keeper)
    world.open()
    for side in (LT, FT, LP):
        assert lens.mint_room(world.address, side) == 10 * WAD
    check_room(lens, world, LP, keeper, "mint: market full")
    assert lens.mint_room(world.address, LP) == lens.mint_room(world.address, LT) == 0


def test_the_first_of_a_generation(lens: Any, bull: PoolWorld, holder: str) -> None:
    """Less than $20 is too little to begin with, which must not hide that more is not."""
    bull.redeem(LT, bull.share(LT).balanceOf(holder), holder)
    for dollars in (1_700, 1_400, 1_150, 930):
        bull.later(HOUR, dollars)
        bull.rebalance()
    with reverts("mint: first below 20 dollars"):
        bull.mint(LT, bull.unit // 100, holder)
    check_room(lens, bull, LT, holder, "mint: leveraged cap")


def test_nothing_while_nobody_can_trade(lens: Any, bull: PoolWorld, keeper: str) -> None:
    bull.see(1_700)
    assert lens.mint_room(bull.address, LT) == 0
    bull.kill_source()
    assert lens.mint_room(bull.address, LP) == 0
    bull.wait(2 * HOUR)
    bull.deprecate(keeper)
    assert lens.mint_room(bull.address, LT) == lens.mint_room(PoolWorld().address, LT) == 0


def test_no_ft_where_there_is_none(lens: Any) -> None:
    world = PoolWorld(replace(live_terms(), mints_funding=False)).open()
    assert lens.mint_room(world.address, FT) == 0 < lens.mint_room(world.address, LT)


def test_needs_gas(lens: Any, bull: PoolWorld) -> None:
    """With less than it takes, everything would look refused."""
    with reverts("quote: send more gas"):
        lens.mint_room(bull.address, LT, gas=6_000_000)
    with reverts("lens: send more gas"):
        lens.mint_room(bull.address, LT, gas=3_000_000)
