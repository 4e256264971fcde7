# SPDX-License-Identifier: Apache-2.0
"""Exact shares for at most an amount."""

from dataclasses import replace
from typing import Any

import boa
import pytest

from tests.support.engine import now
from tests.support.market import NOBODY, WAD, Market, build_factory, build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery
from tests.support.reverts import reverts
from tests.support.uniswap import in_process

SHARES = 100 * WAD  # $10,000 of equity
MAXIMUM = {"usdc": 11_000 * USDC, "weth": 4 * WAD, "native": 4 * WAD}
FAIR = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE, "native": 10_000 * WAD // PRICE}


def market_of(periphery: Periphery, side: str) -> Market:
    return periphery.bull if side == "bull" else periphery.bear


def order_for(periphery: Periphery, market: Market, asset: str, kind: str, receiver: str) -> MintOrder:
    path = periphery.path(kind, market.debt_asset)
    return MintOrder(market.token, periphery.asset(asset), MAXIMUM[asset], path, receiver)


def fresh_market(periphery: Periphery, factory: Any, side: str) -> Market:
    return build_market(
        periphery.environment,
        factory,
        periphery.usdc,
        periphery.weth,
        PRICE,
        side == "bear",
        fund=lambda *_: None,
    )


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v2-v3", "v3-v2"])
def test_pays_a_fair_price_and_keeps_nothing(
    periphery: Periphery, holder: str, filler: str, side: str, asset: str, kind: str
) -> None:
    market = market_of(periphery, side)
    order = order_for(periphery, market, asset, kind, filler)
    before, router_before = periphery.balances(holder), periphery.balances(periphery.router.address)
    coins = MAXIMUM[asset] if asset == "native" else 0
    paid, out = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder, value=coins)
    after = periphery.balances(holder)
    assert out == SHARES == market.token.balanceOf(filler)
    assert before[asset] - after[asset] == paid
    assert {name for name in before if before[name] != after[name]} == {asset}
    assert FAIR[asset] < paid < FAIR[asset] * 102 // 100  # fees on three to four times the equity, and impact
    assert periphery.balances(periphery.router.address) == router_before == dict.fromkeys(router_before, 0)


@pytest.mark.parametrize("side", ["bull", "bear"])
def test_into_units(periphery: Periphery, holder: str, filler: str, side: str) -> None:
    market = market_of(periphery, side)
    order = replace(order_for(periphery, market, "usdc", "v3", filler), in_units=True)
    _, out = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    assert out == market.anchored.balanceOf(filler) > 0
    assert market.token.balanceOf(filler) == 0
    assert set(periphery.balances(periphery.router.address).values()) == {0}
    assert market.token.allowance(periphery.router.address, market.anchored.address) == 0


def test_the_most_paid_bites(periphery: Periphery, holder: str) -> None:
    order = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    with boa.env.anchor():
        paid, _ = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    with reverts("router: above amount"):
        periphery.router.mint_shares(replace(order, amount=paid - 1).encoded(), SHARES, sender=holder)
    assert periphery.router.mint_shares(replace(order, amount=paid).encoded(), SHARES, sender=holder)[0] == paid


