# SPDX-License-Identifier: Apache-2.0
"""Several accounts may act in one transaction: what one order left in transient storage is not the next one's."""

from typing import Any

from tests.support.desk import USDC, Desk, MintOrder, RedeemOrder
from tests.support.market import WAD
from tests.support.refusal import refuses


def wallet(desk: Desk, *calls: tuple[Any, bytes]) -> Any:
    """Returns an account that makes `calls` when it is told to swap."""
    account = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    for target, calldata in calls:
        account.script(target.address, calldata)
    return account


def test_a_bundled_order_cannot_spend_what_another_left_over(desk: Desk, attacker: str) -> None:
    router, amount = desk.router, 10_000 * USDC
    low_hint = 15_000 * USDC  # leaves some of the amount unspent, and the allowance in place
    order = MintOrder(desk.bull.token, desk.usdc.address, amount, desk.path("v3", desk.usdc), attacker)
    victim = wallet(
        desk,
        (desk.usdc, desk.usdc.approve.prepare_calldata(router.address, 2**256 - 1)),
        (router, router.mint_amount.prepare_calldata(order.encoded(), low_hint)),
    )
    desk.usdc.mint(victim.address, amount)
    token = desk.stage.deploy("HostileToken", desk.weth.address, desk.usdc.address, low_hint, 1_000 * USDC)
    theft = RedeemOrder(token, desk.weth.address, WAD, order.path, attacker)
    thief = wallet(desk, (router, router.redeem.prepare_calldata(theft.encoded())))
    swap = victim.swap.prepare_calldata(attacker, True, 0, 0, b"")
    wallet(desk, (victim, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
    assert desk.usdc.balanceOf(victim.address) > 1_000 * USDC  # there is something to steal
    desk.usdc.mint(victim.address, amount - desk.usdc.balanceOf(victim.address))
    with refuses("router: worth less than debt"):
        wallet(desk, (victim, swap), (thief, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
