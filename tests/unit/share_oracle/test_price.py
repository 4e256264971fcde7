# SPDX-License-Identifier: Apache-2.0
"""The price in every state of a market: what `redeem` pays, at least 1, or a refusal."""

from typing import Any

import boa
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.share_oracle.conftest import PRICE, REDEEM_FEE, WAD, Market, share_oracle

E36 = 10**36
USD = 10**6
ETHER = 10**18
SHARES = 100 * WAD
HOUR = 3_600


def sheet(market: Market) -> Any:
    return market.token.balance_sheet()


def redeemed(market: Market, shares: int, price: int, in_collateral: bool) -> float:
    """What redeeming `shares` leaves, at `price`, in whole units of the loan asset's smallest."""
    with boa.env.anchor():
        owner = market.environment.owner
        market.debt_asset.mint(owner, 10**30)
        market.debt_asset.approve(market.token.address, 2**256 - 1, sender=owner)
        collateral, debt = market.token.redeem(shares, owner, owner, b"", sender=owner)
    at = market.oracle_price(price)
    equity = collateral * at / E36 - debt
    return equity * E36 / at if in_collateral else equity


@pytest.mark.parametrize("in_collateral", [False, True])
@pytest.mark.parametrize("side", ["bull", "bear"])
@pytest.mark.parametrize("price", [1_700, 2_000, 2_300])
def test_is_what_redeem_pays(bull: Market, bear: Market, side: str, in_collateral: bool, price: int) -> None:
    market = bull if side == "bull" else bear
    boa.env.time_travel(seconds=90 * 86_400)  # interest, and a management fee that no share shows yet
    market.set_price(price)
    quoted = share_oracle(market, in_collateral).price() * SHARES / E36
    assert quoted == pytest.approx(redeemed(market, SHARES, price, in_collateral), rel=2e-6)
    assert quoted <= redeemed(market, SHARES, price, in_collateral) * (1 + 1e-9)


@pytest.mark.parametrize("step", [5, 10, 15, 20])
def test_falls_by_the_leverage_times_the_step(bull: Market, step: int) -> None:
    """As docs/guides/integrators.md says, for a bull on its target."""
    oracle = share_oracle(bull, in_collateral=False)
    before = oracle.price()
    bull.set_price(PRICE * (100 - step) // 100)
    assert oracle.price() / before == pytest.approx(1 - 3 * step / 100, rel=1e-9)


def test_a_first_share_has_a_price_and_none_has_none(bed: Any, bull: Market) -> None:
    oracle = share_oracle(bull, in_collateral=False)
    assert oracle.price() * SHARES // E36 == 10_000 * USD * (WAD - REDEEM_FEE) // WAD
    owner = bull.environment.owner
    assert sheet(bull).supply == bull.token.balanceOf(owner) + bull.token.balanceOf("0x" + "00" * 18 + "dead")


@pytest.mark.parametrize("price", [1_360, 1_300])
def test_no_price_where_one_bad_round_would_say_nothing(bull: Market, price: int) -> None:
    """R 51, and E < 0: refused before anybody has started a wind-down, and while it is not confirmed."""
    oracle = share_oracle(bull, in_collateral=False)
    bull.set_price(price)
    with reverts("share: no price"):
        oracle.price()
    bull.token.start_wind_down(sender=bull.environment.owner)
    with reverts("share: no price"):
        oracle.price()
    bull.set_price(PRICE)
    with reverts("share: no price"):
        oracle.price()  # started is started, until a call takes it back
    bull.token.confirm_wind_down(sender=bull.environment.owner)
    assert oracle.price() > 0


def in_sale(market: Market, price: int) -> None:
    market.set_price(price)
    market.token.start_wind_down(sender=market.environment.owner)
    boa.env.time_travel(seconds=600)
    market.set_price(price)
    market.token.confirm_wind_down(sender=market.environment.owner)


@pytest.mark.parametrize("in_collateral", [False, True])
def test_a_sale_has_one_without_a_fee_at_least_one(bull: Market, in_collateral: bool) -> None:
    oracle = share_oracle(bull, in_collateral)
    in_sale(bull, 1_300)
    assert oracle.price() == (E36 // bull.oracle_price(1_300) if in_collateral else 1)
    bull.set_price(1_500)
    now = sheet(bull)
    equity = now.collateral * bull.oracle_price(1_500) // E36 - now.debt
    worth = equity * E36 // now.supply
    assert oracle.price() == (worth * E36 // bull.oracle_price(1_500) if in_collateral else worth)


def test_a_closed_market_has_one_while_there_is_a_price(bull: Market) -> None:
    oracle, owner = share_oracle(bull, in_collateral=False), bull.environment.owner
    in_sale(bull, 1_360)
    bull.set_price(1_500)
    bull.debt_asset.mint(owner, 10**15)
    bull.debt_asset.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.deleverage(2**100, 0, owner, b"", sender=owner)
    now = sheet(bull)
    assert (now.debt, now.state) == (0, 4) and now.collateral > 0
    assert oracle.price() == now.collateral * bull.oracle_price(1_500) // E36 * E36 // now.supply
    bull.oracle.set_answers(0, 0, bull.oracle_price(1_500))
    with reverts(BARE):
        oracle.price()


def test_a_dead_sale_has_none(bull: Market) -> None:
    oracle, keeper = share_oracle(bull, in_collateral=False), bull.environment.owner
    bull.oracle.set_answers(0, 0, 0)
    boa.env.time_travel(seconds=1)
    bull.token.report_oracle(sender=keeper)
    for wait in (2 * HOUR, 7 * 24 * HOUR):
        boa.env.time_travel(seconds=wait)
        bull.token.report_oracle(sender=keeper)
    assert sheet(bull).state == 3
    bull.set_price(PRICE)
    with reverts("share: no price"):
        oracle.price()


def test_only_the_strict_price_counts(bull: Market) -> None:
    oracle = share_oracle(bull, in_collateral=False)
    bull.oracle.set_answers(0, bull.oracle_price(PRICE), bull.oracle_price(PRICE))
    with reverts(BARE):
        oracle.price()


def test_a_price_that_no_word_holds_is_none(bull: Market) -> None:
    oracle = share_oracle(bull, in_collateral=False)
    bull.oracle.set_answers(2**160, 0, 0)
    with reverts("share: no price"):
        oracle.price()
