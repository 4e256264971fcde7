# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of fill show."""

from tests.support.periphery import Periphery
from tests.support.reverts import reverts


def test_a_stranger_is_refused(periphery: Periphery, attacker: str) -> None:
    with reverts("route: stranger"):
        periphery.rebalancer.on_leverage(1, 1, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(periphery: Periphery, attacker: str) -> None:
    pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    pool.script(periphery.rebalancer.address, periphery.rebalancer.on_leverage.prepare_calldata(1, 1, b""))
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)
