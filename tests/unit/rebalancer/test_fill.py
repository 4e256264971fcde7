# SPDX-License-Identifier: Apache-2.0
"""One transaction fills a rebalance from Uniswap; the surplus goes to the receiver that the caller names."""

from typing import Any

import boa
import pytest

from tests.support.market import WAD, Market
from tests.support.periphery import Periphery
from tests.support.reverts import reverts

ALL = 2**256 - 1
COST = 2 * 10**15
# the move that takes each side out of its band, and whether the token is then above its target
MOVES = [("bull", 2_700, True), ("bull", 3_300, False), ("bear", 3_300, True), ("bear", 2_700, False)]


def market_of(periphery: Periphery, side: str) -> Market:
    return periphery.bull if side == "bull" else periphery.bear


def sold(market: Market, over: bool) -> Any:
    return market.collateral if over else market.debt_asset


def bought(market: Market, over: bool) -> Any:
    return market.debt_asset if over else market.collateral


def exposure(periphery: Periphery, market: Market, price: int) -> float:
    sheet = market.token.balance_sheet()
    assets = sheet.collateral * market.oracle_price(price) // 10**36
    return assets / (assets - sheet.debt) - (1 if market.is_bear else 0)


def landing(market: Market, over: bool) -> float:
    """Exposure at which a fill ends: 65% of the way to the edge of the band."""
    rule = market.token.rule()
    return (rule.upper_landing if over else rule.lower_landing) / WAD - (1 if market.is_bear else 0)


@pytest.mark.parametrize(("side", "price", "over"), MOVES)
@pytest.mark.parametrize("kind", ["v3", "v2"])
def test_ends_at_the_landing_and_pays_the_surplus(
    periphery: Periphery, keeper: str, filler: str, side: str, price: int, over: bool, kind: str
) -> None:
    periphery.move(price)
    # a pair takes 0.3%, more than a token at the edge of its band allows: the market has moved a little further there
    cost = COST if over else {"bull": 7 * 10**14, "bear": 9 * 10**14}[side]
    if kind == "v2":
        lead = price * (1005 if (side == "bull") == over else 995) // 1000
        pair = (periphery.weth.address, periphery.usdc.address)
        periphery.uniswap.move_v2_pair(*pair, lead * 10**24, periphery.environment.owner)
        cost = 10**15 if over else 5 * 10**14
    market = market_of(periphery, side)
    path = periphery.path(kind, sold(market, over))
    before = periphery.balances(keeper)
    surplus = periphery.rebalancer.fill(market.token.address, path, over, ALL, cost, 1, filler, sender=keeper)
    assert surplus == bought(market, over).balanceOf(filler) > 0
    assert sold(market, over).balanceOf(filler) == 0
    assert periphery.balances(keeper) == before
    assert abs(exposure(periphery, market, price) - landing(market, over)) < 0.001
    assert set(periphery.balances(periphery.rebalancer.address).values()) == {0}


