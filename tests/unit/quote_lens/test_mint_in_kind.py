# SPDX-License-Identifier: Apache-2.0
"""What the token's own mint moves, and whether it would be accepted."""

import boa
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.desk import PRICE, USDC, Desk
from tests.support.market import WAD, build_market
from tests.support.refusal import refuses


def test_equals_the_mint(desk: Desk, quotes: VyperContract) -> None:
    owner = desk.stage.owner
    for market in (desk.bull, desk.bear):
        quote = quotes.mint_in_kind(market.token.address, 50 * WAD)
        moved = market.token.mint(50 * WAD, owner, owner, b"", sender=owner)
        assert moved == (quote.collateral, quote.debt, quote.received)
        assert quote.open and quote.fee == 50 * WAD // 1_000


def test_g4_pays_120(desk: Desk, quotes: VyperContract) -> None:
    """NAV 120 a share: 320 of ETH bought, 200 of it lent."""
    desk.bull.set_price(PRICE * 16 // 15)
    quote = quotes.mint_in_kind(desk.bull.token.address, WAD)
    assert (quote.collateral * PRICE * 16 // 15, quote.debt) == (320 * WAD, 200 * USDC)


def test_first_mint(desk: Desk, quotes: VyperContract) -> None:
    for is_bear in (False, True):
        market = build_market(
            desk.stage, desk.factory, desk.usdc, desk.weth, PRICE, is_bear, fund=lambda asset, amount: None
        )
        owner = desk.stage.owner
        market.collateral.approve(market.token.address, 2**256 - 1, sender=owner)
        quote = quotes.mint_in_kind(market.token.address, WAD)
        assert quote.received == WAD - WAD // 10  # the locked seed
        assert not quotes.mint_in_kind(market.token.address, WAD // 10).open
        assert market.token.mint(WAD, owner, owner, b"", sender=owner) == (
            quote.collateral,
            quote.debt,
            quote.received,
        )


def test_not_open(desk: Desk, quotes: VyperContract) -> None:
    market = desk.bull
    owner = market.stage.owner

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
        market.pool.pause_borrowing(sender=owner)
        assert not is_open()


def test_without_equity(desk: Desk, quotes: VyperContract) -> None:
    desk.bull.set_price(1_900)
    assert not quotes.mint_in_kind(desk.bull.token.address, WAD).open


def test_fills_the_seed_up_again(desk: Desk, quotes: VyperContract) -> None:
    """At $2,010 a share is worth about a dollar, and the locked tenth of one ten cents."""
    desk.bull.set_price(2_010)
    quote = quotes.mint_in_kind(desk.bull.token.address, 50 * WAD)
    assert 0 < quote.received < 50 * WAD - quote.fee - 5 * WAD


def test_a_first_mint_needs_a_price_and_20_dollars(desk: Desk, quotes: VyperContract) -> None:
    market = build_market(desk.stage, desk.factory, desk.usdc, desk.weth, PRICE, fund=lambda asset, amount: None)
    assert not quotes.mint_in_kind(market.token.address, WAD * 19 // 100).open
    assert quotes.mint_in_kind(market.token.address, WAD // 5).open
    market.oracle.set_answers(0, 0, 0)
    with refuses("quote: no price"):
        quotes.mint_in_kind(market.token.address, WAD)
