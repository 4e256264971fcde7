# SPDX-License-Identifier: Apache-2.0
"""Quotes on a real node, asked by `eth_call`, equal the swaps of the real Uniswap to the unit."""

import pytest

from steelyard.chain.client import Client, Contract
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.support.environment import NodeEnvironment
from tests.support.market import E36, WAD, Market, asset, build_factory, build_market

PRICE, USD, SHARES = 3_000, 10**6, 100 * WAD
_V2_PAIR = 1 << 160
_SOLD, _BOUGHT, _IMPACT = 5, 6, 9  # fields of IQuoteLens.Quote


@pytest.fixture
def market(anvil: Anvil, client: Client, uniswap: Uniswap, owner: str) -> Market:
    """A bull with $100,000 of equity, beside a V3 pool and a V2 pair of 1,000 WETH each."""
    environment = NodeEnvironment(anvil, client, uniswap)
    uniswap.weth.transact("deposit", sender=owner, value=5_000 * WAD)
    usdc = asset(environment, 6)
    environment.send(usdc, "mint", owner, 10**14)
    price = PRICE * E36 * USD // WAD
    uniswap.create_v3_pool(uniswap.weth.address, usdc.address, 500, price, 1_000 * WAD, owner)
    uniswap.create_v2_pair(uniswap.weth.address, usdc.address, price, 1_000 * WAD, owner)
    built = build_market(environment, build_factory(environment), usdc, uniswap.weth, PRICE)
    environment.send(built.collateral, "approve", built.token.address, 2**256 - 1)
    environment.send(built.token, "mint", 1_000 * WAD, owner, owner, b"")
    return built


@pytest.fixture
def quotes(client: Client, owner: str) -> Contract:
    return client.deploy("QuoteLens", sender=owner)


def test_v3_and_v2_swaps(market: Market, quotes: Contract, uniswap: Uniswap, owner: str) -> None:
    weth, usdc = uniswap.weth.address, market.quote.address
    v3 = int(uniswap.v3_pool(weth, usdc, 500).address, 16)
    v2 = int(uniswap.v2_pair(weth, usdc).address, 16) | _V2_PAIR
    for router in (uniswap.v3_router, uniswap.v2_router):
        uniswap.weth.transact("approve", router.address, 2**255, sender=owner)

    quote = quotes.call("redeem", market.token.address, usdc, [v3], SHARES)
    assert quote[_BOUGHT] == uniswap.quoter.call("quoteExactInputSingle", (weth, usdc, quote[_SOLD], 500, 0))[0]
    before = market.quote.call("balanceOf", owner)
    uniswap.v3_router.transact("exactInputSingle", (weth, usdc, 500, owner, 2**63, quote[_SOLD], 0, 0), sender=owner)
    received = market.quote.call("balanceOf", owner) - before
    assert received == quote[_BOUGHT]
    assert quote[_IMPACT] == WAD * (30_000 * USD - received) // (30_000 * USD)

    quote = quotes.call("redeem", market.token.address, usdc, [v2], SHARES)
    before = market.quote.call("balanceOf", owner)
    uniswap.v2_router.transact("swapExactTokensForTokens", quote[_SOLD], 0, [weth, usdc], owner, 2**63, sender=owner)
    received = market.quote.call("balanceOf", owner) - before
    assert received == quote[_BOUGHT]
    assert quote[_IMPACT] == WAD * (30_000 * USD - received) // (30_000 * USD)
