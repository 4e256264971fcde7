# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of the orders show."""

from tests.support.desk import Desk
from tests.support.refusal import refuses


def test_a_stranger_is_refused(desk: Desk, attacker: str) -> None:
    with refuses("route: stranger"):
        desk.router.uniswapV2Call(attacker, 1, 0, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(desk: Desk, attacker: str) -> None:
    pool = desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)
    pool.script(desk.router.address, desk.router.uniswapV2Call.prepare_calldata(attacker, 1, 0, b""))
    with refuses("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)


def test_a_real_pair_is_a_stranger_outside_an_operation(desk: Desk, attacker: str) -> None:
    pair = desk.uniswap.v2_pair(desk.weth.address, desk.usdc.address).boa
    with refuses("route: stranger"):
        pair.swap(1, 0, desk.router.address, b"\x01", sender=attacker)
