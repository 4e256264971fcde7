# SPDX-License-Identifier: Apache-2.0
"""A pool in the hands of an attacker: it may spoil the order of who named it, within its amount, and no more."""

from dataclasses import replace
from typing import Any

import boa
import pytest

from tests.support.market import WAD
from tests.support.pairing import LT
from tests.support.periphery import PRICE, USDC
from tests.support.reverts import BARE, reverts
from tests.support.zaps import ZapIn, ZapOut, Zaps

PAID = 30_000 * USDC
WORTH = 30_000 * WAD // PRICE


@pytest.fixture
def pool(zaps: Zaps) -> Any:
    """Holds WETH, token0, to deliver where a test wants it."""
    pool = zaps.environment.deploy("ScriptedPool", zaps.weth.address, zaps.usdc.address)
    zaps.weth.transfer(pool.address, 100 * WAD, sender=zaps.environment.owner)
    return pool


@pytest.fixture
def order(zaps: Zaps, pool: Any, holder: str) -> ZapIn:
    return ZapIn(zaps.bull, zaps.usdc.address, PAID, [int(pool.address, 16)], holder)


def deliver(zaps: Zaps, pool: Any, amount: int) -> None:
    pool.script(zaps.weth.address, zaps.weth.transfer.prepare_calldata(zaps.router.address, amount))


def demand(zaps: Zaps, pool: Any, amount: int) -> None:
    pool.script(zaps.router.address, zaps.router.uniswapV3SwapCallback.prepare_calldata(-1, amount, b""))


def test_all_of_the_amount_is_the_callers_own_risk(zaps: Zaps, pool: Any, order: ZapIn, holder: str) -> None:
    deliver(zaps, pool, WORTH)
    demand(zaps, pool, PAID)
    pool.answer(-WORTH, PAID)
    before = zaps.usdc.balanceOf(holder)
    assert zaps.router.zap_mint(order.encoded(), sender=holder) > 0
    assert before - zaps.usdc.balanceOf(holder) == PAID


def test_cannot_take_more(zaps: Zaps, pool: Any, order: ZapIn, holder: str) -> None:
    deliver(zaps, pool, WORTH)
    demand(zaps, pool, PAID + 1)
    pool.answer(-WORTH, PAID)
    with reverts("erc20: transfer amount exceeds balance"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_calls_back_once(zaps: Zaps, pool: Any, order: ZapIn, holder: str) -> None:
    demand(zaps, pool, 1)
    demand(zaps, pool, 1)
    pool.answer(-WORTH, PAID)
    with reverts("route: stranger"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_lies_about_its_delivery(zaps: Zaps, pool: Any, order: ZapIn, holder: str) -> None:
    demand(zaps, pool, PAID)
    pool.answer(-WORTH, PAID)
    with reverts(BARE):  # the market asks the router for U, and WETH9 refuses without a reason
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_sells_less_than_the_order_says(zaps: Zaps, pool: Any, order: ZapIn, holder: str) -> None:
    deliver(zaps, pool, WORTH)
    demand(zaps, pool, PAID - 1)
    pool.answer(-WORTH, PAID - 1)
    with reverts("route: too much for the pool"):
        zaps.router.zap_mint(order.encoded(), sender=holder)


def test_enters_the_router_again(zaps: Zaps, order: ZapIn, holder: str) -> None:
    again = replace(order, path=zaps.path("v3", zaps.usdc))
    out = ZapOut(zaps.bull, zaps.weth.address, WAD, [], holder)
    no_permit = (0, 0, bytes(32), bytes(32))
    commit = (zaps.ordered.pool.address, LT, WAD, 0, holder, 2**255, no_permit)
    for calldata in (
        zaps.router.zap_mint.prepare_calldata(again.encoded()),
        zaps.router.zap_redeem.prepare_calldata(out.encoded()),
        zaps.router.commit_mint.prepare_calldata(again.encoded(), 0),
        zaps.router.commit_redeem.prepare_calldata(*commit),
    ):
        hostile = zaps.environment.deploy("ScriptedPool", zaps.weth.address, zaps.usdc.address)
        hostile.script(zaps.router.address, calldata)
        with reverts(BARE):  # the lock
            zaps.router.zap_mint(replace(order, path=[int(hostile.address, 16)]).encoded(), sender=holder)


@pytest.fixture
def redeeming(zaps: Zaps, pool: Any, holder: str) -> ZapOut:
    """All LT of the holder for dollars, along that pool."""
    order = ZapIn(zaps.bull, zaps.weth.address, WORTH, [], holder)
    shares = zaps.router.zap_mint(order.encoded(), sender=holder)
    return ZapOut(zaps.bull, zaps.usdc.address, shares, [int(pool.address, 16)], holder)


def amount_of(zaps: Zaps, order: ZapOut, sender: str) -> int:
    """Units of U that the market pays for it."""
    with boa.env.anchor():
        return int(zaps.router.zap_redeem(replace(order, asset=zaps.weth.address, path=[]).encoded(), sender=sender)[1])


def test_cannot_take_more_than_was_redeemed(zaps: Zaps, pool: Any, redeeming: ZapOut, holder: str) -> None:
    amount = amount_of(zaps, redeeming, holder)
    pool.script(zaps.router.address, zaps.router.uniswapV3SwapCallback.prepare_calldata(amount + 1, -1, b""))
    pool.answer(amount, -PAID)
    with reverts(BARE):  # WETH9 refuses without a reason
        zaps.router.zap_redeem(redeeming.encoded(), sender=holder)


def test_lies_about_what_it_pays_out(zaps: Zaps, pool: Any, redeeming: ZapOut, holder: str) -> None:
    amount = amount_of(zaps, redeeming, holder)
    pool.script(zaps.router.address, zaps.router.uniswapV3SwapCallback.prepare_calldata(amount, -1, b""))
    pool.answer(amount, -PAID)
    with reverts("erc20: transfer amount exceeds balance"):
        zaps.router.zap_redeem(redeeming.encoded(), sender=holder)


def test_one_that_stayed_silent_is_a_stranger_afterwards(
    zaps: Zaps, pool: Any, order: ZapIn, holder: str, attacker: str
) -> None:
    deliver(zaps, pool, WORTH)
    pool.answer(-WORTH, PAID)
    zaps.router.zap_mint(order.encoded(), sender=holder)
    demand(zaps, pool, PAID)
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)
