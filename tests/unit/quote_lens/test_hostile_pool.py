# SPDX-License-Identifier: Apache-2.0
"""A pool that does not answer as Uniswap does gives no quote, and the reason."""

from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.delayed_orders import DelayedOrders
from tests.support.market import WAD
from tests.support.reverts import reverts

SHARES = 100 * WAD


@pytest.fixture
def pool(delayed_orders: DelayedOrders) -> Any:
    return delayed_orders.environment.deploy("ScriptedPool", delayed_orders.weth.address, delayed_orders.usdc.address)


def ask(delayed_orders: DelayedOrders, quotes: VyperContract, pool: Any) -> Any:
    """A redemption for dollars, which sells 10 WETH along that pool."""
    return quotes.redeem(
        delayed_orders.bull.token.address, delayed_orders.usdc.address, [int(pool.address, 16)], SHARES
    )


def test_asks_for_nothing(delayed_orders: DelayedOrders, quotes: VyperContract, pool: Any) -> None:
    with reverts("quote: pool did not ask"):
        ask(delayed_orders, quotes, pool)


def test_takes_less_than_is_sold(delayed_orders: DelayedOrders, quotes: VyperContract, pool: Any) -> None:
    """As a real one does whose liquidity ends."""
    calldata = quotes.uniswapV3SwapCallback.prepare_calldata(9 * WAD, -30_000 * 10**6, b"")
    pool.script(quotes.address, calldata)
    with reverts("quote: too much for the pool"):
        ask(delayed_orders, quotes, pool)


def test_a_refusal_of_the_pool_is_passed_on(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    """A real pool that nobody has given a price yet is locked."""
    pair = (delayed_orders.weth.address, delayed_orders.usdc.address, 3_000)
    delayed_orders.uniswap.v3_factory.transact("createPool", *pair, sender=delayed_orders.environment.owner)
    with reverts("LOK"):
        ask(delayed_orders, quotes, delayed_orders.uniswap.v3_pool(*pair))
