# SPDX-License-Identifier: Apache-2.0
"""Several accounts may act in one transaction: what one order left in transient storage is not the next one's."""

from typing import Any

from tests.support.market import WAD
from tests.support.periphery import USDC, MintOrder, Periphery, RedeemOrder
from tests.support.reverts import reverts


def wallet(periphery: Periphery, *calls: tuple[Any, bytes]) -> Any:
    """Returns an account that makes `calls` when it is told to swap."""
    account = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    for target, calldata in calls:
        account.script(target.address, calldata)
    return account


def test_a_bundled_order_cannot_spend_what_another_left_over(periphery: Periphery, attacker: str) -> None:
    router, amount = periphery.router, 10_000 * USDC
    low_hint = 15_000 * USDC  # leaves some of the amount unspent, and the allowance in place
    order = MintOrder(
        periphery.bull.token,
        periphery.usdc.address,
        amount,
        periphery.path("v3", periphery.usdc),
        attacker,
    )
    victim = wallet(
        periphery,
        (periphery.usdc, periphery.usdc.approve.prepare_calldata(router.address, 2**256 - 1)),
        (router, router.mint_amount.prepare_calldata(order.encoded(), low_hint)),
    )
    periphery.usdc.mint(victim.address, amount)
    token = periphery.environment.deploy(
        "HostileToken", periphery.weth.address, periphery.usdc.address, low_hint, 1_000 * USDC
    )
    theft = RedeemOrder(token, periphery.weth.address, WAD, order.path, attacker)
    thief = wallet(periphery, (router, router.redeem.prepare_calldata(theft.encoded())))
    swap = victim.swap.prepare_calldata(attacker, True, 0, 0, b"")
    wallet(periphery, (victim, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
    assert periphery.usdc.balanceOf(victim.address) > 1_000 * USDC  # there is something to steal
    periphery.usdc.mint(victim.address, amount - periphery.usdc.balanceOf(victim.address))
    with reverts("router: worth less than debt"):
        wallet(periphery, (victim, swap), (thief, swap)).swap(attacker, True, 0, 0, b"", sender=attacker)
