# SPDX-License-Identifier: Apache-2.0
"""Shares into one asset: all, or as many as can be redeemed; the rest goes back, and the router keeps nothing."""

from dataclasses import replace

import boa
import pytest

from tests.support.engine import now
from tests.support.market import NOBODY, WAD
from tests.support.pairing import FT, LP, LT, PairingMarket
from tests.support.periphery import PRICE, USDC
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, ZapOut, Zaps

DOLLARS = 30_000
FAIR = {"usdc": DOLLARS * USDC, "weth": DOLLARS * WAD // PRICE, "native": DOLLARS * WAD // PRICE}


def buy(zaps: Zaps, market: PairingMarket, side: int, dollars: int, account: str) -> int:
    """Buys shares for U itself."""
    order = ZapIn(market, market.asset.address, market.worth(dollars), [], account, side)
    return int(zaps.router.zap_mint(order.encoded(), sender=account))


def held(zaps: Zaps, name: str, account: str) -> int:
    if name == "native":
        return int(boa.env.get_balance(account))
    return int({"usdc": zaps.usdc, "weth": zaps.weth}[name].balanceOf(account))


def zap(zaps: Zaps, order: ZapOut, sender: str) -> tuple[int, int]:
    shares, out = zaps.router.zap_redeem(order.encoded(), sender=sender)
    assert zaps.held_by(zaps.router.address) == boa.env.get_balance(zaps.router.address) == 0
    return shares, out


@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
@pytest.mark.parametrize("side", [LT, FT])
def test_a_bull_for_dollars(zaps: Zaps, side: int, kind: str, holder: str) -> None:
    shares = buy(zaps, zaps.bull, side, DOLLARS, holder)
    before = zaps.usdc.balanceOf(holder)
    order = ZapOut(zaps.bull, zaps.usdc.address, shares, zaps.path(kind, zaps.weth), holder, side)
    redeemed, out = zap(zaps, order, holder)
    assert redeemed == shares and zaps.bull.share(side).balanceOf(holder) == 0
    assert zaps.usdc.balanceOf(holder) - before == out
    assert FAIR["usdc"] * 95 // 100 < out < FAIR["usdc"]


@pytest.mark.parametrize("name", ["weth", "native"])
def test_the_underlying_itself_it_is_the_markets_own_redeem(zaps: Zaps, name: str, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    with boa.env.anchor():
        _, direct = zaps.bull.pool.redeem(LT, shares, 0, holder, False, now(), sender=holder)
    before = held(zaps, name, holder)
    order = ZapOut(zaps.bull, zaps.asset(name), shares, [], holder, min_out=direct)
    assert zap(zaps, order, holder) == (shares, direct)
    assert held(zaps, name, holder) - before == direct


@pytest.mark.parametrize("name", ["usdc", "weth", "native"])
def test_a_bear(zaps: Zaps, name: str, holder: str, keeper: str) -> None:
    shares = buy(zaps, zaps.bear, LT, DOLLARS, holder)
    path = [] if name == "usdc" else zaps.path("v3", zaps.usdc)
    before = held(zaps, name, keeper)
    _, out = zap(zaps, ZapOut(zaps.bear, zaps.asset(name), shares, path, keeper), holder)
    assert held(zaps, name, keeper) - before == out > FAIR[name] * 95 // 100


@pytest.fixture
def short(zaps: Zaps, holder: str) -> int:
    """LT shares of the holder for which the bull lacks the counterpart: FT came, and nearly all liquidity left."""
    shares = buy(zaps, zaps.bull, LT, 300_000, holder)
    buy(zaps, zaps.bull, FT, 600_000, holder)
    liquidity, owner = zaps.bull.share(LP), zaps.environment.owner
    liquidity.enqueue(liquidity.balanceOf(owner) * 98 // 100, sender=owner)
    zaps.bull.quiet(PRICE, minutes=120)
    zaps.bull.pool.rebalance(sender=owner)
    return shares


def test_as_much_as_there_is(zaps: Zaps, short: int, holder: str) -> None:
    share = zaps.bull.share(LT)
    order = ZapOut(zaps.bull, zaps.usdc.address, short, zaps.path("v3", zaps.weth), holder, partial=True)
    with boa.env.anchor():
        redeemed, amount = zaps.bull.pool.redeem(LT, short, 0, holder, True, now(), sender=holder)
    before = share.raw_balance(holder)
    with reverts("redeem: no inventory"):
        zaps.router.zap_redeem(replace(order, partial=False).encoded(), sender=holder)
    shares, out = zap(zaps, order, holder)
    assert 0 < shares == redeemed < short and out > amount * PRICE * 98 // 100 * USDC // WAD
    assert share.balanceOf(holder) == short - redeemed
    assert share.raw_balance(holder) == before - redeemed * share.index()


def test_the_least_out_bites(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    order = ZapOut(zaps.bull, zaps.usdc.address, shares, zaps.path("v3", zaps.weth), holder)
    with boa.env.anchor():
        _, out = zaps.router.zap_redeem(order.encoded(), sender=holder)
    with reverts("router: too little paid out"):
        zaps.router.zap_redeem(replace(order, min_out=out + 1).encoded(), sender=holder)
    assert zap(zaps, replace(order, min_out=out), holder) == (shares, out)


def test_the_deadline_bites(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    order = ZapOut(zaps.bull, zaps.weth.address, shares, [], holder, deadline=now() - 1)
    with reverts("router: too late"):
        zaps.router.zap_redeem(order.encoded(), sender=holder)
    assert zap(zaps, replace(order, deadline=now()), holder)[0] == shares


def test_refuses_what_is_no_market(zaps: Zaps, holder: str) -> None:
    """A stranger could name any token as its share: the holder's dollars, say."""
    stranger = zaps.environment.deploy("MockAsset", 18)
    order = ZapOut(replace(zaps.bull, pool=stranger), zaps.usdc.address, WAD, [], holder)
    with reverts("router: unknown market"):
        zaps.router.zap_redeem(order.encoded(), sender=holder)


def test_refuses_another_asset_without_a_path(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    with reverts("router: foreign asset"):
        zaps.router.zap_redeem(ZapOut(zaps.bull, zaps.usdc.address, shares, [], holder).encoded(), sender=holder)
    bear = ZapOut(zaps.bear, NOBODY, shares, [], holder)
    with reverts("router: foreign asset"):
        zaps.router.zap_redeem(bear.encoded(), sender=holder)


def test_liquidity_leaves_by_the_queue(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LP, DOLLARS, holder)
    with reverts("redeem: not LT or FT"):
        zaps.router.zap_redeem(ZapOut(zaps.bull, zaps.weth.address, shares, [], holder, LP).encoded(), sender=holder)


def test_refuses_more_than_the_caller_has(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    order = ZapOut(zaps.bull, zaps.weth.address, shares + 1, [], holder)
    with reverts("erc20: transfer amount exceeds balance"):
        zaps.router.zap_redeem(order.encoded(), sender=holder)


def test_a_receiver_that_takes_no_coins(zaps: Zaps, holder: str) -> None:
    shares = buy(zaps, zaps.bull, LT, DOLLARS, holder)
    order = ZapOut(zaps.bull, NOBODY, shares, [], zaps.usdc.address)
    with reverts("router: native coin refused"):
        zaps.router.zap_redeem(order.encoded(), sender=holder)
