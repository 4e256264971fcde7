# SPDX-License-Identifier: Apache-2.0
"""One transaction fills a rebalance from Uniswap; the surplus goes to the receiver that the caller names."""

from typing import Any

import boa
import pytest

from tests.support.desk import Desk
from tests.support.market import WAD, Market
from tests.support.refusal import refuses

ALL = 2**256 - 1
COST = 2 * 10**15
# the move that takes each side out of its band, and whether the token is then above its target
MOVES = [("bull", 2_700, True), ("bull", 3_300, False), ("bear", 3_300, True), ("bear", 2_700, False)]


def market_of(desk: Desk, side: str) -> Market:
    return desk.bull if side == "bull" else desk.bear


def sold(market: Market, over: bool) -> Any:
    return market.collateral if over else market.debt_asset


def bought(market: Market, over: bool) -> Any:
    return market.debt_asset if over else market.collateral


def exposure(desk: Desk, market: Market, price: int) -> float:
    sheet = market.token.sheet()
    assets = sheet.collateral * market.oracle_price(price) // 10**36
    return assets / (assets - sheet.debt) - (1 if market.is_bear else 0)


@pytest.mark.parametrize(("side", "price", "over"), MOVES)
@pytest.mark.parametrize("kind", ["v3", "v2"])
def test_lands_on_target_and_pays_the_surplus(
    desk: Desk, keeper: str, filler: str, side: str, price: int, over: bool, kind: str
) -> None:
    desk.move(price)
    # a pair takes 0.3%, more than a token at the edge of its band allows: the market has moved a little further there
    cost = COST if over else COST // 2
    if kind == "v2":
        lead = price * (1005 if (side == "bull") == over else 995) // 1000
        pair = (desk.weth.address, desk.usdc.address)
        desk.uniswap.move_v2_pair(*pair, lead * 10**24, desk.stage.owner)
        cost = 10**15
    market = market_of(desk, side)
    path = desk.path(kind, sold(market, over))
    before = desk.balances(keeper)
    surplus = desk.rebalancer.fill(market.token.address, path, over, ALL, cost, 1, filler, sender=keeper)
    assert surplus == bought(market, over).balanceOf(filler) > 0
    assert sold(market, over).balanceOf(filler) == 0
    assert desk.balances(keeper) == before
    assert abs(exposure(desk, market, price) - 3) < 0.001
    assert set(desk.balances(desk.rebalancer.address).values()) == {0}


def test_two_hops(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    desk.uniswap.move_v3_pool(desk.weth.address, desk.dai.address, 500, 2_715 * 10**36, desk.stage.owner)
    path = [desk.hops["weth v3"], desk.hops["dai v3"]]
    surplus = desk.rebalancer.fill(desk.bull.token.address, path, True, ALL, COST, 1, keeper, sender=keeper)
    assert surplus == desk.usdc.balanceOf(keeper)
    assert set(desk.balances(desk.rebalancer.address).values()) == {0}


def test_the_least_surplus_bites(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    order = (desk.bull.token.address, desk.path("v3", desk.weth), True, ALL, COST)
    with boa.env.anchor():
        surplus = desk.rebalancer.fill(*order, 0, keeper, sender=keeper)
    with refuses("rebalancer: surplus too small"):
        desk.rebalancer.fill(*order, surplus + 1, keeper, sender=keeper)
    assert desk.rebalancer.fill(*order, surplus, keeper, sender=keeper) == surplus


def test_a_swap_below_the_payment_is_refused(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    order = (desk.bull.token.address, desk.path("v2", desk.weth), True, ALL, COST)  # 0.2% against a fee of 0.3%
    with refuses("rebalancer: swap below payment"):
        desk.rebalancer.fill(*order, 0, keeper, sender=keeper)


def test_a_dust_fill_in_front_only_makes_it_smaller(desk: Desk, keeper: str, attacker: str) -> None:
    desk.move(2_700)
    order = (desk.bull.token.address, desk.path("v3", desk.weth), True)
    with boa.env.anchor():
        alone = desk.rebalancer.fill(*order, ALL, COST, 0, keeper, sender=keeper)
    desk.rebalancer.fill(*order, WAD, COST, 0, attacker, sender=attacker)
    after_dust = desk.rebalancer.fill(*order, ALL, COST, 0, keeper, sender=keeper)
    assert alone * 9 // 10 < after_dust < alone
    assert abs(exposure(desk, desk.bull, 2_700) - 3) < 0.001


def test_the_most_volume_bites(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    collateral = desk.bull.token.sheet().collateral
    desk.rebalancer.fill(desk.bull.token.address, desk.path("v3", desk.weth), True, WAD, COST, 0, keeper, sender=keeper)
    assert desk.bull.token.sheet().collateral == collateral - WAD


def test_the_tolerance_of_the_token_bites(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    order = (desk.bull.token.address, desk.path("v3", desk.weth), True, ALL, 3 * 10**16)
    with refuses("cost: above tolerance"):
        desk.rebalancer.fill(*order, 0, keeper, sender=keeper)


def test_a_pool_twice_in_a_path_is_refused(desk: Desk, keeper: str) -> None:
    path = desk.path("v3", desk.weth) * 3
    with refuses("route: pool visited twice"):
        desk.rebalancer.fill(desk.bull.token.address, path, True, ALL, COST, 0, keeper, sender=keeper)


def test_an_empty_path_is_refused(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    with refuses("route: empty"):
        desk.rebalancer.fill(desk.bull.token.address, [], True, ALL, COST, 0, keeper, sender=keeper)


def test_a_pool_that_enters_again_is_refused(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    order = (desk.bull.token.address, desk.path("v3", desk.weth), True, ALL, COST, 0, keeper)
    pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    pool.script(desk.rebalancer.address, desk.rebalancer.fill.prepare_calldata(*order))
    hostile = (order[0], [int(pool.address, 16)], *order[2:])
    with refuses(""):  # the lock
        desk.rebalancer.fill(*hostile, sender=keeper)


def test_a_pool_that_lies_spoils_only_the_fill_of_its_caller(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    hostile = (desk.bull.token.address, [int(pool.address, 16)], True, WAD, COST, 0, keeper)
    pool.answer(WAD, -2_700 * 10**6)  # takes nothing, delivers nothing
    with refuses("erc20: transfer amount exceeds balance"):
        desk.rebalancer.fill(*hostile, sender=keeper)
    desk.rebalancer.fill(hostile[0], desk.path("v3", desk.weth), *hostile[2:], sender=keeper)


def test_a_swap_that_gives_just_what_is_owed_leaves_no_surplus(desk: Desk, keeper: str) -> None:
    desk.move(2_700)
    market, router = desk.bull, desk.rebalancer

    def fill(delivered: int) -> int:
        pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
        desk.usdc.mint(pool.address, delivered)
        pool.script(desk.usdc.address, desk.usdc.transfer.prepare_calldata(router.address, delivered))
        pool.script(router.address, router.uniswapV3SwapCallback.prepare_calldata(WAD, -delivered, b""))
        pool.answer(WAD, -delivered)
        path = [int(pool.address, 16)]
        return int(router.fill(market.token.address, path, True, WAD, COST, 0, keeper, sender=keeper))

    with boa.env.anchor():
        owed = 2_700 * 10**6 - fill(2_700 * 10**6)
    assert fill(owed) == desk.usdc.balanceOf(keeper) == desk.usdc.balanceOf(router.address) == 0
    with boa.env.anchor():
        assert fill(owed) == 0
