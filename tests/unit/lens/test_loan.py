# SPDX-License-Identifier: Apache-2.0
"""One borrower: what covers its debt, and the move at which nothing does."""

from typing import Any

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market
from tests.unit.lens.conftest import USD
from tests.unit.lens.test_actions import MAXIMUM, act, confirmed_wind_down

NO_DEBT = 2**256 - 1


def read(lens: VyperContract, market: Market) -> Any:
    return lens.loan(market.pool.address, market.token.address)


def test_bull(lens: VyperContract, bull: Market) -> None:
    loan = read(lens, bull)
    assert loan.ok and not loan.winding
    assert (loan.assets, loan.debt, loan.counted) == (300_000 * USD, 200_000 * USD, 200_000 * USD)
    assert loan.coverage == 15 * 10**17
    assert loan.gap_to_bad_debt == -(WAD // 3)
    assert (loan.limit, loan.borrowable) == (20_000_000 * USD, 19_800_000 * USD)


def test_bear(lens: VyperContract, bear: Market) -> None:
    """$400 over $300 of ETH: it may rise by a third."""
    loan = read(lens, bear)
    assert loan.coverage == pytest.approx(4 * WAD // 3, abs=2)
    assert loan.gap_to_bad_debt == pytest.approx(WAD // 3, abs=2)


def test_short(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    loan = read(lens, bull)
    assert (loan.coverage, loan.gap_to_bad_debt) == (9 * 10**17, 0)


def test_impaired(lens: VyperContract, bull: Market) -> None:
    """Lenders count 95% of the $180,000 that the collateral is worth."""
    bull.set_price(60)
    bull.token.start_wind_down()
    bull.environment.wait(600)
    bull.set_price(60)
    bull.token.confirm_wind_down()
    bull.token.impair()
    loan = read(lens, bull)
    assert loan.winding
    assert (loan.debt, loan.counted, loan.borrowable) == (200_000 * USD, 171_000 * USD, 0)


def test_stranger_to_the_pool(lens: VyperContract, bull: Market, bear: Market) -> None:
    loan = lens.loan(bear.pool.address, bull.token.address)
    assert (loan.debt, loan.limit, loan.coverage) == (0, 0, NO_DEBT)


def test_dead_oracle(lens: VyperContract, bull: Market) -> None:
    bull.oracle.set_answers(0, 0, 0)
    loan = read(lens, bull)
    assert (loan.ok, loan.debt) == (False, 200_000 * USD)


def test_bear_that_owes_nothing(lens: VyperContract, bear: Market, filler: str) -> None:
    """An auction has paid all of the debt and left some equity."""
    confirmed_wind_down(bear, 131)
    act(bear, True, MAXIMUM, 0, filler)
    loan = read(lens, bear)
    assert loan.assets > loan.debt == 0
    assert (loan.coverage, loan.gap_to_bad_debt) == (NO_DEBT, 2**255 - 1)
    assert lens.pool(bear.pool.address, [bear.token.address]).fall_to_bad_debt == WAD
    assert lens.market(bear.token.address, 0).gap_to_zero == 2**255 - 1
