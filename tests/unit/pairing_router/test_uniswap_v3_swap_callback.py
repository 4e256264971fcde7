# SPDX-License-Identifier: Apache-2.0
"""Nobody may call back who is not expected. What an operation does with it, the tests of the zaps show."""

from tests.support.reverts import reverts
from tests.support.zaps import Zaps


def test_a_stranger_is_refused(zaps: Zaps, attacker: str) -> None:
    with reverts("route: stranger"):
        zaps.router.uniswapV3SwapCallback(1, -1, b"", sender=attacker)


def test_a_contract_is_a_stranger_outside_an_operation(zaps: Zaps, attacker: str) -> None:
    pool = zaps.environment.deploy("ScriptedPool", zaps.weth.address, zaps.usdc.address)
    pool.script(zaps.router.address, zaps.router.uniswapV3SwapCallback.prepare_calldata(1, -1, b""))
    with reverts("route: stranger"):
        pool.swap(attacker, True, 1, 0, b"", sender=attacker)
