# SPDX-License-Identifier: Apache-2.0
"""A pool that does not answer as Uniswap does gives no quote, and the reason."""

from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.desk import Desk
from tests.support.market import WAD
from tests.support.refusal import refuses

SHARES = 100 * WAD


@pytest.fixture
def pool(desk: Desk) -> Any:
    return desk.stage.deploy("ScriptedPool", desk.weth.address, desk.usdc.address)


def ask(desk: Desk, quotes: VyperContract, pool: Any) -> Any:
    """A redemption for dollars, which sells 10 WETH along that pool."""
    return quotes.redeem(desk.bull.token.address, desk.usdc.address, [int(pool.address, 16)], SHARES)


def test_asks_for_nothing(desk: Desk, quotes: VyperContract, pool: Any) -> None:
    with refuses("quote: pool did not ask"):
        ask(desk, quotes, pool)


def test_takes_less_than_is_sold(desk: Desk, quotes: VyperContract, pool: Any) -> None:
    """As a real one does whose liquidity ends."""
    calldata = quotes.uniswapV3SwapCallback.prepare_calldata(9 * WAD, -30_000 * 10**6, b"")
    pool.script(quotes.address, calldata)
    with refuses("quote: too much for the pool"):
        ask(desk, quotes, pool)


def test_a_refusal_of_the_pool_is_passed_on(desk: Desk, quotes: VyperContract) -> None:
    """A real pool that nobody has given a price yet is locked."""
    pair = (desk.weth.address, desk.usdc.address, 3_000)
    desk.uniswap.v3_factory.transact("createPool", *pair, sender=desk.stage.owner)
    with refuses("LOK"):
        ask(desk, quotes, desk.uniswap.v3_pool(*pair))
