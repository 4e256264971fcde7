# SPDX-License-Identifier: Apache-2.0
"""A quote of exactly so many shares is what the router then charges."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.delayed_orders import PRICE, USDC, DelayedOrders, MintOrder
from tests.support.market import WAD, Market, build_market
from tests.support.reverts import reverts

SHARES = 100 * WAD


def market_of(delayed_orders: DelayedOrders, side: str) -> Market:
    return delayed_orders.bull if side == "bull" else delayed_orders.bear


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_equals_the_trade(
    delayed_orders: DelayedOrders, quotes: VyperContract, holder: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(delayed_orders, side)
    path = delayed_orders.path(kind, market.debt_asset)
    quote = quotes.mint_shares(market.token.address, delayed_orders.asset(asset), path, SHARES)
    amount = 2 * quote.paid
    order = MintOrder(market.token, delayed_orders.asset(asset), amount, path, holder)
    assert delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
    assert quote.in_kind.open
    assert quote.received == SHARES * 999 // 1_000


@pytest.mark.parametrize(("kind", "fee"), [("v3", 0.0005), ("v2", 0.003)])
def test_price_impact(delayed_orders: DelayedOrders, quotes: VyperContract, kind: str, fee: float) -> None:
    """The pool's fee, and a ten-thousandth for 10 WETH of a depth of 100,000."""
    path = delayed_orders.path(kind, delayed_orders.usdc)
    quote = quotes.mint_shares(delayed_orders.bull.token.address, delayed_orders.usdc.address, path, SHARES)
    assert (quote.sold, quote.bought) == (quote.paid + quote.in_kind.debt, 10 * WAD)
    assert quote.price_impact == pytest.approx((fee + 0.0001) * WAD, rel=0.01)
    value = 10_000 * USDC * 999 / 1_000
    assert quote.cost == pytest.approx((1 - value / quote.paid) * WAD, rel=10**-6)


def test_outlook(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    quote = quotes.mint_shares(
        delayed_orders.bull.token.address,
        delayed_orders.usdc.address,
        delayed_orders.path("v3", delayed_orders.usdc),
        SHARES,
    )
    assert quote.ratio == pytest.approx(3 * WAD, rel=10**-6)
    assert quote.gap_to_zero == pytest.approx(-WAD / 3, rel=10**-6)
    assert quote.interest_cost > 2 * 2 * 10**16
    assert (quote.price, quote.price_source) == (delayed_orders.bull.oracle.price(), 2)


@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
def test_refuses_what_no_pool_can_do(delayed_orders: DelayedOrders, quotes: VyperContract, kind: str) -> None:
    path = delayed_orders.path(kind, delayed_orders.usdc)
    reason = "quote: pool too shallow" if kind == "v3" else "route: pair too shallow"
    with reverts(reason):
        quotes.mint_shares(delayed_orders.bull.token.address, delayed_orders.usdc.address, path, 10**6 * WAD)


def test_refuses_bad_orders(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    token, path = delayed_orders.bull.token.address, delayed_orders.path("v3", delayed_orders.usdc)
    with reverts("quote: foreign asset"):
        quotes.mint_shares(token, delayed_orders.dai.address, path, SHARES)
    with reverts("quote: empty path"):
        quotes.mint_shares(token, delayed_orders.usdc.address, [], SHARES)


def test_refuses_debt_above_value(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    """In the pool WETH costs less than two thirds of the oracle's price: the debt buys more than is owed."""
    pair = (delayed_orders.weth.address, delayed_orders.usdc.address)
    delayed_orders.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, delayed_orders.environment.owner)
    with reverts("quote: debt above value"):
        quotes.mint_shares(
            delayed_orders.bull.token.address,
            delayed_orders.weth.address,
            delayed_orders.path("v3", delayed_orders.usdc),
            SHARES,
        )


@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_no_shares_for_nothing(delayed_orders: DelayedOrders, quotes: VyperContract, asset: str) -> None:
    path = delayed_orders.path("v3", delayed_orders.usdc)
    quote = quotes.mint_shares(delayed_orders.bull.token.address, delayed_orders.asset(asset), path, 0)
    assert (quote.sold, quote.bought, quote.paid, quote.received) == (0,) * 4
    assert (quote.price_impact, quote.cost) == (0, 0)
    assert not quote.in_kind.open


def test_the_first_mint_equals_the_trade(delayed_orders: DelayedOrders, quotes: VyperContract, holder: str) -> None:
    """It will stand at the target leverage, which is what the outlook is for."""
    fresh = build_market(
        delayed_orders.environment,
        delayed_orders.factory,
        delayed_orders.usdc,
        delayed_orders.weth,
        PRICE,
        fund=lambda *_: None,
    )
    path = delayed_orders.path("v3", delayed_orders.usdc)
    quote = quotes.mint_shares(fresh.token.address, delayed_orders.usdc.address, path, SHARES)
    order = MintOrder(fresh.token, delayed_orders.usdc.address, quote.paid, path, holder)
    assert delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
    assert (quote.ratio, quote.gap_to_zero) == (3 * WAD, -WAD // 3 + (WAD % 3 != 0))
    assert quote.in_kind.open


def test_along_three_pools_equals_the_trade(delayed_orders: DelayedOrders, quotes: VyperContract, holder: str) -> None:
    path = [delayed_orders.hops[name] for name in ("dai v3", "dai v2", "v3")]
    quote = quotes.mint_shares(delayed_orders.bull.token.address, delayed_orders.usdc.address, path, SHARES)
    order = MintOrder(delayed_orders.bull.token, delayed_orders.usdc.address, quote.paid, path, holder)
    assert delayed_orders.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
