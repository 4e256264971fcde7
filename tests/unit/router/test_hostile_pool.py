# SPDX-License-Identifier: Apache-2.0
"""A pool in the hands of an attacker: it may spoil the order of who named it, within its amount, and no more."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.desk import USDC, Desk, MintOrder, RedeemOrder
from tests.support.market import WAD
from tests.support.refusal import BARE, refuses

SHARES = 100 * WAD
MOST = 11_000 * USDC


@pytest.fixture
def pool(desk: Desk) -> Any:
    """Holds WETH, token0, to deliver where a test wants it."""
    pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    desk.weth.transfer(pool.address, 100 * WAD, sender=desk.stage.owner)
    return pool


@pytest.fixture
def order(desk: Desk, pool: Any, holder: str) -> MintOrder:
    return MintOrder(desk.bull.token, desk.usdc.address, MOST, [int(pool.address, 16)], holder)


def deliver(desk: Desk, pool: Any, amount: int) -> None:
    pool.script(desk.weth.address, desk.weth.transfer.prepare_calldata(desk.bull.token.address, amount))


def demand(desk: Desk, pool: Any, amount: int, delivered: int = 10 * WAD) -> None:
    pool.script(desk.router.address, desk.router.uniswapV3SwapCallback.prepare_calldata(-delivered, amount, b""))


def test_takes_at_most_the_amount_of_the_order(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    collateral = 10 * WAD
    deliver(desk, pool, collateral)
    pool.answer(-collateral, 0)
    lent = desk.bull.token.sheet().debt * SHARES // desk.bull.token.sheet().supply
    demand(desk, pool, MOST + lent + 1)
    with refuses("router: above amount"):
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_all_of_the_amount_is_the_callers_own_risk(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    deliver(desk, pool, 10 * WAD)
    pool.answer(-10 * WAD, 0)
    lent = desk.bull.token.sheet().debt * SHARES // desk.bull.token.sheet().supply
    demand(desk, pool, MOST + lent)
    before = desk.usdc.balanceOf(holder)
    paid, out = desk.router.mint_shares(order.encoded(), SHARES, sender=holder)
    assert (paid, out) == (MOST, SHARES)
    assert before - desk.usdc.balanceOf(holder) == MOST


def test_calls_back_once(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    deliver(desk, pool, 10 * WAD)
    demand(desk, pool, 1)
    demand(desk, pool, 1)
    pool.answer(-10 * WAD, 0)
    with refuses("route: stranger"):
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_poses_as_the_token(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    pool.script(desk.router.address, desk.router.on_leverage.prepare_calldata(0, MOST, b""))
    with refuses("router: not the token"):
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_delivers_less_than_bought(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    demand(desk, pool, 1)
    pool.answer(-9 * WAD, 0)
    with refuses("route: pool too shallow"):
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_lies_about_its_delivery(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    demand(desk, pool, 1)
    pool.answer(-10 * WAD, 0)
    with refuses(BARE):  # the token asks the router for the collateral, and WETH9 refuses without a reason
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_enters_the_router_again(desk: Desk, pool: Any, order: MintOrder, holder: str) -> None:
    again = replace(order, path=desk.path("v3", desk.usdc))
    inner = (
        desk.router.mint_shares.prepare_calldata(again.encoded(), SHARES),
        desk.router.mint_amount.prepare_calldata(again.encoded(), 19_000 * USDC),
        desk.router.redeem.prepare_calldata(
            RedeemOrder(desk.bull.token, desk.usdc.address, SHARES, again.path, holder).encoded()
        ),
    )
    for calldata in inner:
        hostile = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
        hostile.script(desk.router.address, calldata)
        with refuses(BARE):  # the lock
            desk.router.mint_shares(replace(order, path=[int(hostile.address, 16)]).encoded(), SHARES, sender=holder)


def test_cannot_sell_less_than_the_router_pays_for(desk: Desk, pool: Any, holder: str) -> None:
    desk.bull.token.transfer(holder, SHARES, sender=desk.stage.owner)
    order = RedeemOrder(desk.bull.token, desk.usdc.address, SHARES, [int(pool.address, 16)], holder)
    pool.answer(9 * WAD, -30_000 * USDC)
    with refuses("route: too much for the pool"):
        desk.router.redeem(order.encoded(), sender=holder)


def test_the_receiver_of_the_next_order_is_not_touched(
    desk: Desk, pool: Any, order: MintOrder, holder: str, attacker: str
) -> None:
    """A pool that was expected and stayed silent is a stranger in the operation after."""
    pool.answer(-10 * WAD, 0)
    with refuses(BARE):
        desk.router.mint_shares(order.encoded(), SHARES, sender=holder)
    demand(desk, pool, MOST)
    with refuses("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_cannot_ask_for_other_collateral_than_is_sold(desk: Desk, pool: Any, holder: str) -> None:
    """A pool may pay well and ask for a unit less than it was offered: the unit would stay in the router."""
    desk.bull.token.transfer(holder, SHARES, sender=desk.stage.owner)
    order = RedeemOrder(desk.bull.token, desk.usdc.address, SHARES, [int(pool.address, 16)], holder)
    sold, paid = desk.bull.token.preview_redeem(SHARES), 30_000 * USDC
    desk.usdc.mint(pool.address, paid)
    pool.script(desk.usdc.address, desk.usdc.transfer.prepare_calldata(desk.router.address, paid))
    pool.script(desk.router.address, desk.router.uniswapV3SwapCallback.prepare_calldata(sold - 1, -paid, b""))
    with refuses("router: collateral changed"):
        desk.router.redeem(order.encoded(), sender=holder)
