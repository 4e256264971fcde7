# SPDX-License-Identifier: Apache-2.0
"""A quote of a redemption is what the router then pays out."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.desk import USDC, Desk, RedeemOrder
from tests.support.market import WAD
from tests.support.refusal import refuses
from tests.unit.quote_lens.test_mint_shares import SHARES, market_of


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_equals_the_trade(desk: Desk, quotes: VyperContract, holder: str, side: str, asset: str, kind: str) -> None:
    market = market_of(desk, side)
    market.token.transfer(holder, SHARES, sender=desk.stage.owner)
    path = desk.path(kind, market.collateral)
    quote = quotes.redeem(market.token.address, desk.asset(asset), path, SHARES)
    order = RedeemOrder(market.token, desk.asset(asset), SHARES, path, holder)
    assert desk.router.redeem(order.encoded(), sender=holder) == quote.received
    assert quote.paid == SHARES
    assert quote.in_kind.fee == SHARES // 500


def test_cost_is_fee_and_impact_at_leverage(desk: Desk, quotes: VyperContract) -> None:
    path = desk.path("v3", desk.weth)
    quote = quotes.redeem(desk.bull.token.address, desk.usdc.address, path, SHARES)
    assert quote.price_impact == pytest.approx(6 * 10**14, rel=0.01)
    assert quote.cost == pytest.approx((1 - quote.received / (10_000 * USDC)) * WAD, rel=10**-6)
    assert quote.cost == pytest.approx(2 * 10**15 + 3 * quote.price_impact, rel=0.01)


def test_refuses_more_than_there_is(desk: Desk, quotes: VyperContract) -> None:
    path = desk.path("v3", desk.weth)
    for shares in (0, 2_000 * WAD + 1):
        with refuses("quote: not within the supply"):
            quotes.redeem(desk.bull.token.address, desk.usdc.address, path, shares)


def test_refuses_worth_less_than_debt(desk: Desk, quotes: VyperContract) -> None:
    pair = (desk.weth.address, desk.usdc.address)
    desk.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, desk.stage.owner)
    for asset in (desk.usdc, desk.weth):
        with refuses("quote: worth less than debt"):
            quotes.redeem(desk.bull.token.address, asset.address, desk.path("v3", desk.weth), SHARES)
