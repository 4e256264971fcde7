# SPDX-License-Identifier: Apache-2.0
"""Rebalances filled from the real Uniswap V3 and V2 in one transaction, on a node."""

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.integration.trading import UNLIMITED, USDC, Trading
from tests.support.market import E36, WAD
from tests.support.reverts import reverts

COST = {True: 2 * 10**15, False: 7 * 10**14}


@pytest.fixture
def trading(anvil: Anvil, client: Client, uniswap: Uniswap) -> Trading:
    return Trading.build(anvil, client, uniswap)


@pytest.mark.parametrize(("side", "price", "over"), [("bull", 2_700, True), ("bull", 3_300, False)])
@pytest.mark.parametrize("kind", ["v3", "v2"])
def test_bull(trading: Trading, side: str, price: int, over: bool, kind: str) -> None:
    fill_and_check(trading, side, price, over, kind, favour=1_005 if over else 995)


@pytest.mark.parametrize(("side", "price", "over"), [("bear", 3_300, True), ("bear", 2_700, False)])
@pytest.mark.parametrize("kind", ["v3", "v2"])
def test_bear(trading: Trading, side: str, price: int, over: bool, kind: str) -> None:
    fill_and_check(trading, side, price, over, kind, favour=995 if over else 1_005)


def test_a_second_keeper_finds_nothing_due(trading: Trading) -> None:
    trading.move(2_700)
    order = (trading.bull.token.address, [trading.hops["v3"]], True, UNLIMITED, COST[True], 1, trading.keeper)
    trading.rebalancer.transact("fill", *order, sender=trading.keeper)
    with reverts("rebalance: not due"):
        trading.rebalancer.transact("fill", *order, sender=trading.keeper)


def fill_and_check(trading: Trading, side: str, price: int, over: bool, kind: str, favour: int) -> None:
    trading.move(price)
    if kind == "v2":  # its fee of 0.3% is above the tolerance: the pair has moved further than the oracle
        pair = (trading.weth.address, trading.usdc.address)
        scaled = price * favour // 1_000 * E36 * USDC // WAD
        trading.uniswap.move_v2_pair(*pair, scaled, trading.client.accounts()[0])
    market, keeper = trading.market(side), trading.keeper
    surplus_asset = market.debt_asset if over else market.collateral
    before = surplus_asset.call("balanceOf", keeper)
    cost = 10**15 if over and kind == "v2" else COST[over] + (2 * 10**14 if market.is_bear and not over else 0)
    order = (market.token.address, [trading.hops[kind]], over, UNLIMITED, cost, 1, keeper)
    expected = trading.rebalancer.call("fill", *order, sender=keeper)
    trading.rebalancer.transact("fill", *order, sender=keeper)
    assert surplus_asset.call("balanceOf", keeper) - before == expected > 0
    sheet = market.token.call("balance_sheet")
    assets = sheet[0] * market.oracle_price(price) // E36
    ratio = assets * WAD // (assets - sheet[1])
    rule = market.token.call("rule")
    landing = rule[3] if over else rule[4]  # 65% of the way to the edge of the band
    assert abs(ratio - landing) < landing // 1_000
    trading.require_nothing_held()
