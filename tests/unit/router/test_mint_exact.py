# SPDX-License-Identifier: Apache-2.0
"""An exact amount for as many shares as it buys, without a hint."""

from dataclasses import replace

import boa
import pytest

from tests.support.market import WAD
from tests.support.periphery import PRICE, USDC, Periphery
from tests.support.reverts import reverts
from tests.unit.router.test_mint_amount import best_hint, market_of, order_for


@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth", "native"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
@pytest.mark.parametrize("thousandths", [1, 20_000])
def test_without_a_hint_at_most_a_thousandth_comes_back(
    periphery: Periphery, holder: str, filler: str, side: str, asset: str, kind: str, thousandths: int
) -> None:
    market = market_of(periphery, side)
    order = order_for(periphery, market, asset, kind, filler)
    order = replace(order, amount=order.amount * thousandths // 1_000)
    coins = order.amount if asset == "native" else 0
    before = periphery.balances(holder)
    with boa.env.anchor():
        best = periphery.router.mint_amount(
            order.encoded(), best_hint(periphery, order, holder), sender=holder, value=coins
        )[1]
    paid, out = periphery.router.mint_exact(order.encoded(), sender=holder, value=coins)
    after = periphery.balances(holder)
    (event,) = [log for log in periphery.router.get_logs(strict=False) if type(log).__name__ == "Bought"]
    assert (event.token, event.payer, event.receiver) == (market.token.address, holder, filler)
    assert (event.asset, event.in_units, event.paid, event.out) == (order.asset, False, paid, out)
    assert before[asset] - after[asset] == paid
    assert order.amount * 999 // 1_000 <= paid <= order.amount
    assert best * 999 // 1_000 <= out == market.token.balanceOf(filler)
    borrowed = "usdc" if market.debt_asset is periphery.usdc else "weth"
    worth = {"usdc": USDC, "weth": WAD // PRICE, "native": WAD // PRICE}
    leftover = after[borrowed] - before[borrowed] + (paid if asset == borrowed else 0)
    assert 0 <= leftover * worth[asset] <= order.amount * worth[borrowed] // 1_000
    assert set(periphery.balances(periphery.router.address).values()) == {0}


def test_the_least_out_bites(periphery: Periphery, holder: str) -> None:
    order = order_for(periphery, periphery.bear, "weth", "v3", holder)
    with boa.env.anchor():
        _, out = periphery.router.mint_exact(order.encoded(), sender=holder)
    with reverts("router: too little out"):
        periphery.router.mint_exact(replace(order, min_out=out + 1).encoded(), sender=holder)
    assert periphery.router.mint_exact(replace(order, min_out=out).encoded(), sender=holder)[1] == out


def test_what_the_path_cannot_buy_is_refused_and_nothing_is_taken(periphery: Periphery, holder: str) -> None:
    order = replace(order_for(periphery, periphery.bull, "usdc", "v3", holder), path=[])
    before = periphery.balances(holder)
    with reverts("quote: empty path"):
        periphery.router.mint_exact(order.encoded(), sender=holder)
    assert periphery.balances(holder) == before
