# SPDX-License-Identifier: Apache-2.0
"""Several accounts may act in one transaction: what one order left in transient storage is not the next one's."""

from typing import Any

from tests.support.delayed_orders import USDC, DelayedOrders, MintOrder, RedeemOrder
from tests.support.market import WAD
from tests.support.reverts import reverts


def wallet(delayed_orders: DelayedOrders, *calls: tuple[Any, bytes]) -> Any:
    """Returns an account that makes `calls` when it is told to swap."""
    account = delayed_orders.environment.deploy(
        "ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address
    )
    for target, calldata in calls:
        account.script(target.address, calldata)
    return account


def test_a_bundled_order_cannot_spend_what_another_left_over(delayed_orders: DelayedOrders, attacker: str) -> None:
    router, amount = delayed_orders.router, 10_000 * USDC
    low_hint = 15_000 * USDC  # leaves some of the amount unspent, and the allowance in place
    order = MintOrder(
        delayed_orders.bull.token,
        delayed_orders.usdc.address,
        amount,
        delayed_orders.path("v3", delayed_orders.usdc),
        attacker,
    )
    victim = wallet(
        delayed_orders,
        (delayed_orders.usdc, delayed_orders.usdc.approve.prepare_calldata(router.address, 2**256 - 1)),
        (router, router.mint_amount.prepare_calldata(order.encoded(), low_hint)),
    )
    delayed_orders.usdc.mint(victim.address, amount)
    token = delayed_orders.environment.deploy(
        "HostileToken", delayed_orders.weth.address, delayed_orders.usdc.address, low_hint, 1_000 * USDC
    )
    theft = RedeemOrder(token, delayed_orders.weth.address, WAD, order.path, attacker)
    thief = wallet(delayed_orders, (router, router.redeem.prepare_calldata(theft.encoded())))
    swap = victim.swap.prepare_calldata(attacker, True, 0, 0, b"")
    wallet(delayed_orders, (victim, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
    assert delayed_orders.usdc.balanceOf(victim.address) > 1_000 * USDC  # there is something to steal
    delayed_orders.usdc.mint(victim.address, amount - delayed_orders.usdc.balanceOf(victim.address))
    with reverts("router: worth less than debt"):
        wallet(delayed_orders, (victim, swap), (thief, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
