# SPDX-License-Identifier: Apache-2.0
"""The hint is one that the router takes, and hardly any larger one is."""

import boa
import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Terms, build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery
from tests.support.reverts import reason_of, reverts
from tests.support.uniswap import in_process
from tests.unit.quote_lens.test_mint_shares import market_of

AMOUNT = {"usdc": 10_000 * USDC, "weth": 10_000 * WAD // PRICE}


def works(periphery: Periphery, order: MintOrder, hint: int, sender: str) -> bool:
    with boa.env.anchor():
        try:
            periphery.router.mint_amount(order.encoded(), hint, sender=sender)
        except boa.BoaError as error:
            assert reason_of(error) in ("router: hint too high", "router: debt above price")
            return False
    return True


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
def test_equals_the_trade(
    periphery: Periphery, quotes: VyperContract, holder: str, side: str, asset: str, kind: str, times: int
) -> None:
    market, amount = market_of(periphery, side), times * AMOUNT[asset]
    path = periphery.path(kind, market.debt_asset)
    quote = quotes.mint_amount(market.token.address, periphery.asset(asset), path, amount)
    order = MintOrder(market.token, periphery.asset(asset), amount, path, holder)
    assert not works(periphery, order, quote.hint + quote.hint // 10**6 + 3, holder)
    paid, out = periphery.router.mint_amount(order.encoded(), quote.hint, sender=holder)
    assert out == quote.received
    # collateral beyond the last share may be left with the token's counted assets
    assert paid == pytest.approx(quote.paid, abs=1)
    assert quote.paid <= amount
    assert quote.paid == pytest.approx(amount, rel=10**-6)


def test_refuses_a_first_mint(periphery: Periphery, quotes: VyperContract) -> None:
    """Nothing is minted by amount before the first mint has set the proportions."""
    market = build_market(
        periphery.environment,
        periphery.factory,
        periphery.usdc,
        periphery.weth,
        PRICE,
        terms=Terms(exposure=2),
        fund=lambda asset, amount: None,
    )
    with reverts("quote: first mint by shares"):
        quotes.mint_amount(market.token.address, periphery.usdc.address, periphery.path("v3", periphery.usdc), USDC)


@pytest.mark.parametrize("asset", ["usdc", "weth"])
def test_nothing_for_nothing(periphery: Periphery, quotes: VyperContract, asset: str) -> None:
    path = periphery.path("v3", periphery.usdc)
    quote = quotes.mint_amount(periphery.bull.token.address, periphery.asset(asset), path, 0)
    assert (quote.hint, quote.sold, quote.bought, quote.shares, quote.paid, quote.received) == (0,) * 6
    assert (quote.price_impact, quote.cost) == (0, 0)
    assert not quote.in_kind.open


def test_a_hint_of_many_digits_in_a_shallow_pair_works_too(
    periphery: Periphery, quotes: VyperContract, holder: str
) -> None:
    """Of a debt of 18 decimals the steps along a bent curve run out before the last unit."""
    owner = periphery.environment.owner
    bull = build_market(
        periphery.environment,
        periphery.factory,
        periphery.dai,
        periphery.weth,
        PRICE,
        fund=lambda *_: None,
    )
    periphery.weth.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.mint(1_000 * WAD, owner, owner, b"", sender=owner)
    pair = in_process(periphery.uniswap.v2_pair(periphery.weth.address, periphery.dai.address))
    pair.transfer(pair.address, pair.balanceOf(owner) * 9_999 // 10_000, sender=owner)
    pair.burn(owner, sender=owner)  # 10 WETH stay
    order = MintOrder(bull.token, periphery.weth.address, 105 * WAD // 100, [periphery.hops["weth v2"]], holder)
    quote = quotes.mint_amount(bull.token.address, order.asset, order.path, order.amount)
    assert not works(periphery, order, quote.hint + quote.hint // 10**15, holder)
    assert works(periphery, order, quote.hint + 1, holder)  # not the largest
    _, out = periphery.router.mint_amount(order.encoded(), quote.hint, sender=holder)
    assert out == quote.received > 0
