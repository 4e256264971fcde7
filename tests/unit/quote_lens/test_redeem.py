# SPDX-License-Identifier: Apache-2.0
"""A quote of a redemption is what the router then pays out."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD
from tests.support.periphery import USDC, Periphery, RedeemOrder
from tests.support.reverts import reverts
from tests.unit.quote_lens.test_mint_shares import SHARES, market_of


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_equals_the_trade(
    periphery: Periphery, quotes: VyperContract, holder: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(periphery, side)
    market.token.transfer(holder, SHARES, sender=periphery.environment.owner)
    path = periphery.path(kind, market.collateral)
    quote = quotes.redeem(market.token.address, periphery.asset(asset), path, SHARES)
    order = RedeemOrder(market.token, periphery.asset(asset), SHARES, path, holder)
    assert periphery.router.redeem(order.encoded(), sender=holder) == quote.received
    assert quote.paid == SHARES
    assert quote.in_kind.fee == SHARES // 500


def test_cost_is_fee_and_impact_at_leverage(periphery: Periphery, quotes: VyperContract) -> None:
    path = periphery.path("v3", periphery.weth)
    quote = quotes.redeem(periphery.bull.token.address, periphery.usdc.address, path, SHARES)
    assert quote.price_impact == pytest.approx(6 * 10**14, rel=0.01)
    assert quote.cost == pytest.approx((1 - quote.received / (10_000 * USDC)) * WAD, rel=10**-6)
    assert quote.cost == pytest.approx(2 * 10**15 + 3 * quote.price_impact, rel=0.01)


def test_refuses_more_than_there_is(periphery: Periphery, quotes: VyperContract) -> None:
    path = periphery.path("v3", periphery.weth)
    for shares in (0, 2_000 * WAD + 1):
        with reverts("quote: not within the supply"):
            quotes.redeem(periphery.bull.token.address, periphery.usdc.address, path, shares)


def test_refuses_worth_less_than_debt(periphery: Periphery, quotes: VyperContract) -> None:
    pair = (periphery.weth.address, periphery.usdc.address)
    periphery.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, periphery.environment.owner)
    for asset in (periphery.usdc, periphery.weth):
        with reverts("quote: worth less than debt"):
            quotes.redeem(periphery.bull.token.address, asset.address, periphery.path("v3", periphery.weth), SHARES)
