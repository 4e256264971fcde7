# SPDX-License-Identifier: Apache-2.0
"""Role: Token (a contract)"""

import pytest

from tests.roles.worlds import HOUR, HOURLY_PART, LENT, SHARE, USD, Leveraged
from tests.support.engine import wait
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import Terms, World


@pytest.fixture
def lending(curator: str, guardian: str, depositor: str) -> World:
    """A pool whose factory vouches for plain accounts, because a contract can send nothing by itself here."""
    lending = World(curator, guardian, Terms(hourly_part=HOURLY_PART))
    lending.deposit(depositor, LENT * USD)
    return lending


@pytest.fixture
def token(lending: World, holder: str) -> str:
    """A token that owes $100,000 of its limit of $400,000."""
    lending.give_limit(holder, 400_000 * USD)
    lending.pool.borrow(100_000 * USD, holder, False, sender=holder)
    wait(HOUR)
    return holder


def test_borrows_within_its_limit(lending: World, token: str) -> None:
    """Can: borrow within its limit.
    And within the hour's part of it."""
    pool = lending.pool
    for _ in range(3):
        with reverts("borrow: hourly allowance"):
            pool.borrow(100_000 * USD + 1, token, False, sender=token)
        pool.borrow(99_990 * USD, token, False, sender=token)
        wait(HOUR)
    with reverts("borrow: limit"):
        pool.borrow(31 * USD, token, False, sender=token)


def test_repays(lending: World, token: str) -> None:
    """Can: repay."""
    debt = lending.pool.debt_of(token)
    lending.asset.mint(lending.pool.address, USD)
    assert lending.pool.repay(USD, sender=token) == debt - USD


def test_ends_its_own_debt(lending: World, token: str) -> None:
    """Can: wind down, impair and write off its own debt.
    Only in that order."""
    pool = lending.pool
    for call in (lambda: pool.impair(0, sender=token), lambda: pool.write_off(sender=token)):
        with reverts("borrower: not winding down"):
            call()
    pool.begin_wind_down(sender=token)
    pool.impair(0, sender=token)
    pool.write_off(sender=token)
    assert pool.debt_of(token) == pool.loan_state(token).limit == 0


def test_acts_on_no_other_borrower(lending: World, token: str, attacker: str) -> None:
    """Cannot: act on another borrower. (GOV-01)
    A second token, however it winds down, leaves the first one's debt, limit and state alone."""
    pool = lending.pool
    lending.give_limit(attacker, 400_000 * USD)
    pool.borrow(1_000 * USD, attacker, False, sender=attacker)
    before = pool.loan_state(token)
    with reverts("repay: above debt"):
        pool.repay(1_001 * USD, sender=attacker)
    pool.begin_wind_down(sender=attacker)
    with reverts("impair: above nominal"):
        pool.impair(1_001 * USD, sender=attacker)
    pool.impair(0, sender=attacker)
    pool.write_off(sender=attacker)
    assert pool.loan_state(token) == before and before.debt > 100_000 * USD


def test_worst_case_of_its_code_is_its_oracle(leveraged: Leveraged, attacker: str) -> None:
    """Its code is fixed. What a lying oracle can make it do is lend against too little: at most the hour's part; and
    what other holders are owed stays."""
    leveraged.supply(attacker)
    holder, token = leveraged.holder, leveraged.token
    claim = token.preview_redeem(token.balanceOf(holder))
    leveraged.set_price(30_000)  # ten times the truth
    with reverts("borrow: hourly allowance"):
        token.mint(1_500 * SHARE, attacker, attacker, b"", sender=attacker)
    before = leveraged.usdc.balanceOf(attacker)
    token.mint(1_000 * SHARE, attacker, attacker, b"", sender=attacker)
    assert leveraged.usdc.balanceOf(attacker) - before <= LENT * USD // 4
    assert token.preview_redeem(token.balanceOf(holder)) == pytest.approx(claim, abs=1)
