# SPDX-License-Identifier: Apache-2.0
"""A quote of exactly so many shares is what the router then charges."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market, build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery
from tests.support.reverts import reverts

SHARES = 100 * WAD


def market_of(periphery: Periphery, side: str) -> Market:
    return periphery.bull if side == "bull" else periphery.bear


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_equals_the_trade(
    periphery: Periphery, quotes: VyperContract, holder: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(periphery, side)
    path = periphery.path(kind, market.debt_asset)
    quote = quotes.mint_shares(market.token.address, periphery.asset(asset), path, SHARES)
    amount = 2 * quote.paid
    order = MintOrder(market.token, periphery.asset(asset), amount, path, holder)
    assert periphery.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
    assert quote.in_kind.open
    assert quote.received == SHARES * 999 // 1_000


@pytest.mark.parametrize(("kind", "fee"), [("v3", 0.0005), ("v2", 0.003)])
def test_price_impact(periphery: Periphery, quotes: VyperContract, kind: str, fee: float) -> None:
    """The pool's fee, and a ten-thousandth for 10 WETH of a depth of 100,000."""
    path = periphery.path(kind, periphery.usdc)
    quote = quotes.mint_shares(periphery.bull.token.address, periphery.usdc.address, path, SHARES)
    assert (quote.sold, quote.bought) == (quote.paid + quote.in_kind.debt, 10 * WAD)
    assert quote.price_impact == pytest.approx((fee + 0.0001) * WAD, rel=0.01)
    value = 10_000 * USDC * 999 / 1_000
    assert quote.cost == pytest.approx((1 - value / quote.paid) * WAD, rel=10**-6)


def test_outlook(periphery: Periphery, quotes: VyperContract) -> None:
    quote = quotes.mint_shares(
        periphery.bull.token.address,
        periphery.usdc.address,
        periphery.path("v3", periphery.usdc),
        SHARES,
    )
    assert quote.ratio == pytest.approx(3 * WAD, rel=10**-6)
    assert quote.gap_to_zero == pytest.approx(-WAD / 3, rel=10**-6)
    assert quote.interest_cost > 2 * 2 * 10**16
    assert (quote.price, quote.price_source) == (periphery.bull.oracle.price(), 2)


@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
def test_refuses_what_no_pool_can_do(periphery: Periphery, quotes: VyperContract, kind: str) -> None:
    path = periphery.path(kind, periphery.usdc)
    reason = "quote: pool too shallow" if kind == "v3" else "route: pair too shallow"
    with reverts(reason):
        quotes.mint_shares(periphery.bull.token.address, periphery.usdc.address, path, 10**6 * WAD)


def test_refuses_bad_orders(periphery: Periphery, quotes: VyperContract) -> None:
    token, path = periphery.bull.token.address, periphery.path("v3", periphery.usdc)
    with reverts("quote: foreign asset"):
        quotes.mint_shares(token, periphery.dai.address, path, SHARES)
    with reverts("quote: empty path"):
        quotes.mint_shares(token, periphery.usdc.address, [], SHARES)


def test_refuses_debt_above_value(periphery: Periphery, quotes: VyperContract) -> None:
    """In the pool WETH costs less than two thirds of the oracle's price: the debt buys more than is owed."""
    pair = (periphery.weth.address, periphery.usdc.address)
    periphery.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, periphery.environment.owner)
    with reverts("quote: debt above value"):
        quotes.mint_shares(
            periphery.bull.token.address,
            periphery.weth.address,
            periphery.path("v3", periphery.usdc),
            SHARES,
        )


@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_no_shares_for_nothing(periphery: Periphery, quotes: VyperContract, asset: str) -> None:
    path = periphery.path("v3", periphery.usdc)
    quote = quotes.mint_shares(periphery.bull.token.address, periphery.asset(asset), path, 0)
    assert (quote.sold, quote.bought, quote.paid, quote.received) == (0,) * 4
    assert (quote.price_impact, quote.cost) == (0, 0)
    assert not quote.in_kind.open


def test_the_first_mint_equals_the_trade(periphery: Periphery, quotes: VyperContract, holder: str) -> None:
    """It will stand at the target leverage, which is what the outlook is for."""
    fresh = build_market(
        periphery.environment,
        periphery.factory,
        periphery.usdc,
        periphery.weth,
        PRICE,
        fund=lambda *_: None,
    )
    path = periphery.path("v3", periphery.usdc)
    quote = quotes.mint_shares(fresh.token.address, periphery.usdc.address, path, SHARES)
    order = MintOrder(fresh.token, periphery.usdc.address, quote.paid, path, holder)
    assert periphery.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
    assert (quote.ratio, quote.gap_to_zero) == (3 * WAD, -WAD // 3 + (WAD % 3 != 0))
    assert quote.in_kind.open


def test_along_three_pools_equals_the_trade(periphery: Periphery, quotes: VyperContract, holder: str) -> None:
    path = [periphery.hops[name] for name in ("dai v3", "dai v2", "v3")]
    quote = quotes.mint_shares(periphery.bull.token.address, periphery.usdc.address, path, SHARES)
    order = MintOrder(periphery.bull.token, periphery.usdc.address, quote.paid, path, holder)
    assert periphery.router.mint_shares(order.encoded(), SHARES, sender=holder) == (quote.paid, quote.received)
