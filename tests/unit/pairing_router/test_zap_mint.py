# SPDX-License-Identifier: Apache-2.0
"""One asset into shares: the market gets what the path gives, and the router keeps nothing."""

from dataclasses import replace

import boa
import pytest

from tests.support.engine import now
from tests.support.market import NOBODY, WAD
from tests.support.pairing import FT, LP, LT
from tests.support.periphery import PRICE, USDC
from tests.support.reverts import BARE, reverts
from tests.support.zaps import ZapIn, Zaps

DOLLARS = 30_000
PAID = {"usdc": DOLLARS * USDC, "weth": DOLLARS * WAD // PRICE, "native": DOLLARS * WAD // PRICE}
KINDS = ["v3", "v2", "v2-v3", "v3-v2"]


def zap(zaps: Zaps, order: ZapIn) -> int:
    coins = order.amount if order.asset == NOBODY else 0
    shares = int(zaps.router.zap_mint(order.encoded(), sender=order.receiver, value=coins))
    assert zaps.held_by(zaps.router.address) == boa.env.get_balance(zaps.router.address) == 0
    assert zaps.usdc.allowance(zaps.router.address, order.market.pool.address) == 0
    assert zaps.weth.allowance(zaps.router.address, order.market.pool.address) == 0
    return shares


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("side", [LT, FT, LP])
def test_a_bull_for_dollars(zaps: Zaps, side: int, kind: str, holder: str) -> None:
    before = zaps.usdc.balanceOf(holder)
    order = ZapIn(zaps.bull, zaps.usdc.address, PAID["usdc"], zaps.path(kind, zaps.usdc), holder, side)
    shares = zap(zaps, order)
    assert zaps.bull.share(side).balanceOf(holder) == shares
    assert before - zaps.usdc.balanceOf(holder) == PAID["usdc"]
    assert DOLLARS * WAD * 97 // 100 < shares < DOLLARS * WAD  # first shares are a dollar each


@pytest.mark.parametrize("name", ["weth", "native"])
@pytest.mark.parametrize("side", [LT, FT, LP])
def test_with_the_underlying_itself_it_is_the_markets_own_mint(zaps: Zaps, side: int, name: str, holder: str) -> None:
    zaps.weth.approve(zaps.bull.pool.address, 2**256 - 1, sender=holder)
    with boa.env.anchor():
        if side == LP:
            direct = zaps.bull.pool.deposit(PAID["weth"], 0, holder, now(), sender=holder)
        else:
            direct = zaps.bull.pool.mint(side, PAID["weth"], 0, holder, now(), sender=holder)
    assert zap(zaps, ZapIn(zaps.bull, zaps.asset(name), PAID[name], [], holder, side, min_out=direct)) == direct


@pytest.mark.parametrize("name", ["weth", "native"])
def test_a_bear_for_ether(zaps: Zaps, name: str, holder: str) -> None:
    order = ZapIn(zaps.bear, zaps.asset(name), PAID[name], zaps.path("v3", zaps.weth), holder)
    shares = zap(zaps, order)
    assert zaps.bear.share(LT).balanceOf(holder) == shares > DOLLARS * WAD * 97 // 100


def test_a_bear_for_dollars_needs_no_path(zaps: Zaps, holder: str) -> None:
    shares = zap(zaps, ZapIn(zaps.bear, zaps.usdc.address, PAID["usdc"], [], holder))
    assert zaps.bear.share(LT).balanceOf(holder) == shares > DOLLARS * WAD * 98 // 100


def test_to_another_receiver(zaps: Zaps, holder: str, keeper: str) -> None:
    order = ZapIn(zaps.bull, zaps.weth.address, PAID["weth"], [], keeper)
    shares = zaps.router.zap_mint(order.encoded(), sender=holder)
    assert (zaps.bull.share(LT).balanceOf(keeper), zaps.bull.share(LT).balanceOf(holder)) == (shares, 0)


def test_the_least_out_bites(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.usdc.address, PAID["usdc"], zaps.path("v3", zaps.usdc), holder)
    with boa.env.anchor():
        shares = zaps.router.zap_mint(order.encoded(), sender=holder)
    with reverts("mint: below minimum"):
        zaps.router.zap_mint(replace(order, min_out=shares + 1).encoded(), sender=holder)
    assert zaps.router.zap_mint(replace(order, min_out=shares).encoded(), sender=holder) == shares


def test_the_deadline_bites(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.weth.address, PAID["weth"], [], holder, deadline=now())
    with reverts("router: too late"):
        zaps.router.zap_mint(replace(order, deadline=now() - 1).encoded(), sender=holder)
    assert zap(zaps, order) > 0


def test_refuses_what_is_no_market(zaps: Zaps, holder: str) -> None:
    stranger = zaps.environment.deploy("MockAsset", 18)
    order = ZapIn(replace(zaps.bull, pool=stranger), zaps.weth.address, PAID["weth"], [], holder)
    with reverts("router: unknown market"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


@pytest.mark.parametrize("name", ["usdc", "native"])
def test_refuses_another_asset_without_a_path(zaps: Zaps, name: str, holder: str) -> None:
    market = zaps.bear if name == "native" else zaps.bull
    order = ZapIn(market, zaps.asset(name), PAID[name], [], holder)
    with reverts("router: foreign asset"):
        zaps.router.zap_mint(order.encoded(), sender=holder, value=PAID[name] if name == "native" else 0)


@pytest.mark.parametrize("off", [-1, 1])
def test_refuses_other_coins_than_the_order_names(zaps: Zaps, holder: str, off: int) -> None:
    order = ZapIn(zaps.bull, NOBODY, PAID["native"], [], holder)
    with reverts("router: wrong value sent"):
        zaps.router.zap_mint(order.encoded(), sender=holder, value=PAID["native"] + off)


def test_refuses_coins_with_an_order_for_a_token(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.weth.address, PAID["weth"], [], holder)
    with reverts("router: wrong value sent"):
        zaps.router.zap_mint(order.encoded(), sender=holder, value=1)


def test_refuses_a_path_that_leads_elsewhere(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.usdc.address, USDC, zaps.path("v2-v3", zaps.usdc)[:1], holder)
    with reverts(BARE):  # WETH9 refuses the market without a reason: the router has none
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_refuses_a_pool_visited_twice(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.bull, zaps.usdc.address, PAID["usdc"], zaps.path("v3", zaps.usdc) * 2, holder)
    with reverts("route: pool visited twice"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_refuses_on_a_market_that_trades_by_orders(zaps: Zaps, holder: str) -> None:
    order = ZapIn(zaps.ordered, zaps.weth.address, PAID["weth"], [], holder)
    with reverts("trade: commit first"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_a_refused_payment(zaps: Zaps, attacker: str) -> None:
    order = ZapIn(zaps.bull, zaps.usdc.address, PAID["usdc"], zaps.path("v3", zaps.usdc), attacker)
    with reverts("erc20: insufficient allowance"):
        zaps.router.zap_mint(order.encoded(), sender=attacker)
