# SPDX-License-Identifier: Apache-2.0
"""What the token's own mint moves, and whether it would be accepted."""

import boa
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.delayed_orders import PRICE, USDC, DelayedOrders
from tests.support.market import WAD, build_market
from tests.support.reverts import reverts


def test_equals_the_mint(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    owner = delayed_orders.environment.owner
    for market in (delayed_orders.bull, delayed_orders.bear):
        quote = quotes.mint_in_kind(market.token.address, 50 * WAD)
        moved = market.token.mint(50 * WAD, owner, owner, b"", sender=owner)
        assert moved == (quote.collateral, quote.debt, quote.received)
        assert quote.open and quote.fee == 50 * WAD // 1_000


def test_g4_pays_120(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    """NAV 120 a share: 320 of ETH bought, 200 of it lent."""
    delayed_orders.bull.set_price(PRICE * 16 // 15)
    quote = quotes.mint_in_kind(delayed_orders.bull.token.address, WAD)
    assert (quote.collateral * PRICE * 16 // 15, quote.debt) == (320 * WAD, 200 * USDC)


def test_first_mint(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    for is_bear in (False, True):
        market = build_market(
            delayed_orders.environment,
            delayed_orders.factory,
            delayed_orders.usdc,
            delayed_orders.weth,
            PRICE,
            is_bear,
            fund=lambda asset, amount: None,
        )
        owner = delayed_orders.environment.owner
        market.collateral.approve(market.token.address, 2**256 - 1, sender=owner)
        quote = quotes.mint_in_kind(market.token.address, WAD)
        assert quote.received == WAD - WAD // 10  # the locked seed
        assert not quotes.mint_in_kind(market.token.address, WAD // 10).open
        assert market.token.mint(WAD, owner, owner, b"", sender=owner) == (
            quote.collateral,
            quote.debt,
            quote.received,
        )


def test_not_open(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    market = delayed_orders.bull
    owner = market.environment.owner

    def is_open() -> bool:
        return bool(quotes.mint_in_kind(market.token.address, WAD).open)

    assert is_open()
    with boa.env.anchor():
        market.oracle.set_answers(0, 0, market.oracle_price(PRICE))
        assert not is_open()
    with boa.env.anchor():
        market.set_price(PRICE * 8 // 9 - 10)  # beyond the emergency ratio of 4
        assert not is_open()
    with boa.env.anchor():
        market.governance.pause_borrowing(sender=owner)
        assert not is_open()


def test_without_equity(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    delayed_orders.bull.set_price(1_900)
    assert not quotes.mint_in_kind(delayed_orders.bull.token.address, WAD).open


def test_fills_the_seed_up_again(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    """At $2,010 a share is worth about a dollar, and the locked tenth of one ten cents."""
    delayed_orders.bull.set_price(2_010)
    quote = quotes.mint_in_kind(delayed_orders.bull.token.address, 50 * WAD)
    assert 0 < quote.received < 50 * WAD - quote.fee - 5 * WAD


def test_a_first_mint_needs_a_price_and_20_dollars(delayed_orders: DelayedOrders, quotes: VyperContract) -> None:
    market = build_market(
        delayed_orders.environment,
        delayed_orders.factory,
        delayed_orders.usdc,
        delayed_orders.weth,
        PRICE,
        fund=lambda asset, amount: None,
    )
    assert not quotes.mint_in_kind(market.token.address, WAD * 19 // 100).open
    assert quotes.mint_in_kind(market.token.address, WAD // 5).open
    market.oracle.set_answers(0, 0, 0)
    with reverts("quote: no price"):
        quotes.mint_in_kind(market.token.address, WAD)
