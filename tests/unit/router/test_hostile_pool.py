# SPDX-License-Identifier: Apache-2.0
"""A pool in the hands of an attacker: it may spoil the order of who named it, within its amount, and no more."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.market import WAD
from tests.support.periphery import USDC, MintOrder, Periphery, RedeemOrder
from tests.support.reverts import BARE, reverts

SHARES = 100 * WAD
MAXIMUM = 11_000 * USDC


@pytest.fixture
def pool(periphery: Periphery) -> Any:
    """Holds WETH, token0, to deliver where a test wants it."""
    pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    periphery.weth.transfer(pool.address, 100 * WAD, sender=periphery.environment.owner)
    return pool


@pytest.fixture
def order(periphery: Periphery, pool: Any, holder: str) -> MintOrder:
    return MintOrder(periphery.bull.token, periphery.usdc.address, MAXIMUM, [int(pool.address, 16)], holder)


def deliver(periphery: Periphery, pool: Any, amount: int) -> None:
    pool.script(
        periphery.weth.address,
        periphery.weth.transfer.prepare_calldata(periphery.bull.token.address, amount),
    )


def demand(periphery: Periphery, pool: Any, amount: int, delivered: int = 10 * WAD) -> None:
    pool.script(
        periphery.router.address,
        periphery.router.uniswapV3SwapCallback.prepare_calldata(-delivered, amount, b""),
    )


def test_takes_at_most_the_amount_of_the_order(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    collateral = 10 * WAD
    deliver(periphery, pool, collateral)
    pool.answer(-collateral, 0)
    lent = periphery.bull.token.balance_sheet().debt * SHARES // periphery.bull.token.balance_sheet().supply
    demand(periphery, pool, MAXIMUM + lent + 1)
    with reverts("router: above amount"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_all_of_the_amount_is_the_callers_own_risk(
    periphery: Periphery, pool: Any, order: MintOrder, holder: str
) -> None:
    deliver(periphery, pool, 10 * WAD)
    pool.answer(-10 * WAD, 0)
    lent = periphery.bull.token.balance_sheet().debt * SHARES // periphery.bull.token.balance_sheet().supply
    demand(periphery, pool, MAXIMUM + lent)
    before = periphery.usdc.balanceOf(holder)
    paid, out = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    assert (paid, out) == (MAXIMUM, SHARES)
    assert before - periphery.usdc.balanceOf(holder) == MAXIMUM


def test_calls_back_once(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    deliver(periphery, pool, 10 * WAD)
    demand(periphery, pool, 1)
    demand(periphery, pool, 1)
    pool.answer(-10 * WAD, 0)
    with reverts("route: stranger"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_poses_as_the_token(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    pool.script(periphery.router.address, periphery.router.on_leverage.prepare_calldata(0, MAXIMUM, b""))
    with reverts("router: not the token"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_delivers_less_than_bought(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    demand(periphery, pool, 1)
    pool.answer(-9 * WAD, 0)
    with reverts("route: pool too shallow"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_lies_about_its_delivery(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    demand(periphery, pool, 1)
    pool.answer(-10 * WAD, 0)
    with reverts(BARE):  # the token asks the router for the collateral, and WETH9 refuses without a reason
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_enters_the_router_again(periphery: Periphery, pool: Any, order: MintOrder, holder: str) -> None:
    again = replace(order, path=periphery.path("v3", periphery.usdc))
    inner = (
        periphery.router.mint_shares.prepare_calldata(again.encoded(), SHARES),
        periphery.router.mint_amount.prepare_calldata(again.encoded(), 19_000 * USDC),
        periphery.router.redeem.prepare_calldata(
            RedeemOrder(periphery.bull.token, periphery.usdc.address, SHARES, again.path, holder).encoded()
        ),
    )
    for calldata in inner:
        hostile = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
        hostile.script(periphery.router.address, calldata)
        with reverts(BARE):  # the lock
            periphery.router.mint_shares(
                replace(order, path=[int(hostile.address, 16)]).encoded(), SHARES, sender=holder
            )


def test_cannot_sell_less_than_the_router_pays_for(periphery: Periphery, pool: Any, holder: str) -> None:
    periphery.bull.token.transfer(holder, SHARES, sender=periphery.environment.owner)
    order = RedeemOrder(periphery.bull.token, periphery.usdc.address, SHARES, [int(pool.address, 16)], holder)
    pool.answer(9 * WAD, -30_000 * USDC)
    with reverts("route: too much for the pool"):
        periphery.router.redeem(order.encoded(), sender=holder)


def test_the_receiver_of_the_next_order_is_not_touched(
    periphery: Periphery, pool: Any, order: MintOrder, holder: str, attacker: str
) -> None:
    """A pool that was expected and stayed silent is a stranger in the operation after."""
    pool.answer(-10 * WAD, 0)
    with reverts(BARE):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    demand(periphery, pool, MAXIMUM)
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_cannot_ask_for_other_collateral_than_is_sold(periphery: Periphery, pool: Any, holder: str) -> None:
    """A pool may pay well and ask for a unit less than it was offered: the unit would stay in the router."""
    periphery.bull.token.transfer(holder, SHARES, sender=periphery.environment.owner)
    order = RedeemOrder(periphery.bull.token, periphery.usdc.address, SHARES, [int(pool.address, 16)], holder)
    sold, paid = periphery.bull.token.preview_redeem(SHARES), 30_000 * USDC
    periphery.usdc.mint(pool.address, paid)
    pool.script(periphery.usdc.address, periphery.usdc.transfer.prepare_calldata(periphery.router.address, paid))
    pool.script(
        periphery.router.address,
        periphery.router.uniswapV3SwapCallback.prepare_calldata(sold - 1, -paid, b""),
    )
    with reverts("router: collateral changed"):
        periphery.router.redeem(order.encoded(), sender=holder)
