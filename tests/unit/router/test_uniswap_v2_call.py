# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of the orders show."""

from tests.support.delayed_orders import DelayedOrders
from tests.support.reverts import reverts
from tests.support.uniswap import in_process


def test_a_stranger_is_refused(delayed_orders: DelayedOrders, attacker: str) -> None:
    with reverts("route: stranger"):
        delayed_orders.router.uniswapV2Call(attacker, 1, 0, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(delayed_orders: DelayedOrders, attacker: str) -> None:
    pool = delayed_orders.environment.deploy("ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address)
    pool.script(
        delayed_orders.router.address, delayed_orders.router.uniswapV2Call.prepare_calldata(attacker, 1, 0, b"")
    )
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_a_real_pair_is_a_stranger_outside_an_operation(delayed_orders: DelayedOrders, attacker: str) -> None:
    pair = in_process(delayed_orders.uniswap.v2_pair(delayed_orders.weth.address, delayed_orders.usdc.address))
    with reverts("route: stranger"):
        pair.swap(1, 0, delayed_orders.router.address, b"\x01", sender=attacker)
