# SPDX-License-Identifier: Apache-2.0
"""A pool that does not answer as Uniswap does gives no quote, and the reason."""

from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD
from tests.support.periphery import Periphery
from tests.support.reverts import reverts

SHARES = 100 * WAD


@pytest.fixture
def pool(periphery: Periphery) -> Any:
    return periphery.environment.deploy("ScriptedPool", periphery.weth.address, periphery.usdc.address)


def ask(periphery: Periphery, quotes: VyperContract, pool: Any) -> Any:
    """A redemption for dollars, which sells 10 WETH along that pool."""
    return quotes.redeem(periphery.bull.token.address, periphery.usdc.address, [int(pool.address, 16)], SHARES)


def test_asks_for_nothing(periphery: Periphery, quotes: VyperContract, pool: Any) -> None:
    with reverts("quote: pool did not ask"):
        ask(periphery, quotes, pool)


def test_takes_less_than_is_sold(periphery: Periphery, quotes: VyperContract, pool: Any) -> None:
    """As a real one does whose liquidity ends."""
    calldata = quotes.uniswapV3SwapCallback.prepare_calldata(9 * WAD, -30_000 * 10**6, b"")
    pool.script(quotes.address, calldata)
    with reverts("quote: too much for the pool"):
        ask(periphery, quotes, pool)


def test_a_refusal_of_the_pool_is_passed_on(periphery: Periphery, quotes: VyperContract) -> None:
    """A real pool that nobody has given a price yet is locked."""
    pair = (periphery.weth.address, periphery.usdc.address, 3_000)
    periphery.uniswap.v3_factory.transact("createPool", *pair, sender=periphery.environment.owner)
    with reverts("LOK"):
        ask(periphery, quotes, periphery.uniswap.v3_pool(*pair))
