# SPDX-License-Identifier: Apache-2.0
"""The hint is one that the router takes, and hardly any larger one is."""

import boa
import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.delayed_orders import PRICE, USDC, DelayedOrders, MintOrder
from tests.support.market import WAD, Terms, build_market
from tests.support.reverts import reason_of, reverts
from tests.support.uniswap import in_process
from tests.unit.quote_lens.test_mint_shares import market_of

AMOUNT = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE}


def works(delayed_orders: DelayedOrders, order: MintOrder, hint: int, sender: str) -> bool:
    with boa.env.anchor():
        try:
            delayed_orders.router.mint_amount(order.encoded(), hint, sender=sender)
        except boa.BoaError as error:
            assert reason_of(error) in ("router: hint too high", "router: debt above price")
            return False
    return True


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
def test_equals_the_trade(
    delayed_orders: DelayedOrders, quotes: VyperContract, holder: str, side: str, asset: str, kind: str, times: int
) -> None:
    market, amount = market_of(delayed_orders, side), times * AMOUNT[asset]
    path = delayed_orders.path(kind, market.debt_asset)
    quote = quotes.mint_amount(market.token.address, delayed_orders.asset(asset), path, amount)
    order = MintOrder(market.token, delayed_orders.asset(asset), amount, path, holder)
    assert not works(delayed_orders, order, quote.hint + quote.hint // 10**6 + 3, holder)
    paid, out = delayed_orders.router.mint_amount(order.encoded(), quote.hint, sender=holder)
    assert out == quote.received
    # collateral beyond the last share may be left with the token's counted assets
    assert paid == pytest.approx(quote.paid, abs=1)
    assert quote.paid <= amount
    assert quote.paid == pytest.approx(amount, rel=10**-6)


def test_refuses_a_first_mint(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    """Nothing is minted by amount before the first mint has set the proportions."""
    market = build_market(
        delayed_orders.environment,
        delayed_orders.factory,
        delayed_orders.usdc,
        delayed_orders.weth,
        PRICE,
        terms=Terms(exposure=2),
        fund=lambda asset, amount: None,
    )
    with reverts("quote: first mint by shares"):
        quotes.mint_amount(
            market.token.address, delayed_orders.usdc.address, delayed_orders.path("v3", delayed_orders.usdc), USDC
        )


@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_nothing_for_nothing(delayed_orders: DelayedOrders, quotes: VyperContract, asset: str) -> None:
    path = delayed_orders.path("v3", delayed_orders.usdc)
    quote = quotes.mint_amount(delayed_orders.bull.token.address, delayed_orders.asset(asset), path, 0)
    assert (quote.hint, quote.sold, quote.bought, quote.shares, quote.paid, quote.received) == (0,) * 6
    assert (quote.price_impact, quote.cost) == (0, 0)
    assert not quote.in_kind.open


def test_a_hint_of_many_digits_in_a_shallow_pair_works_too(
    delayed_orders: DelayedOrders, quotes: VyperContract, holder: str
) -> None:
    """Of a debt of 18 decimals the steps along a bent curve run out before the last unit."""
    owner = delayed_orders.environment.owner
    bull = build_market(
        delayed_orders.environment,
        delayed_orders.factory,
        delayed_orders.dai,
        delayed_orders.weth,
        PRICE,
        fund=lambda *_: None,
    )
    delayed_orders.weth.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    pair = in_process(delayed_orders.uniswap.v2_pair(delayed_orders.weth.address, delayed_orders.dai.address))
    pair.transfer(pair.address, pair.balanceOf(owner) * 9_999 // 10_000, sender=owner)
    pair.burn(owner, sender=owner)  # 10 WETH stay
    order = MintOrder(
        bull.token, delayed_orders.weth.address, 105 * WAD // 100, [delayed_orders.hops["weth v2"]], holder
    )
    quote = quotes.mint_amount(bull.token.address, order.asset, order.path, order.amount)
    assert not works(delayed_orders, order, quote.hint + quote.hint // 10**15, holder)
    assert works(delayed_orders, order, quote.hint + 1, holder)  # not the largest
    _, out = delayed_orders.router.mint_amount(order.encoded(), quote.hint, sender=holder)
    assert out == quote.received > 0
