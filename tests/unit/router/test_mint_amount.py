# SPDX-License-Identifier: Apache-2.0
"""An exact amount for as many shares as it buys, with a hint of the debt."""

from dataclasses import replace

import boa
import pytest

from tests.support.engine import now
from tests.support.market import WAD, Market, build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery
from tests.support.reverts import reason_of, reverts

AMOUNT = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE, "native": 10_000 * WAD // PRICE}
SHARES = 100 * WAD  # what the amount would buy without fee and impact


def market_of(periphery: Periphery, side: str) -> Market:
    return periphery.bull if side == "bull" else periphery.bear


def order_for(periphery: Periphery, market: Market, asset: str, kind: str, receiver: str) -> MintOrder:
    path = periphery.path(kind, market.debt_asset)
    return MintOrder(market.token, periphery.asset(asset), AMOUNT[asset], path, receiver)


def works(periphery: Periphery, order: MintOrder, hint: int, sender: str) -> bool:
    coins = order.amount if order.asset == periphery.asset("native") else 0
    with boa.env.anchor():
        try:
            periphery.router.mint_amount(order.encoded(), hint, sender=sender, value=coins)
        except boa.BoaError as error:
            assert reason_of(error) in ("router: hint too high", "router: debt above price")
            return False
    return True


def best_hint(periphery: Periphery, order: MintOrder, sender: str) -> int:
    """Returns the highest hint that works, to a millionth."""
    sheet = (
        periphery.bull.token.balance_sheet()
        if order.token is periphery.bull.token
        else periphery.bear.token.balance_sheet()
    )
    low, high = 0, sheet.debt
    while high - low > 1 + low // 10**6:
        middle = (low + high) // 2
        low, high = (middle, high) if works(periphery, order, middle, sender) else (low, middle)
    return low


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_buys_what_the_amount_buys(
    periphery: Periphery, holder: str, filler: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(periphery, side)
    order = order_for(periphery, market, asset, kind, filler)
    hint = best_hint(periphery, order, holder)
    before, router_before = periphery.balances(holder), periphery.balances(periphery.router.address)
    coins = order.amount if asset == "native" else 0
    paid, out = periphery.router.mint_amount(order.encoded(), hint, sender=holder, value=coins)
    after = periphery.balances(holder)
    assert out == market.token.balanceOf(filler)
    assert SHARES * 98 // 100 < out < SHARES
    assert before[asset] - after[asset] == paid
    assert order.amount * 999_990 // 10**6 <= paid <= order.amount  # the hint is good to a millionth
    debt_name = "usdc" if market.debt_asset is periphery.usdc else "weth"
    assert {name for name in before if before[name] != after[name]} <= {asset, debt_name}
    assert after[debt_name] >= before[debt_name] - (paid if asset == debt_name else 0)
    assert periphery.balances(periphery.router.address) == router_before == dict.fromkeys(router_before, 0)


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_the_hints_that_work_are_an_interval(periphery: Periphery, holder: str, side: str, asset: str) -> None:
    order = order_for(periphery, market_of(periphery, side), asset, "v3", holder)
    best = best_hint(periphery, order, holder)
    tenths = [best * tenth // 10 for tenth in range(1, 11)]
    assert all(works(periphery, order, hint, holder) for hint in tenths)
    assert not any(works(periphery, order, best + best * tenth // 10, holder) for tenth in range(1, 4))


def test_a_low_hint_gives_the_rest_back(periphery: Periphery, holder: str) -> None:
    bull = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    low = best_hint(periphery, bull, holder) * 9 // 10
    usdc = periphery.usdc.balanceOf(holder)
    paid, out = periphery.router.mint_amount(bull.encoded(), low, sender=holder)
    assert usdc - periphery.usdc.balanceOf(holder) == paid < bull.amount * 95 // 100
    assert periphery.bull.token.balanceOf(holder) == out > 0


def test_a_low_hint_gives_borrowed_debt_back(periphery: Periphery, holder: str) -> None:
    order = order_for(periphery, periphery.bull, "weth", "v3", holder)
    low = best_hint(periphery, order, holder) * 9 // 10
    usdc, weth = periphery.usdc.balanceOf(holder), periphery.weth.balanceOf(holder)
    paid, _ = periphery.router.mint_amount(order.encoded(), low, sender=holder)
    assert weth - periphery.weth.balanceOf(holder) == paid
    assert periphery.usdc.balanceOf(holder) > usdc


def test_no_unit_of_collateral_is_left_where_a_share_holds_many(periphery: Periphery, holder: str) -> None:
    """With a quote of 18 decimals C > S, and flooring the shares leaves units of collateral over."""
    in_dai = build_market(
        periphery.environment,
        periphery.factory,
        periphery.dai,
        periphery.weth,
        PRICE,
        is_bear=True,
        fund=lambda *_: None,
    )
    owner = periphery.environment.owner
    periphery.dai.approve(in_dai.token.address, 2**256 - 1, sender=owner)
    in_dai.token.mint(2_000 * WAD + 1, owner, owner, b"", sender=owner)
    sheet = in_dai.token.balance_sheet()
    assert sheet.collateral > sheet.supply
    order = MintOrder(in_dai.token, periphery.weth.address, AMOUNT["weth"], [periphery.hops["weth v3"]], holder)
    periphery.router.mint_amount(order.encoded(), 9 * WAD, sender=holder)
    assert periphery.dai.balanceOf(in_dai.token.address) == in_dai.token.balance_sheet().collateral
    assert set(periphery.balances(periphery.router.address).values()) == {0}


def test_into_units(periphery: Periphery, holder: str, filler: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", filler), in_units=True)
    _, out = periphery.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)
    assert out == periphery.bull.anchored.balanceOf(filler) > 0
    assert set(periphery.balances(periphery.router.address).values()) == {0}


def test_a_high_hint_is_refused(periphery: Periphery, holder: str) -> None:
    order = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    with reverts("router: hint too high"):
        periphery.router.mint_amount(order.encoded(), 21_000 * USDC, sender=holder)


def test_the_least_out_bites(periphery: Periphery, holder: str) -> None:
    order = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    hint = 19_000 * USDC
    with boa.env.anchor():
        _, out = periphery.router.mint_amount(order.encoded(), hint, sender=holder)
    with reverts("router: too little out"):
        periphery.router.mint_amount(replace(order, min_out=out + 1).encoded(), hint, sender=holder)
    assert periphery.router.mint_amount(replace(order, min_out=out).encoded(), hint, sender=holder)[1] == out


def test_the_deadline_bites(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), deadline=now() - 1)
    with reverts("router: too late"):
        periphery.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)


def test_the_first_mint_of_a_market_is_by_shares(periphery: Periphery, holder: str) -> None:
    fresh = build_market(
        periphery.environment,
        periphery.factory,
        periphery.usdc,
        periphery.weth,
        PRICE,
        fund=lambda *_: None,
    )
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), token=fresh.token)
    with reverts("router: first mint by shares"):
        periphery.router.mint_amount(order.encoded(), 19_000 * USDC, sender=holder)


def test_refuses_a_token_whose_collateral_is_gone(periphery: Periphery, holder: str) -> None:
    """After a wind-down that sold everything."""
    bull, owner = periphery.bull, periphery.environment.owner
    bull.set_price(PRICE // 2)
    bull.token.start_wind_down(sender=owner)
    boa.env.time_travel(seconds=600)
    bull.set_price(PRICE // 2)
    bull.token.confirm_wind_down(sender=owner)
    periphery.usdc.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.deleverage(2**100, 0, owner, b"", sender=owner)
    order = MintOrder(bull.token, periphery.usdc.address, USDC, periphery.path("v3", periphery.usdc), holder)
    with reverts("router: no collateral"):
        periphery.router.mint_amount(order.encoded(), 0, sender=holder)


def test_debt_above_what_the_pool_is_owed_is_refused(periphery: Periphery, holder: str) -> None:
    """In the pool WETH costs less than two thirds of the oracle's price: what is lent would pay for all of it."""
    pair = (periphery.weth.address, periphery.usdc.address)
    periphery.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, periphery.environment.owner)
    order = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    with reverts("router: debt above price"):
        periphery.router.mint_amount(order.encoded(), 0, sender=holder)
