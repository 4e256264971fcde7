# SPDX-License-Identifier: Apache-2.0
"""An exact amount for as many shares as it buys, with a hint of the debt."""

from dataclasses import replace

import boa
import pytest

from tests.support.desk import PRICE, USDC, Desk, MintOrder
from tests.support.engine import now
from tests.support.market import WAD, Market, build_market
from tests.support.refusal import reason_of, refuses

AMOUNT = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE, "native": 10_000 * WAD // PRICE}
SHARES = 100 * WAD  # what the amount would buy without fee and impact


def market_of(desk: Desk, side: str) -> Market:
    return desk.bull if side == "bull" else desk.bear


def order_for(desk: Desk, market: Market, asset: str, kind: str, receiver: str) -> MintOrder:
    path = desk.path(kind, market.debt_asset)
    return MintOrder(market.token, desk.asset(asset), AMOUNT[asset], path, receiver)


def works(desk: Desk, order: MintOrder, hint: int, sender: str) -> bool:
    coins = order.amount if order.asset == desk.asset("native") else 0
    with boa.env.anchor():
        try:
            desk.router.mint_amount(order.encoded(), hint, sender=sender, value=coins)
        except boa.BoaError as error:
            assert reason_of(error) in ("router: hint too high", "router: debt above price")
            return False
    return True


