# SPDX-License-Identifier: Apache-2.0
"""A hint for contracts: the router takes it, and none that is a thousandth larger."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import build_market
from tests.support.periphery import PRICE, USDC, MintOrder, Periphery
from tests.support.reverts import reverts
from tests.unit.quote_lens.test_mint_amount import AMOUNT, works
from tests.unit.quote_lens.test_mint_shares import market_of


@pytest.mark.parametrize("thousandths", [1, 1_000, 50_000])
@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("asset", ["usdc", "weth"])
@pytest.mark.parametrize("kind", ["v3", "v2", "v3-v2"])
def test_is_taken_and_hardly_a_larger_one_is(
    periphery: Periphery, quotes: VyperContract, holder: str, side: str, asset: str, kind: str, thousandths: int
) -> None:
    market, amount = market_of(periphery, side), AMOUNT[asset] * thousandths // 1_000
    path = periphery.path(kind, market.debt_asset)
    hint = quotes.mint_hint(market.token.address, periphery.asset(asset), path, amount)
    order = MintOrder(market.token, periphery.asset(asset), amount, path, holder)
    assert works(periphery, order, hint, holder)
    assert not works(periphery, order, hint + hint // 1_000 + 3, holder)


def test_refuses_a_first_mint(periphery: Periphery, quotes: VyperContract) -> None:
    market = build_market(
        periphery.environment, periphery.factory, periphery.usdc, periphery.weth, PRICE, fund=lambda *_: None
    )
    with reverts("quote: first mint by shares"):
        quotes.mint_hint(market.token.address, periphery.usdc.address, periphery.path("v3", periphery.usdc), USDC)


def test_refuses_a_foreign_asset(periphery: Periphery, quotes: VyperContract) -> None:
    path = periphery.path("v3", periphery.usdc)
    with reverts("quote: foreign asset"):
        quotes.mint_hint(periphery.bull.token.address, periphery.dai.address, path, USDC)
