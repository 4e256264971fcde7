# SPDX-License-Identifier: Apache-2.0
"""U that charges, shrinks, says nothing, calls back, or comes as a gift."""

from typing import Any

import boa
import pytest

from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import DAY, FOREVER, FT, LP, LT, SIDES, WAD, PoolWorld

UNIT = 10**18


def test_gifts_change_nothing(held: PoolWorld, holder: str, attacker: str) -> None:
    """Neither U nor shares, neither to the market nor to a share: nothing is read from a balance."""
    held.asset.transfer(attacker, UNIT, sender=holder)
    before = held.pool.position(), held.states(), tuple(held.pool.fees_owed())
    quotes = [held.mint(LT, UNIT, attacker), held.redeem(FT, WAD, holder)]
    with_gift = PoolWorld()
    with_gift.fund(holder, attacker)
    with_gift.open()
    for side in (LT, FT):
        with_gift.mint(side, 100 * UNIT, holder)
    assert (with_gift.pool.position(), with_gift.states(), tuple(with_gift.pool.fees_owed())) == before
    for place in (with_gift.address, *(with_gift.share(side).address for side in SIDES)):
        with_gift.asset.transfer(place, 1_000 * UNIT, sender=attacker)
    with_gift.share(LT).transfer(with_gift.address, WAD, sender=holder)
    with_gift.share(FT).transfer(with_gift.share(FT).address, WAD, sender=holder)
    assert (with_gift.pool.position(), tuple(with_gift.pool.fees_owed())) == (before[0], before[2])
    assert [with_gift.mint(LT, UNIT, attacker), with_gift.redeem(FT, WAD, holder)] == quotes
    assert [with_gift.share(side).counted() for side in SIDES] == [0, 0, 0]


def test_a_shrunken_asset_stops_what_brings_more_of_it(held: PoolWorld, holder: str) -> None:
    held.asset.burn_of(held.address, 1)
    with reverts("token: asset short"):
        held.mint(LP, UNIT, holder)
    held.redeem(LT, WAD, holder)


def test_an_asset_that_returns_nothing(holder: str) -> None:
    world = PoolWorld(asset=deploy("SilentAsset", 18))
    world.fund(holder)
    world.open()
    shares = world.mint(FT, UNIT, holder)
    assert world.redeem(FT, shares, holder)[1] > 0
    world.asset.set_refusing(True)
    with reverts(""):
        world.mint(FT, UNIT, holder)


def test_nobody_is_paid_by_an_asset_that_answers_no(holder: str) -> None:
    world = PoolWorld(asset=deploy("SilentAsset", 18))
    world.fund(holder)
    world.open()
    shares = world.mint(FT, UNIT, holder)
    world.asset.set_refusing(True)
    with reverts(""):
        world.redeem(FT, shares, holder)


@pytest.fixture
def calling(holder: str) -> PoolWorld:
    """U calls somebody whenever it moves."""
    world = PoolWorld(asset=deploy("CallingAsset", 18))
    world.fund(holder)
    world.open()
    for side in (LT, FT):
        world.mint(side, 100 * UNIT, holder)
    return world


def entries(world: PoolWorld, holder: str) -> list[bytes]:
    """Every function that moves anything, and the views on what is half done."""
    pool = world.pool
    calls: list[tuple[Any, ...]] = [
        ("mint", LT, UNIT, 0, holder, FOREVER), ("deposit", UNIT, 0, holder, FOREVER),
        ("redeem", LT, WAD, 0, holder, False, FOREVER), ("open", UNIT), ("rebalance",), ("consolidate", LT),
        ("report_stale",), ("deprecate",), ("collect_fees",), ("set_fee_recipient", holder),
        ("forward", pool.share(LT)), ("unsent", pool.share(LT)),
        ("mint_ordered", LT, UNIT, 0, holder, 0), ("redeem_ordered", LT, WAD, 0, holder, 0),
        ("position",), ("accrued_position",), ("clocks",), ("fees_owed",),
    ]  # fmt: skip
    return [getattr(pool, name).prepare_calldata(*arguments) for name, *arguments in calls]


@pytest.mark.parametrize("operation", ["mint", "redeem", "deposit", "rebalance"])
def test_a_token_that_calls_back_finds_every_door_locked(calling: PoolWorld, holder: str, operation: str) -> None:
    """Read-only reentrancy too: the lock answers nothing."""
    if operation == "rebalance":
        calling.enqueue(LT, WAD, holder)
        calling.later(DAY, 2_000)
        calling.enqueue(LT, WAD, holder)
    act = {
        "mint": lambda: calling.mint(FT, UNIT, holder),
        "redeem": lambda: calling.redeem(FT, WAD, holder),
        "deposit": lambda: calling.mint(LP, UNIT, holder),
        "rebalance": lambda: calling.rebalance(),
    }[operation]
    for data in entries(calling, holder):
        with boa.env.anchor():
            calling.asset.plan(calling.address, data)
            act()
            assert calling.asset.calls() > 0
            assert (calling.asset.is_done(), calling.asset.answer()) == (False, b"")
