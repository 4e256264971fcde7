# SPDX-License-Identifier: Apache-2.0
"""What the token's own mint moves, and whether it would be accepted."""

import boa
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, build_market
from tests.support.periphery import PRICE, USDC, Periphery
from tests.support.reverts import reverts


def test_equals_the_mint(periphery: Periphery, quotes: VyperContract) -> None:
    owner = periphery.environment.owner
    for market in (periphery.bull, periphery.bear):
        quote = quotes.mint_in_kind(market.token.address, 50 * WAD)
        moved = market.token.mint(50 * WAD, owner, owner, b"", sender=owner)
        assert moved == (quote.collateral, quote.debt, quote.received)
        assert quote.open and quote.fee == 50 * WAD // 1_000


def test_g4_pays_120(periphery: Periphery, quotes: VyperContract) -> None:
    """NAV 120 a share: 320 of ETH bought, 200 of it lent."""
    periphery.bull.set_price(PRICE * 16 // 15)
    quote = quotes.mint_in_kind(periphery.bull.token.address, WAD)
    assert (quote.collateral * PRICE * 16 // 15, quote.debt) == (320 * WAD, 200 * USDC)


def test_first_mint(periphery: Periphery, quotes: VyperContract) -> None:
    for is_bear in (False, True):
        market = build_market(
            periphery.environment,
            periphery.factory,
            periphery.usdc,
            periphery.weth,
            PRICE,
            is_bear,
            fund=lambda asset, amount: None,
        )
        owner = periphery.environment.owner
        market.collateral.approve(market.token.address, 2**256 - 1, sender=owner)
        quote = quotes.mint_in_kind(market.token.address, WAD)
        assert quote.received == WAD - WAD // 10  # the locked seed
        assert not quotes.mint_in_kind(market.token.address, WAD // 10).open
        assert market.token.mint(WAD, owner, owner, b"", sender=owner) == (
            quote.collateral,
            quote.debt,
            quote.received,
        )


def test_not_open(periphery: Periphery, quotes: VyperContract) -> None:
    market = periphery.bull
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


def test_without_equity(periphery: Periphery, quotes: VyperContract) -> None:
    periphery.bull.set_price(1_900)
    assert not quotes.mint_in_kind(periphery.bull.token.address, WAD).open


def test_fills_the_seed_up_again(periphery: Periphery, quotes: VyperContract) -> None:
    """At $2,010 a share is worth about a dollar, and the locked tenth of one ten cents."""
    periphery.bull.set_price(2_010)
    quote = quotes.mint_in_kind(periphery.bull.token.address, 50 * WAD)
    assert 0 < quote.received < 50 * WAD - quote.fee - 5 * WAD


def test_a_first_mint_needs_a_price_and_20_dollars(periphery: Periphery, quotes: VyperContract) -> None:
    market = build_market(
        periphery.environment,
        periphery.factory,
        periphery.usdc,
        periphery.weth,
        PRICE,
        fund=lambda asset, amount: None,
    )
    assert not quotes.mint_in_kind(market.token.address, WAD * 19 // 100).open
    assert quotes.mint_in_kind(market.token.address, WAD // 5).open
    market.oracle.set_answers(0, 0, 0)
    with reverts("quote: no price"):
        quotes.mint_in_kind(market.token.address, WAD)
