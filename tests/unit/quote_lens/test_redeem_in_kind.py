# SPDX-License-Identifier: Apache-2.0
"""What the token's own redeem moves."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.engine import wait
from tests.support.market import WAD
from tests.support.periphery import USDC, Periphery
from tests.support.reverts import reverts

DEAD = "0x000000000000000000000000000000000000dEaD"


def test_equals_the_redemption(periphery: Periphery, quotes: VyperContract) -> None:
    owner = periphery.environment.owner
    for market in (periphery.bull, periphery.bear):
        market.debt_asset.approve(market.token.address, 2**256 - 1, sender=owner)
        quote = quotes.redeem_in_kind(market.token.address, 50 * WAD)
        assert market.token.redeem(50 * WAD, owner, owner, b"", sender=owner) == (quote.collateral, quote.debt)
        assert quote.open and quote.fee == 50 * WAD // 500


def test_g5_leaves_110(periphery: Periphery, quotes: VyperContract) -> None:
    """NAV 110 a share: 310 of ETH out for 200 of debt, less the fee of 0.2%."""
    periphery.bull.set_price(3_100)
    quote = quotes.redeem_in_kind(periphery.bull.token.address, WAD)
    assert quote.collateral * 3_100 // WAD == 309  # 310 less 0.62
    assert quote.collateral * 3_100 / WAD - quote.debt / USDC == pytest.approx(110 * 0.998, rel=10**-6)


def test_refuses_more_than_there_is(periphery: Periphery, quotes: VyperContract) -> None:
    with reverts("quote: not within the supply"):
        quotes.redeem_in_kind(periphery.bull.token.address, 2_000 * WAD + 1)


def test_no_fee_for_the_last_holder(periphery: Periphery, quotes: VyperContract) -> None:
    """Nobody is left whom it could go to, but the locked seed."""
    token = periphery.bull.token
    shares = token.totalSupply() - token.balanceOf(DEAD)
    assert quotes.redeem_in_kind(token.address, shares - WAD).fee == (shares - WAD) // 500
    assert quotes.redeem_in_kind(token.address, shares).fee == 0


def test_no_fee_from_a_sale_on(periphery: Periphery, quotes: VyperContract) -> None:
    bull = periphery.bull
    bull.set_price(1_900)
    bull.token.start_wind_down()
    assert quotes.redeem_in_kind(bull.token.address, WAD).fee != 0
    assert not quotes.mint_in_kind(bull.token.address, WAD).open
    wait(600)
    bull.set_price(1_900)
    bull.token.confirm_wind_down()
    assert quotes.redeem_in_kind(bull.token.address, WAD).fee == 0
