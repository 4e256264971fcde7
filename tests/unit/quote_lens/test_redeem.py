# SPDX-License-Identifier: Apache-2.0
"""A quote of a redemption is what the router then pays out."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.delayed_orders import USDC, DelayedOrders, RedeemOrder
from tests.support.market import WAD
from tests.support.reverts import reverts
from tests.unit.quote_lens.test_mint_shares import SHARES, market_of


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_equals_the_trade(
    delayed_orders: DelayedOrders, quotes: VyperContract, holder: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(delayed_orders, side)
    market.token.transfer(holder, SHARES, sender=delayed_orders.environment.owner)
    path = delayed_orders.path(kind, market.collateral)
    quote = quotes.redeem(market.token.address, delayed_orders.asset(asset), path, SHARES)
    order = RedeemOrder(market.token, delayed_orders.asset(asset), SHARES, path, holder)
    assert delayed_orders.router.redeem(order.encoded(), sender=holder) == quote.received
    assert quote.paid == SHARES
    assert quote.in_kind.fee == SHARES // 500


def test_cost_is_fee_and_impact_at_leverage(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    path = delayed_orders.path("v3", delayed_orders.weth)
    quote = quotes.redeem(delayed_orders.bull.token.address, delayed_orders.usdc.address, path, SHARES)
    assert quote.price_impact == pytest.approx(6 * 10**14, rel=0.01)
    assert quote.cost == pytest.approx((1 - quote.received / (10_000 * USDC)) * WAD, rel=10**-6)
    assert quote.cost == pytest.approx(2 * 10**15 + 3 * quote.price_impact, rel=0.01)


def test_refuses_more_than_there_is(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    path = delayed_orders.path("v3", delayed_orders.weth)
    for shares in (0, 2_000 * WAD + 1):
        with reverts("quote: not within the supply"):
            quotes.redeem(delayed_orders.bull.token.address, delayed_orders.usdc.address, path, shares)


def test_refuses_worth_less_than_debt(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    pair = (delayed_orders.weth.address, delayed_orders.usdc.address)
    delayed_orders.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, delayed_orders.environment.owner)
    for asset in (delayed_orders.usdc, delayed_orders.weth):
        with reverts("quote: worth less than debt"):
            quotes.redeem(
                delayed_orders.bull.token.address, asset.address, delayed_orders.path("v3", delayed_orders.weth), SHARES
            )
