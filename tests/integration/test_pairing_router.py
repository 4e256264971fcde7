# SPDX-License-Identifier: Apache-2.0
"""Paired pools for one asset through the real Uniswap and WETH9, on a node: in, a rebalance, out."""

from typing import Any

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.support.environment import NodeEnvironment
from tests.support.market import WAD
from tests.support.pairing import FT, LT
from tests.support.periphery import PRICE, USDC
from tests.support.reverts import reverts
from tests.support.zaps import ZapIn, ZapOut, Zaps, build_zaps

DOLLARS = 30_000


@pytest.fixture
def zaps(anvil: Anvil, client: Client, uniswap: Uniswap) -> Zaps:
    zaps = build_zaps(NodeEnvironment(anvil, client, uniswap), uniswap, uniswap.weth)
    zaps.supply(client.accounts()[1])
    return zaps


@pytest.fixture
def trader(client: Client) -> str:
    return client.accounts()[1]


def check_nothing_held(zaps: Zaps, client: Client) -> None:
    assert zaps.held_by(zaps.router.address) == client.balance(zaps.router.address) == 0


def test_in_a_rebalance_and_out(zaps: Zaps, client: Client, trader: str) -> None:
    router = zaps.router
    market = zaps.bull
    paid = ZapIn(market, zaps.usdc.address, DOLLARS * USDC, zaps.path("v3", zaps.usdc), trader).encoded()
    expected = router.call("zap_mint", paid, sender=trader)
    router.transact("zap_mint", paid, sender=trader)
    shares = market.share(LT).call("balanceOf", trader)
    assert shares == pytest.approx(expected, rel=1e-6)

    zaps.quiet(PRICE * 1.2)
    market.pool.transact("rebalance", sender=trader)
    before = zaps.usdc.call("balanceOf", trader)
    order = ZapOut(market, zaps.usdc.address, shares, zaps.path("v3", zaps.weth), trader).encoded()
    router.transact("zap_redeem", order, sender=trader)
    gained = (zaps.usdc.call("balanceOf", trader) - before) / (DOLLARS * USDC)
    assert 1.5 < gained < 1.6  # three times 20%, less fees and margin
    check_nothing_held(zaps, client)


@pytest.mark.parametrize("side", [LT, FT])
def test_with_the_native_coin(zaps: Zaps, client: Client, trader: str, side: int) -> None:
    amount = DOLLARS * WAD // PRICE
    order = ZapIn(zaps.bear, zaps.asset("native"), amount, zaps.path("v2", zaps.weth), trader, side).encoded()
    with reverts("router: wrong value sent"):
        zaps.router.transact("zap_mint", order, sender=trader, value=amount - 1)
    zaps.router.transact("zap_mint", order, sender=trader, value=amount)
    shares = zaps.bear.share(side).call("balanceOf", trader)
    before = client.balance(trader)
    out = ZapOut(zaps.bear, zaps.asset("native"), shares, zaps.path("v2", zaps.usdc), trader, side).encoded()
    zaps.router.transact("zap_redeem", out, sender=trader)
    assert amount * 95 // 100 < client.balance(trader) - before < amount
    check_nothing_held(zaps, client)


def test_by_an_order(zaps: Zaps, anvil: Anvil, client: Client, trader: str) -> None:
    market, amount = zaps.ordered, DOLLARS * WAD // PRICE
    order: tuple[Any, ...] = ZapIn(market, zaps.asset("native"), amount, [], trader).encoded()
    zaps.router.transact("commit_mint", order, amount, sender=trader, value=amount)
    with reverts("order: no update yet"):
        market.delayed_orders.transact("execute", 0, sender=trader)
    anvil.wait(60)
    market.answer(PRICE)
    market.delayed_orders.transact("execute", 0, sender=trader)
    assert market.share(LT).call("balanceOf", trader) > DOLLARS * WAD * 97 // 100
    check_nothing_held(zaps, client)