def best_hint(desk: Desk, order: MintOrder, sender: str) -> int:
    """Returns the highest hint that works, to a millionth."""
    sheet = desk.bull.token.sheet() if order.token is desk.bull.token else desk.bear.token.sheet()
    low, high = 0, sheet.debt
    while high - low > 1 + low // 10**6:
        middle = (low + high) // 2
        low, high = (middle, high) if works(desk, order, middle, sender) else (low, middle)
    return low


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_buys_what_the_amount_buys(desk: Desk, holder: str, filler: str, side: str, asset: str, kind: str) -> None:
    market = market_of(desk, side)
    order = order_for(desk, market, asset, kind, filler)
    hint = best_hint(desk, order, holder)
    before, router_before = desk.balances(holder), desk.balances(desk.router.address)
    coins = order.amount if asset == "native" else 0
    paid, out = desk.router.mint_amount(order.encoded(), hint, sender=holder, value=coins)
    after = desk.balances(holder)
    assert out == market.token.balanceOf(filler)
    assert SHARES * 98 // 100 < out < SHARES
    assert before[asset] - after[asset] == paid
    assert order.amount * 999_990 // 10**6 <= paid <= order.amount  # the hint is good to a millionth
    debt_name = "usdc" if market.debt_asset is desk.usdc else "weth"
    assert {name for name in before if before[name] != after[name]} <= {asset, debt_name}
    assert after[debt_name] >= before[debt_name] - (paid if asset == debt_name else 0)
    assert desk.balances(desk.router.address) == router_before == dict.fromkeys(router_before, 0)


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_the_hints_that_work_are_an_interval(desk: Desk, holder: str, side: str, asset: str) -> None:
    order = order_for(desk, market_of(desk, side), asset, "v3", holder)
    best = best_hint(desk, order, holder)
    tenths = [best * tenth // 10 for tenth in range(1, 11)]
    assert all(works(desk, order, hint, holder) for hint in tenths)
    assert not any(works(desk, order, best + best * tenth // 10, holder) for tenth in range(1, 4))


def test_a_low_hint_gives_the_rest_back(desk: Desk, holder: str) -> None:
    bull = order_for(desk, desk.bull, "usdc", "v3", holder)
    low = best_hint(desk, bull, holder) * 9 // 10
    usdc = desk.usdc.balanceOf(holder)
    paid, out = desk.router.mint_amount(bull.encoded(), low, sender=holder)
    assert usdc - desk.usdc.balanceOf(holder) == paid < bull.amount * 95 // 100
    assert desk.bull.token.balanceOf(holder) == out > 0


def test_a_low_hint_gives_borrowed_debt_back(desk: Desk, holder: str) -> None:
    order = order_for(desk, desk.bull, "weth", "v3", holder)
    low = best_hint(desk, order, holder) * 9 // 10
    usdc, weth = desk.usdc.balanceOf(holder), desk.weth.balanceOf(holder)
    paid, _ = desk.router.mint_amount(order.encoded(), low, sender=holder)
    assert weth - desk.weth.balanceOf(holder) == paid
    assert desk.usdc.balanceOf(holder) > usdc


def test_no_unit_of_collateral_is_left_where_a_share_holds_many(desk: Desk, holder: str) -> None:
    """With a quote of 18 decimals C > S, and flooring the shares leaves units of collateral over."""
    in_dai = build_market(desk.stage, desk.factory, desk.dai, desk.weth, PRICE, is_bear=True, fund=lambda *_: None)
    owner = desk.stage.owner
    desk.dai.approve(in_dai.token.address, 2**256 - 1, sender=owner)
    in_dai.token.mint(2_000 * WAD + 1, owner, owner, b"", sender=owner)
    sheet = in_dai.token.sheet()
    assert sheet.collateral > sheet.supply
    order = MintOrder(in_dai.token, desk.weth.address, AMOUNT["weth"], [desk.hops["weth v3"]], holder)
    desk.router.mint_amount(order.encoded(), 9 * WAD, sender=holder)
    assert desk.dai.balanceOf(in_dai.token.address) == in_dai.token.sheet().collateral
    assert set(desk.balances(desk.router.address).values()) == {0}


def test_into_units(desk: Desk, holder: str, filler: str) -> None:
    order = replace(order_for(desk, desk.bull, "usdc", "v3", filler), in_units=True)
    _, out = desk.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)
    assert out == desk.bull.anchored.balanceOf(filler) > 0
    assert set(desk.balances(desk.router.address).values()) == {0}


def test_a_high_hint_is_refused(desk: Desk, holder: str) -> None:
    order = order_for(desk, desk.bull, "usdc", "v3", holder)
    with refuses("router: hint too high"):
        desk.router.mint_amount(order.encoded(), 21_000 * USDC, sender=holder)


def test_the_least_out_bites(desk: Desk, holder: str) -> None:
    order = order_for(desk, desk.bull, "usdc", "v3", holder)
    hint = 19_000 * USDC
    with boa.env.anchor():
        _, out = desk.router.mint_amount(order.encoded(), hint, sender=holder)
    with refuses("router: too little out"):
        desk.router.mint_amount(replace(order, min_out=out + 1).encoded(), hint, sender=holder)
    assert desk.router.mint_amount(replace(order, min_out=out).encoded(), hint, sender=holder)[1] == out


def test_the_deadline_bites(desk: Desk, holder: str) -> None:
    order = replace(order_for(desk, desk.bull, "usdc", "v3", holder), deadline=now() - 1)
    with refuses("router: too late"):
        desk.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)


def test_the_first_mint_of_a_market_is_by_shares(desk: Desk, holder: str) -> None:
    fresh = build_market(desk.stage, desk.factory, desk.usdc, desk.weth, PRICE, fund=lambda *_: None)
    order = replace(order_for(desk, desk.bull, "usdc", "v3", holder), token=fresh.token)
    with refuses("router: first mint by shares"):
        desk.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)


def test_refuses_a_token_whose_collateral_is_gone(desk: Desk, holder: str) -> None:
    """After a wind-down that sold everything."""
    bull, owner = desk.bull, desk.stage.owner
    bull.set_price(PRICE // 2)
    bull.token.start_wind_down(sender=owner)
    boa.env.time_travel(seconds=600)
    bull.set_price(PRICE // 2)
    bull.token.confirm_wind_down(sender=owner)
    desk.usdc.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.deleverage(2**100, 0, owner, b"", sender=owner)
    order = MintOrder(bull.token, desk.usdc.address, USDC, desk.path("v3", desk.usdc), holder)
    with refuses("router: no collateral"):
        desk.router.mint_amount(order.encoded(), 0, sender=holder)


def test_debt_above_what_the_pool_is_owed_is_refused(desk: Desk, holder: str) -> None:
    """In the pool WETH costs less than two thirds of the oracle's price: what is lent would pay for all of it."""
    pair = (desk.weth.address, desk.usdc.address)
    desk.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, desk.stage.owner)
    order = order_for(desk, desk.bull, "usdc", "v3", holder)
    with refuses("router: debt above price"):
        desk.router.mint_amount(order.encoded(), 0, sender=holder)
