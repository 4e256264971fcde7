# SPDX-License-Identifier: Apache-2.0
"""What can be redeemed at once, as the twin says, and as the market then does."""

from typing import Any

import pytest

from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.pairing_share import ShareState
from steelyard.model.pairing.valuation import Side
from tests.support.pairing import FT, LP, LT
from tests.support.reverts import reverts
from tests.unit.pairing_lens.test_status import twin_of
from tests.unit.pairing_pool.world import HOUR, PoolWorld
from tests.unit.pairing_quote_lens.test_quote_redeem import leave_little


def twin_room(world: PoolWorld, side: int, shares: int, dollars: tuple[int, int]) -> int:
    """By the twin's engine on the same position; one raw share is one as shown."""
    position = twin_of(world.pool.accrued_position(), world.terms.target)
    state = ShareState(supply=world.share(side).raw_supply(), index=1)
    seen = (world.price(dollars[0]), world.price(dollars[1]), 0)
    return engine.redeem_room(position, world.terms, seen, Side(side), shares, (state, state, state))


@pytest.mark.parametrize("side", [LT, FT])
def test_agrees_with_the_twin(lens: Any, world: PoolWorld, side: int, holder: str) -> None:
    shares = world.share(side).balanceOf(holder)
    assert lens.redeem_room(world.address, side, shares) == shares == twin_room(world, side, shares, (2_030, 2_010))


def test_where_liquidity_has_left(lens: Any, bull: PoolWorld, holder: str) -> None:
    leave_little(bull)
    shares = bull.share(LT).balanceOf(holder)
    room = lens.redeem_room(bull.address, LT, shares)
    assert 0 < room < shares
    assert room == twin_room(bull, LT, shares, (2_000, 2_000))
    assert lens.quote_redeem(bull.address, LT, shares, True).shares == room
    assert bull.redeem(LT, room, holder)[0] == room


def test_never_more_than_there_are(lens: Any, bull: PoolWorld) -> None:
    assert lens.redeem_room(bull.address, FT, 2**256 - 1) == bull.share(FT).totalSupply()


def test_nothing_while_nobody_can_trade(lens: Any, bull: PoolWorld, holder: str, keeper: str) -> None:
    shares = bull.share(LT).balanceOf(holder)
    bull.see(1_700)
    assert lens.redeem_room(bull.address, LT, shares) == 0
    bull.wait(2 * HOUR)
    assert lens.redeem_room(bull.address, LT, shares) == 0
    bull.deprecate(keeper)
    assert lens.redeem_room(bull.address, LT, shares) == 0


def test_liquidity_leaves_by_the_queue(lens: Any, bull: PoolWorld) -> None:
    with reverts("redeem: not LT or FT"):
        lens.redeem_room(bull.address, LP, 1)
