# SPDX-License-Identifier: Apache-2.0
"""Exact shares or units for one asset."""

from dataclasses import replace

import boa
import pytest

from tests.support.engine import now
from tests.support.market import WAD, Market
from tests.support.periphery import PRICE, USDC, Periphery, RedeemOrder
from tests.support.reverts import reverts

SHARES = 100 * WAD  # $10,000 of equity
FAIR = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE, "native": 10_000 * WAD // PRICE}


def market_of(periphery: Periphery, side: str) -> Market:
    return periphery.bull if side == "bull" else periphery.bear


def order_for(periphery: Periphery, market: Market, asset: str, kind: str, receiver: str) -> RedeemOrder:
    path = periphery.path(kind, market.collateral)
    return RedeemOrder(market.token, periphery.asset(asset), SHARES, path, receiver)


@pytest.fixture
def invested(periphery: Periphery, holder: str) -> Periphery:
    for market in (periphery.bull, periphery.bear):
        market.token.transfer(holder, SHARES, sender=periphery.environment.owner)
    return periphery


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_pays_a_fair_price_and_keeps_nothing(
    invested: Periphery, holder: str, filler: str, side: str, asset: str, kind: str
) -> None:
    periphery, market = invested, market_of(invested, side)
    before, receiver_before = periphery.balances(holder), periphery.balances(filler)
    out = periphery.router.redeem(order_for(periphery, market, asset, kind, filler).encoded(), sender=holder)
    (event,) = [log for log in periphery.router.get_logs(strict=False) if type(log).__name__ == "Sold"]
    assert (event.token, event.owner, event.receiver) == (market.token.address, holder, filler)
    assert (event.asset, event.in_units, event.amount, event.out) == (periphery.asset(asset), False, SHARES, out)
    after, receiver_after = periphery.balances(holder), periphery.balances(filler)
    assert receiver_after[asset] - receiver_before[asset] == out
    assert {name for name in before if before[name] != after[name]} == {f"{side} share"}
    assert after[f"{side} share"] == 0
    assert FAIR[asset] * 98 // 100 < out < FAIR[asset]
    assert set(periphery.balances(periphery.router.address).values()) == {0}


@pytest.mark.parametrize("side", ["bull", "bear"])
def test_redeems_units(invested: Periphery, holder: str, side: str) -> None:
    periphery, market = invested, market_of(invested, side)
    market.token.approve(market.anchored.address, SHARES, sender=holder)
    units = market.anchored.wrap(SHARES, holder, sender=holder)
    usdc = periphery.usdc.balanceOf(holder)
    order = replace(order_for(periphery, market, "usdc", "v3", holder), amount=units, in_units=True)
    out = periphery.router.redeem(order.encoded(), sender=holder)
    assert periphery.usdc.balanceOf(holder) - usdc == out > FAIR["usdc"] * 98 // 100
    assert market.anchored.balanceOf(holder) == 0
    assert set(periphery.balances(periphery.router.address).values()) == {0}


@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
def test_the_least_out_bites(invested: Periphery, holder: str, asset: str) -> None:
    periphery = invested
    order = order_for(periphery, periphery.bull, asset, "v3", holder)
    with boa.env.anchor():
        out = periphery.router.redeem(order.encoded(), sender=holder)
    with reverts("router: too little paid out"):
        periphery.router.redeem(replace(order, min_out=out + 1).encoded(), sender=holder)
    assert periphery.router.redeem(replace(order, min_out=out).encoded(), sender=holder) == out


def test_the_deadline_bites(invested: Periphery, holder: str) -> None:
    order = replace(order_for(invested, invested.bull, "usdc", "v3", holder), deadline=now() - 1)
    with reverts("router: too late"):
        invested.router.redeem(order.encoded(), sender=holder)


def test_only_the_callers_own_shares_are_redeemed(invested: Periphery, attacker: str) -> None:
    order = order_for(invested, invested.bull, "usdc", "v3", attacker)
    with reverts("erc20: insufficient allowance"):
        invested.router.redeem(order.encoded(), sender=attacker)


@pytest.mark.parametrize(("asset", "price"), [("usdc", 1_900), ("weth", 1_900)])
def test_a_share_worth_less_than_its_debt_is_refused(invested: Periphery, holder: str, asset: str, price: int) -> None:
    invested.move(price)
    order = order_for(invested, invested.bull, asset, "v3", holder)
    with reverts("router: worth less than debt"):
        invested.router.redeem(order.encoded(), sender=holder)


def test_pays_out_in_an_asset_of_the_token_only(invested: Periphery, holder: str) -> None:
    order = replace(order_for(invested, invested.bull, "usdc", "v3", holder), asset=invested.dai.address)
    with reverts("router: foreign asset"):
        invested.router.redeem(order.encoded(), sender=holder)


def test_a_receiver_that_refuses_the_coin(invested: Periphery, holder: str) -> None:
    order = order_for(invested, invested.bull, "native", "v3", invested.bull.oracle.address)
    with reverts("router: native coin refused"):
        invested.router.redeem(order.encoded(), sender=holder)


def test_no_oracle_is_asked(invested: Periphery, holder: str) -> None:
    invested.bull.oracle.set_price(0)  # every answer reverts
    order = order_for(invested, invested.bull, "usdc", "v3", holder)
    assert invested.router.redeem(order.encoded(), sender=holder) > 0


@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_shares_that_owe_nothing(invested: Periphery, holder: str, asset: str) -> None:
    """After a wind-down that has paid the debt: all of the collateral left is the holders'."""
    bull, owner = invested.bull, invested.environment.owner
    bull.set_price(2_010)
    bull.token.start_wind_down(sender=owner)
    boa.env.time_travel(seconds=600)
    bull.set_price(2_010)
    bull.token.confirm_wind_down(sender=owner)
    invested.usdc.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.deleverage(2**100, 0, owner, b"", sender=owner)
    sheet = bull.token.balance_sheet()
    assert (sheet.debt, sheet.collateral > 0) == (0, True)
    collateral = sheet.collateral * SHARES // sheet.supply
    out = invested.router.redeem(order_for(invested, bull, asset, "v3", holder).encoded(), sender=holder)
    fair = collateral if asset == "weth" else collateral * PRICE * USDC // WAD  # the pool has not moved
    assert fair * 999 // 1_000 < out <= fair
    assert out == fair or asset == "usdc"
    assert set(invested.balances(invested.router.address).values()) == {0}
