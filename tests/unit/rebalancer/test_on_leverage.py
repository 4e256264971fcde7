# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of fill show."""

from tests.support.desk import Desk
from tests.support.refusal import refuses


def test_a_stranger_is_refused(desk: Desk, attacker: str) -> None:
    with refuses("route: stranger"):
        desk.rebalancer.on_leverage(1, 1, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(desk: Desk, attacker: str) -> None:
    pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    pool.script(desk.rebalancer.address, desk.rebalancer.on_leverage.prepare_calldata(1, 1, b""))
    with refuses("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)
