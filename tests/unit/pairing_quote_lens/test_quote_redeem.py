# SPDX-License-Identifier: Apache-2.0
"""A quote is the very answer of a redemption in the same block, its refusals included."""

from typing import Any

import pytest

from tests.support.pairing import FT, LP, LT
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import HOUR, PERCENT, PoolWorld


@pytest.mark.parametrize("side", [LT, FT])
@pytest.mark.parametrize("part", [1, 7, 10**6])
@pytest.mark.parametrize("partial", [False, True])
def test_is_the_answer(lens: Any, world: PoolWorld, side: int, part: int, partial: bool, holder: str) -> None:
    shares = world.share(side).balanceOf(holder) // part
    quote = lens.quote_redeem(world.address, side, shares, partial)
    assert world.redeem(side, shares, holder, partial=partial) == (quote.shares, quote.amount)
    assert quote.shares == shares


def leave_little(world: PoolWorld) -> None:
    """Nearly all liquidity leaves by the queue."""
    share = world.share(LP)
    world.enqueue(LP, share.balanceOf(world.creator) * 99 // 100, world.creator)
    world.later(2 * HOUR, 2_000)
    world.rebalance()


def test_as_much_as_there_is(lens: Any, bull: PoolWorld, holder: str) -> None:
    leave_little(bull)
    shares = bull.share(LT).balanceOf(holder)
    with reverts("redeem: no inventory"):
        lens.quote_redeem(bull.address, LT, shares, False)
    with reverts("redeem: no inventory"):
        bull.redeem(LT, shares, holder)
    quote = lens.quote_redeem(bull.address, LT, shares, True)
    assert 0 < quote.shares < shares
    assert bull.redeem(LT, shares, holder, partial=True) == (quote.shares, quote.amount)


@pytest.mark.parametrize("side", [LT, FT])
def test_the_cost_is_what_the_payment_lacks(lens: Any, bull: PoolWorld, side: int, holder: str) -> None:
    bull.see(2_000)
    share = bull.share(side)
    shares = share.balanceOf(holder) // 100
    before = bull.engine.value_of(bull.pool.accrued_position(), bull.pool.terms(), side, bull.price(2_000))
    worth = before * shares // share.totalSupply()
    quote = lens.quote_redeem(bull.address, side, shares, False)
    assert quote.cost / 10**18 == pytest.approx(1 - quote.amount * bull.price(2_000) / worth, abs=1e-9)
    assert 0 < quote.cost < 3 * PERCENT


def test_refuses(lens: Any, bull: PoolWorld, holder: str) -> None:
    with reverts("redeem: zero shares"):
        lens.quote_redeem(bull.address, LT, 0, True)
    with reverts("redeem: not LT or FT"):
        lens.quote_redeem(bull.address, LP, 1, True)
    with reverts("quote: over supply"):
        lens.quote_redeem(bull.address, LT, bull.share(LT).totalSupply() + 1, True)
    bull.see(1_700)
    with reverts("price: out of range"):
        lens.quote_redeem(bull.address, LT, 1, True)
    bull.wait(2 * HOUR)
    with reverts("quote: no price"):
        lens.quote_redeem(bull.address, LT, 1, True)
    with reverts("quote: market not open"):
        lens.quote_redeem(PoolWorld().address, LT, 1, True)
