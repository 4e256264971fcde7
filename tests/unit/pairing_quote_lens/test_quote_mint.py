# SPDX-License-Identifier: Apache-2.0
"""A quote is the very answer of a mint or a deposit in the same block, its refusals included."""

from dataclasses import replace
from typing import Any

import boa
import pytest

from tests.support.pairing import FT, LP, LT, live_terms
from tests.support.reverts import reason_of, reverts
from tests.unit.pairing_pool.world import HOUR, PERCENT, PoolWorld


@pytest.mark.parametrize("side", [LT, FT, LP])
@pytest.mark.parametrize("share_of", [3, 300, 300_000])
def test_is_the_answer(lens: Any, world: PoolWorld, side: int, share_of: int, keeper: str) -> None:
    amount = world.pool.position().underlying // 10 // share_of
    quote = lens.quote_mint(world.address, side, amount)
    assert world.mint(side, amount, keeper) == quote.shares == world.share(side).balanceOf(keeper)
    assert quote.amount == amount
    spot, mean = sorted((world.price(2_030), world.price(2_010)))
    margin = world.terms.margin
    assert quote.low == pytest.approx(spot * (1 - margin / 10**18), rel=1e-12)
    assert quote.high == pytest.approx(mean * (1 + margin / 10**18), rel=1e-12)


@pytest.mark.parametrize("side", [LT, FT, LP])
def test_the_cost_is_what_the_shares_lack(lens: Any, bull: PoolWorld, side: int, keeper: str) -> None:
    bull.see(2_000)
    quote = lens.quote_mint(bull.address, side, bull.unit)
    bull.mint(side, bull.unit, keeper)
    share = bull.share(side)
    worth = bull.value(side, 2_000) * share.raw_balance(keeper) / share.raw_supply()
    assert quote.cost / 10**18 == pytest.approx(1 - worth / 2_000, abs=1e-9)
    assert 0 <= quote.cost < 4 * PERCENT


def test_the_first_of_a_generation(lens: Any, bull: PoolWorld, holder: str) -> None:
    bull.redeem(LT, bull.share(LT).balanceOf(holder), holder)
    for dollars in (1_700, 1_400, 1_150, 930):
        bull.later(HOUR, dollars)
        bull.rebalance()
    assert bull.share(LT).closed()[0]
    quote = lens.quote_mint(bull.address, LT, bull.unit)
    assert bull.mint(LT, bull.unit, holder) == quote.shares
    with boa.env.anchor(), reverts("mint: nothing"):
        lens.quote_mint(bull.address, LT, 0)


def refusal_of(call: Any) -> str:
    """Its reason, which it must have."""
    with pytest.raises(boa.BoaError) as refused:
        call()
    return reason_of(refused.value)


@pytest.mark.parametrize(
    ("side", "part"), [(LT, 0), (FT, 0), (LP, 0), (LT, 1), (FT, 1), (LT, 1_000), (FT, 1_000), (LP, 1_000)]
)
def test_refuses_with_the_markets_reasons(lens: Any, bull: PoolWorld, side: int, part: int, keeper: str) -> None:
    """Nothing, more than the caps or the inventory allow, and more than the market takes."""
    amount = bull.pool.position().underlying * part
    reason = refusal_of(lambda: lens.quote_mint(bull.address, side, amount))
    assert refusal_of(lambda: bull.mint(side, amount, keeper)) == reason
    assert reason.startswith("mint: ")


def test_refuses_out_of_range_as_the_market_does(lens: Any, bull: PoolWorld, keeper: str) -> None:
    for spot, mean in ((1_700, 2_000), (2_000, 1_700), (2_300, 2_300)):
        bull.see(spot, mean)
        with reverts("price: out of range"):
            lens.quote_mint(bull.address, LT, bull.unit)
        with reverts("price: out of range"):
            bull.mint(LT, bull.unit, keeper)


def test_refuses_without_a_market_or_a_price(lens: Any, bull: PoolWorld, keeper: str) -> None:
    with reverts("quote: market not open"):
        lens.quote_mint(PoolWorld().address, LT, 1)
    bull.wait(2 * HOUR)
    with reverts("quote: no price"):
        lens.quote_mint(bull.address, LT, 1)
    bull.deprecate(keeper)
    with reverts("quote: market not open"):
        lens.quote_mint(bull.address, LT, 1)


def test_no_ft_where_there_is_none(lens: Any, keeper: str) -> None:
    world = PoolWorld(replace(live_terms(), mints_funding=False)).open()
    with reverts("mint: no FT here"):
        lens.quote_mint(world.address, FT, world.unit)