def test_the_least_out_bites(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), min_out=SHARES + 1)
    with reverts("router: too little out"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_the_deadline_bites(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), deadline=now() - 1)
    with reverts("router: too late"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    periphery.router.mint_shares(replace(order, deadline=now()).encoded(), SHARES, sender=holder)


def test_the_leverage_accepted_bites(periphery: Periphery, holder: str) -> None:
    periphery.move(2_800)  # 2800 * 3 / (2800 * 3 - 6000) = 3.5
    order = order_for(periphery, periphery.bull, "usdc", "v3", holder)
    with reverts("router: leverage too high"):
        periphery.router.mint_shares(replace(order, max_leverage=35 * 10**17 - 1).encoded(), SHARES, sender=holder)
    periphery.router.mint_shares(replace(order, max_leverage=35 * 10**17 + 10**10).encoded(), SHARES, sender=holder)


def test_serves_the_tokens_of_its_factory_only(periphery: Periphery, holder: str) -> None:
    foreign = fresh_market(periphery, build_factory(periphery.environment), "bull")
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), token=foreign.token)
    with reverts("router: unknown token"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_takes_the_two_assets_of_the_token_only(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), asset=periphery.dai.address)
    with reverts("router: foreign asset"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


@pytest.mark.parametrize(("asset", "sent"), [("usdc", 1), ("native", 4 * WAD - 1), ("native", 4 * WAD + 1)])
def test_the_coin_sent_must_be_the_amount(periphery: Periphery, holder: str, asset: str, sent: int) -> None:
    order = order_for(periphery, periphery.bull, asset, "v3", holder)
    with reverts("router: wrong value sent"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder, value=sent)


def test_a_pool_twice_in_a_path_is_refused(periphery: Periphery, holder: str) -> None:
    once = periphery.path("v3", periphery.usdc)
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), path=once * 3)
    with reverts("route: pool visited twice"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    as_pair = [*once, once[0] | 1 << 160]  # the mark of a pair does not make it another pool
    with reverts("route: pool visited twice"):
        periphery.router.mint_shares(replace(order, path=as_pair).encoded(), SHARES, sender=holder)


def test_an_empty_path_is_refused(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), path=[])
    with reverts("route: empty"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_more_than_a_pair_holds_is_refused(periphery: Periphery, holder: str) -> None:
    pair = in_process(periphery.uniswap.v2_pair(periphery.weth.address, periphery.usdc.address))
    owner = periphery.environment.owner
    pair.transfer(pair.address, pair.balanceOf(owner), sender=owner)
    pair.burn(owner, sender=owner)  # the locked thousand units stay in
    order = order_for(periphery, periphery.bull, "usdc", "v2", holder)
    with reverts("route: pair too shallow"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


@pytest.mark.parametrize("side", ["bull", "bear"])
def test_makes_the_first_mint_of_a_market(periphery: Periphery, holder: str, side: str) -> None:
    fresh = fresh_market(periphery, periphery.factory, side)
    order = MintOrder(fresh.token, NOBODY, 4 * WAD, periphery.path("v3", fresh.debt_asset), holder)
    paid, out = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder, value=4 * WAD)
    assert out == SHARES - WAD // 10 == fresh.token.balanceOf(holder)  # $10 of shares are locked
    assert FAIR["native"] < paid < FAIR["native"] * 101 // 100


def test_no_leverage_is_too_high_for_the_first_mint(periphery: Periphery, holder: str) -> None:
    """There is nothing yet to be levered: the mint itself sets the target."""
    fresh = fresh_market(periphery, periphery.factory, "bull")
    order = MintOrder(
        fresh.token,
        periphery.usdc.address,
        MAXIMUM["usdc"],
        periphery.path("v3", periphery.usdc),
        holder,
        max_leverage=1,
    )
    assert periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)[1] == SHARES - WAD // 10


def test_no_equity_is_leverage_beyond_any_number(periphery: Periphery, holder: str) -> None:
    periphery.bull.set_price(2_000)  # where 100 WETH are the debt
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), max_leverage=2**256 - 1)
    with reverts("router: leverage too high"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)


def test_along_three_pools(periphery: Periphery, holder: str) -> None:
    """To DAI, back to USDC in another pool, and on to WETH."""
    path = [periphery.hops[name] for name in ("dai v3", "dai v2", "v3")]
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), path=path)
    paid, out = periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
    assert out == SHARES
    assert FAIR["usdc"] * 101 // 100 < paid < FAIR["usdc"] * 102 // 100  # 0.4% of three times the equity
    assert set(periphery.balances(periphery.router.address).values()) == {0}
    with reverts("route: pool visited twice"):
        periphery.router.mint_shares(replace(order, path=[path[0], path[1], path[0]]).encoded(), SHARES, sender=holder)


def test_shares_so_few_that_they_owe_nothing_need_no_swap(periphery: Periphery, holder: str) -> None:
    shares = 10**9  # of 10**21 that owe 2 * 10**11 units
    order = order_for(periphery, periphery.bull, "weth", "v3", holder)
    assert periphery.router.mint_shares(order.encoded(), shares, sender=holder) == (10**8, shares)


def test_debt_that_buys_more_collateral_than_is_owed_is_refused(periphery: Periphery, holder: str) -> None:
    """In the pool WETH costs less than two thirds of the oracle's price."""
    pair = (periphery.weth.address, periphery.usdc.address)
    periphery.uniswap.move_v3_pool(*pair, 500, 1_900 * 10**36 * USDC // WAD, periphery.environment.owner)
    order = order_for(periphery, periphery.bull, "weth", "v3", holder)
    with reverts("router: debt above value"):
        periphery.router.mint_shares(order.encoded(), SHARES, sender=holder)
