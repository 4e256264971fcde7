# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of the orders show."""

from tests.support.periphery import Periphery
from tests.support.reverts import reverts
from tests.support.uniswap import in_process


def test_a_stranger_is_refused(periphery: Periphery, attacker: str) -> None:
    with reverts("route: stranger"):
        periphery.router.uniswapV2Call(attacker, 1, 0, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(periphery: Periphery, attacker: str) -> None:
    pool = periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)
    pool.script(periphery.router.address, periphery.router.uniswapV2Call.prepare_calldata(attacker, 1, 0, b""))
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_a_real_pair_is_a_stranger_outside_an_operation(periphery: Periphery, attacker: str) -> None:
    pair = in_process(periphery.uniswap.v2_pair(periphery.weth.address, periphery.usdc.address))
    with reverts("route: stranger"):
        pair.swap(1, 0, periphery.router.address, b"\x01", sender=attacker)
