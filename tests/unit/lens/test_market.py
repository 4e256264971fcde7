# SPDX-License-Identifier: Apache-2.0
"""One market in one answer; the numbers are the seeds' (G1-G3, G6, G8), times a thousand."""

from dataclasses import replace
from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market, Terms, build_market
from tests.unit.lens.conftest import PRICE, USD, first_mint

LAST, RESCUE, STRICT = 0, 1, 2


def read(lens: VyperContract, market: Market, min_equity: int = 0) -> Any:
    return lens.market(market.token.address, min_equity)


def test_g8_starts_at_a_hundred_dollars(lens: VyperContract, bull: Market) -> None:
    market = read(lens, bull)
    assert market.ok and not market.is_bear
    assert (market.assets, market.sheet.debt, market.equity) == (300_000 * USD, 200_000 * USD, 100_000 * USD)
    assert (market.nav, market.equity_in_quote) == (100 * WAD, 100_000 * WAD)
    assert (market.ratio, market.exposure) == (3 * WAD, 3 * WAD)
    assert (market.price, market.price_source) == (bull.oracle_price(PRICE), STRICT)


def test_addresses(lens: VyperContract, bear: Market) -> None:
    market = read(lens, bear)
    assert market.token == bear.token.address
    assert market.pool == bear.pool.address
    assert market.collateral == bear.quote.address
    assert market.debt_asset == bear.underlying.address
    assert market.oracle == bear.oracle.address
    assert market.is_bear and market.quote_unit == market.dollar == USD
    assert market.sheet == bear.token.balance_sheet()
    assert market.rule == bear.token.rule()
    assert market.fees == bear.token.fees()


@pytest.mark.parametrize(
    ("price", "equity", "ratio"), [(120, 160_000, 225 * 10**16), (80, 40_000, 6 * WAD), (150, 250_000, 18 * 10**17)]
)
def test_g1_g2_g3_bull(lens: VyperContract, bull: Market, price: int, equity: int, ratio: int) -> None:
    bull.set_price(price)
    market = read(lens, bull)
    assert market.equity == equity * USD
    assert market.nav == equity * WAD // 1_000
    assert (market.ratio, market.exposure) == (ratio, ratio)
    assert market.gap_to_zero == -(WAD * WAD // ratio)


@pytest.mark.parametrize(("price", "nav"), [(101, 97), (99, 103)])
def test_g6_triple_bear(lens: VyperContract, bear: Market, price: int, nav: int) -> None:
    bear.set_price(price)
    assert read(lens, bear).nav == pytest.approx(nav * WAD, rel=10**-9)


def test_g6_double_bear(lens: VyperContract, double_bear: Market) -> None:
    start = read(lens, double_bear)
    assert start.assets == pytest.approx(3_000 * WAD, rel=10**-15)
    assert start.sheet.debt == 2_000 * WAD
    double_bear.set_price(101)
    assert read(lens, double_bear).nav == pytest.approx(98 * WAD, rel=10**-9)


def test_gaps_of_a_bear(lens: VyperContract, bear: Market) -> None:
    market = read(lens, bear)
    assert market.exposure == pytest.approx(-3 * WAD, abs=2)
    assert market.gap_to_zero == pytest.approx(WAD // 3, abs=2)
    assert market.gap_at_edge == pytest.approx(30 * 10**16, abs=2)
    assert market.gap_at_emergency == pytest.approx(25 * 10**16, abs=2)


def test_gaps_of_a_bull(lens: VyperContract, bull: Market) -> None:
    market = read(lens, bull)
    assert market.gap_at_edge == pytest.approx(-30 * 10**16, abs=2)
    assert market.gap_at_emergency == -25 * 10**16


def test_no_equity(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    market = read(lens, bull)
    assert market.equity == -20_000 * USD
    assert (market.nav, market.equity_in_quote, market.gap_to_zero) == (0, 0, 0)
    assert market.ratio == 10**24


def test_before_the_first_mint(lens: VyperContract, bull: Market) -> None:
    terms = replace(bull.terms, exposure=2)
    market = read(lens, build_market(bull.environment, bull.factory, bull.quote, bull.underlying, PRICE, terms=terms))
    assert market.ok
    assert (market.assets, market.equity, market.nav) == (0, 0, 0)


def test_interest(lens: VyperContract, bull: Market) -> None:
    """2% at no use, 10% at 80%: at 1% of use 2.1%, on twice the equity 4.2%."""
    terms = Terms(exposure=3, base_rate=2 * 10**16, rate_at_kink=10**17, rate_at_full=WAD)
    market = build_market(bull.environment, bull.factory, bull.quote, bull.underlying, PRICE, terms=terms)
    first_mint(market)
    answer = read(lens, market)
    assert answer.borrow_rate == pytest.approx(21 * 10**15, rel=10**-9)
    assert answer.interest_cost == pytest.approx(42 * 10**15, rel=10**-9)


def test_too_small(lens: VyperContract, bull: Market) -> None:
    assert not read(lens, bull, 100_000 * WAD).too_small
    assert read(lens, bull, 100_000 * WAD + 1).too_small


def test_says_which_price_it_used(lens: VyperContract, bull: Market) -> None:
    good = bull.oracle_price(PRICE)
    bull.oracle.set_answers(0, 0, bull.oracle_price(90))
    rescued = read(lens, bull)
    assert (rescued.price, rescued.price_source) == (bull.oracle_price(90), RESCUE)
    assert rescued.equity == 70_000 * USD
    bull.oracle.set_answers(0, 0, 0)
    stale = read(lens, bull)
    assert (stale.price, stale.price_source) == (good, LAST)
