# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of fill show."""

from tests.support.delayed_orders import DelayedOrders
from tests.support.reverts import reverts


def test_a_stranger_is_refused(delayed_orders: DelayedOrders, attacker: str) -> None:
    with reverts("route: stranger"):
        delayed_orders.rebalancer.on_leverage(1, 1, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(delayed_orders: DelayedOrders, attacker: str) -> None:
    pool = delayed_orders.environment.deploy("ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address)
    pool.script(delayed_orders.rebalancer.address, delayed_orders.rebalancer.on_leverage.prepare_calldata(1, 1, b""))
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)
