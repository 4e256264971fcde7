# SPDX-License-Identifier: Apache-2.0
"""A pool in the hands of an attacker: it may spoil the order of who named it, within its amount, and no more."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.delayed_orders import USDC, DelayedOrders, MintOrder, RedeemOrder
from tests.support.market import WAD
from tests.support.reverts import BARE, reverts

SHARES = 100 * WAD
MAXIMUM = 11_000 * USDC


@pytest.fixture
def pool(delayed_orders: DelayedOrders) -> Any:
    """Holds WETH, token0, to deliver where a test wants it."""
    pool = delayed_orders.environment.deploy("ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address)
    delayed_orders.weth.transfer(pool.address, 100 * WAD, sender=delayed_orders.environment.owner)
    return pool


@pytest.fixture
def order(delayed_orders: DelayedOrders, pool: Any, holder: str) -> MintOrder:
    return MintOrder(delayed_orders.bull.token, delayed_orders.usdc.address, MAXIMUM, [int(pool.address, 16)], holder)


def deliver(delayed_orders: DelayedOrders, pool: Any, amount: int) -> None:
    pool.script(
        delayed_orders.weth.address,
        delayed_orders.weth.transfer.prepare_calldata(delayed_orders.bull.token.address, amount),
    )


def demand(delayed_orders: DelayedOrders, pool: Any, amount: int, delivered: int = 10 * WAD) -> None:
    pool.script(
        delayed_orders.router.address,
        delayed_orders.router.uniswapV3SwapCallback.prepare_calldata(-delivered, amount, b""),
    )


def test_takes_at_most_the_amount_of_the_order(
    delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str
) -> None:
    collateral = 10 * WAD
    deliver(delayed_orders, pool, collateral)
    pool.answer(-collateral, 0)
    lent = delayed_orders.bull.token.balance_sheet().debt * SHARES // delayed_orders.bull.token.balance_sheet().supply
    demand(delayed_orders, pool, MAXIMUM + lent + 1)
    with reverts("router: above amount"):
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_all_of_the_amount_is_the_callers_own_risk(
    delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str
) -> None:
    deliver(delayed_orders, pool, 10 * WAD)
    pool.answer(-10 * WAD, 0)
    lent = delayed_orders.bull.token.balance_sheet().debt * SHARES // delayed_orders.bull.token.balance_sheet().supply
    demand(delayed_orders, pool, MAXIMUM + lent)
    before = delayed_orders.usdc.balanceOf(holder)
    paid, out = delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)
    assert (paid, out) == (MAXIMUM, SHARES)
    assert before - delayed_orders.usdc.balanceOf(holder) == MAXIMUM


def test_calls_back_once(delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str) -> None:
    deliver(delayed_orders, pool, 10 * WAD)
    demand(delayed_orders, pool, 1)
    demand(delayed_orders, pool, 1)
    pool.answer(-10 * WAD, 0)
    with reverts("route: stranger"):
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_poses_as_the_token(delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str) -> None:
    pool.script(delayed_orders.router.address, delayed_orders.router.on_leverage.prepare_calldata(0, MAXIMUM, b""))
    with reverts("router: not the token"):
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_delivers_less_than_bought(delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str) -> None:
    demand(delayed_orders, pool, 1)
    pool.answer(-9 * WAD, 0)
    with reverts("route: pool too shallow"):
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_lies_about_its_delivery(delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str) -> None:
    demand(delayed_orders, pool, 1)
    pool.answer(-10 * WAD, 0)
    with reverts(BARE):  # the token asks the router for the collateral, and WETH9 refuses without a reason
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_enters_the_router_again(delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str) -> None:
    again = replace(order, path=delayed_orders.path("v3", delayed_orders.usdc))
    inner = (
        delayed_orders.router.mint_shares.prepare_calldata(again.encoded(), SHARES),
        delayed_orders.router.mint_amount.prepare_calldata(again.encoded(), 19_000 * USDC),
        delayed_orders.router.redeem.prepare_calldata(
            RedeemOrder(delayed_orders.bull.token, delayed_orders.usdc.address, SHARES, again.path, holder).encoded()
        ),
    )
    for calldata in inner:
        hostile = delayed_orders.environment.deploy(
            "ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address
        )
        hostile.script(delayed_orders.router.address, calldata)
        with reverts(BARE):  # the lock
            delayed_orders.router.mint_shares(
                replace(order, path=[int(hostile.address, 16)]).encoded(), SHARES, sender=holder
            )


def test_cannot_sell_less_than_the_router_pays_for(delayed_orders: DelayedOrders, pool: Any, holder: str) -> None:
    delayed_orders.bull.token.transfer(holder, SHARES, sender=delayed_orders.environment.owner)
    order = RedeemOrder(delayed_orders.bull.token, delayed_orders.usdc.address, SHARES, [int(pool.address, 16)], holder)
    pool.answer(9 * WAD, -30_000 * USDC)
    with reverts("route: too much for the pool"):
        delayed_orders.router.redeem(order.encoded(), sender=holder)


def test_the_receiver_of_the_next_order_is_not_touched(
    delayed_orders: DelayedOrders, pool: Any, order: MintOrder, holder: str, attacker: str
) -> None:
    """A pool that was expected and stayed silent is a stranger in the operation after."""
    pool.answer(-10 * WAD, 0)
    with reverts(BARE):
        delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder)
    demand(delayed_orders, pool, MAXIMUM)
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_cannot_ask_for_other_collateral_than_is_sold(delayed_orders: DelayedOrders, pool: Any, holder: str) -> None:
    """A pool may pay well and ask for a unit less than it was offered: the unit would stay in the router."""
    delayed_orders.bull.token.transfer(holder, SHARES, sender=delayed_orders.environment.owner)
    order = RedeemOrder(delayed_orders.bull.token, delayed_orders.usdc.address, SHARES, [int(pool.address, 16)], holder)
    sold, paid = delayed_orders.bull.token.preview_redeem(SHARES), 30_000 * USDC
    delayed_orders.usdc.mint(pool.address, paid)
    pool.script(
        delayed_orders.usdc.address, delayed_orders.usdc.transfer.prepare_calldata(delayed_orders.router.address, paid)
    )
    pool.script(
        delayed_orders.router.address,
        delayed_orders.router.uniswapV3SwapCallback.prepare_calldata(sold - 1, -paid, b""),
    )
    with reverts("router: collateral changed"):
        delayed_orders.router.redeem(order.encoded(), sender=holder)