def test_two_hops(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    periphery.uniswap.move_v3_pool(
        periphery.weth.address, periphery.dai.address, 500, 2_715 * 10**36, periphery.environment.owner
    )
    path = [periphery.hops["weth v3"], periphery.hops["dai v3"]]
    surplus = periphery.rebalancer.fill(periphery.bull.token.address, path, True, ALL, COST, 1, keeper, sender=keeper)
    assert surplus == periphery.usdc.balanceOf(keeper)
    assert set(periphery.balances(periphery.rebalancer.address).values()) == {0}


def test_the_least_surplus_bites(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    order = (periphery.bull.token.address, periphery.path("v3", periphery.weth), True, ALL, COST)
    with boa.env.anchor():
        surplus = periphery.rebalancer.fill(*order, 0, keeper, sender=keeper)
    with reverts("rebalancer: surplus too small"):
        periphery.rebalancer.fill(*order, surplus + 1, keeper, sender=keeper)
    assert periphery.rebalancer.fill(*order, surplus, keeper, sender=keeper) == surplus


def test_a_swap_below_the_payment_is_refused(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    order = (
        periphery.bull.token.address,
        periphery.path("v2", periphery.weth),
        True,
        ALL,
        COST,
    )  # 0.2% against a fee of 0.3%
    with reverts("rebalancer: swap below payment"):
        periphery.rebalancer.fill(*order, 0, keeper, sender=keeper)


def test_a_dust_fill_in_front_only_makes_it_smaller(periphery: Periphery, keeper: str, attacker: str) -> None:
    periphery.move(2_700)
    order = (periphery.bull.token.address, periphery.path("v3", periphery.weth), True)
    with boa.env.anchor():
        alone = periphery.rebalancer.fill(*order, ALL, COST, 0, keeper, sender=keeper)
    periphery.rebalancer.fill(*order, WAD, COST, 0, attacker, sender=attacker)
    after_dust = periphery.rebalancer.fill(*order, ALL, COST, 0, keeper, sender=keeper)
    assert alone * 9 // 10 < after_dust < alone
    assert abs(exposure(periphery, periphery.bull, 2_700) - landing(periphery.bull, True)) < 0.001


def test_the_most_volume_bites(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    collateral = periphery.bull.token.balance_sheet().collateral
    periphery.rebalancer.fill(
        periphery.bull.token.address,
        periphery.path("v3", periphery.weth),
        True,
        WAD,
        COST,
        0,
        keeper,
        sender=keeper,
    )
    assert periphery.bull.token.balance_sheet().collateral == collateral - WAD


def test_the_tolerance_of_the_token_bites(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    order = (periphery.bull.token.address, periphery.path("v3", periphery.weth), True, ALL, 3 * 10**16)
    with reverts("cost: above tolerance"):
        periphery.rebalancer.fill(*order, 0, keeper, sender=keeper)


def test_a_pool_twice_in_a_path_is_refused(periphery: Periphery, keeper: str) -> None:
    path = periphery.path("v3", periphery.weth) * 3
    with reverts("route: pool visited twice"):
        periphery.rebalancer.fill(periphery.bull.token.address, path, True, ALL, COST, 0, keeper, sender=keeper)


def test_an_empty_path_is_refused(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    with reverts("route: empty"):
        periphery.rebalancer.fill(periphery.bull.token.address, [], True, ALL, COST, 0, keeper, sender=keeper)


def test_a_pool_that_enters_again_is_refused(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    order = (
        periphery.bull.token.address,
        periphery.path("v3", periphery.weth),
        True,
        ALL,
        COST,
        0,
        keeper,
    )
    pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    pool.script(periphery.rebalancer.address, periphery.rebalancer.fill.prepare_calldata(*order))
    hostile = (order[0], [int(pool.address, 16)], *order[2:])
    with reverts(""):  # the lock
        periphery.rebalancer.fill(*hostile, sender=keeper)


def test_a_pool_that_lies_spoils_only_the_fill_of_its_caller(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    hostile = (periphery.bull.token.address, [int(pool.address, 16)], True, WAD, COST, 0, keeper)
    pool.answer(WAD, -2_700 * 10**6)  # takes nothing, delivers nothing
    with reverts("erc20: transfer amount exceeds balance"):
        periphery.rebalancer.fill(*hostile, sender=keeper)
    periphery.rebalancer.fill(hostile[0], periphery.path("v3", periphery.weth), *hostile[2:], sender=keeper)


def test_a_swap_that_gives_just_what_is_owed_leaves_no_surplus(periphery: Periphery, keeper: str) -> None:
    periphery.move(2_700)
    market, router = periphery.bull, periphery.rebalancer

    def fill(delivered: int) -> int:
        pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
        periphery.usdc.mint(pool.address, delivered)
        pool.script(periphery.usdc.address, periphery.usdc.transfer.prepare_calldata(router.address, delivered))
        pool.script(router.address, router.uniswapV3SwapCallback.prepare_calldata(WAD, -delivered, b""))
        pool.answer(WAD, -delivered)
        path = [int(pool.address, 16)]
        return int(router.fill(market.token.address, path, True, WAD, COST, 0, keeper, sender=keeper))

    with boa.env.anchor():
        owed = 2_700 * 10**6 - fill(2_700 * 10**6)
    assert fill(owed) == periphery.usdc.balanceOf(keeper) == periphery.usdc.balanceOf(router.address) == 0
    with boa.env.anchor():
        assert fill(owed) == 0
