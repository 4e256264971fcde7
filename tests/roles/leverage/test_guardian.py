# SPDX-License-Identifier: Apache-2.0
"""Role: Guardian, one per pool"""

from tests.roles.worlds import (
    ALL,
    CURATOR,
    DAY,
    DEPOSIT_CAP,
    DEPOSITED,
    GUARDIAN,
    LENT,
    LIMIT,
    NOBODY,
    SHARE,
    USD,
    Leveraged,
)
from tests.support.contracts import governance_of
from tests.support.engine import now, wait
from tests.support.reverts import reverts

WEEK = 7 * DAY


def test_lowers_a_limit_at_once(leveraged: Leveraged, guardian: str, curator: str, attacker: str) -> None:
    """Can: lower a limit at once.
    A pending increase is cancelled with it."""
    pool, token = leveraged.pool, leveraged.token.address
    governance_of(pool).submit(LIMIT, token, LENT * USD + 1, sender=curator)
    for stranger in (attacker, curator, leveraged.holder):
        with reverts("settings: not the guardian"):
            governance_of(pool).guard_limit(token, 0, sender=stranger)
    governance_of(pool).guard_limit(token, USD, sender=guardian)
    assert pool.loan_state(token).limit == USD
    wait(DAY)
    with reverts("accept: nothing pending"):
        governance_of(pool).accept(LIMIT, token)


def test_revokes_any_proposal(leveraged: Leveraged, guardian: str, curator: str, attacker: str) -> None:
    """Can: revoke any proposal."""
    pool = leveraged.pool
    for setting, target, amount in ((CURATOR, attacker, 0), (DEPOSIT_CAP, NOBODY, 2**94)):
        if setting == DEPOSIT_CAP:
            governance_of(pool).submit(setting, target, 0, sender=curator)
        governance_of(pool).submit(setting, target, amount, sender=curator)
        with reverts("revoke: no role"):
            governance_of(pool).revoke(setting, target, sender=attacker)
        governance_of(pool).revoke(setting, target, sender=guardian)
        wait(DAY)
        with reverts("accept: nothing pending"):
            governance_of(pool).accept(setting, target)


def test_pauses_new_borrowing(leveraged: Leveraged, guardian: str, curator: str) -> None:
    """Can: pause new borrowing for 7 days, then not for 14.
    Cannot: pause without end. (GOV-01)"""
    pool, holder = leveraged.pool, leveraged.holder
    with reverts("settings: not the guardian"):
        governance_of(pool).pause_borrowing(sender=curator)
    governance_of(pool).pause_borrowing(sender=guardian)
    assert pool.paused_until() == now() + WEEK
    with reverts("pool: borrowing paused"):
        leveraged.token.mint(SHARE, holder, holder, b"", sender=holder)
    with reverts("pause: too soon"):
        governance_of(pool).pause_borrowing(sender=guardian)
    wait(WEEK)
    leveraged.set_price(3_000)
    leveraged.token.mint(SHARE, holder, holder, b"", sender=holder)
    wait(2 * WEEK - 1)
    with reverts("pause: too soon"):
        governance_of(pool).pause_borrowing(sender=guardian)
    wait(1)
    governance_of(pool).pause_borrowing(sender=guardian)


def test_raises_nothing(leveraged: Leveraged, guardian: str, attacker: str) -> None:
    """Cannot: raise anything. (GOV-01)"""
    pool, token = leveraged.pool, leveraged.token.address
    for amount in (LENT * USD, LENT * USD + 1):
        with reverts("guard: not lower"):
            governance_of(pool).guard_limit(token, amount, sender=guardian)
    for setting, target, amount in (
        (LIMIT, token, LENT * USD + 1),
        (DEPOSIT_CAP, NOBODY, 0),
        (CURATOR, attacker, 0),
        (GUARDIAN, attacker, 0),
    ):
        with reverts("submit: not the curator"):
            governance_of(pool).submit(setting, target, amount, sender=guardian)


def test_stops_nobody_from_leaving(leveraged: Leveraged, guardian: str) -> None:
    """Cannot: stop redeem, repay, deposit or withdraw. (GOV-01)"""
    pool, token, holder, lender = leveraged.pool, leveraged.token, leveraged.holder, leveraged.depositor
    governance_of(pool).guard_limit(token.address, 0, sender=guardian)
    governance_of(pool).pause_borrowing(sender=guardian)
    pool.deposit(USD, lender, sender=lender)
    pool.withdraw(pool.maxWithdraw(lender), lender, lender, sender=lender)
    leveraged.set_price(2_600)
    _, repaid = token.deleverage(ALL, 0, holder, b"", sender=holder)
    assert repaid > 0
    owed = token.balance_sheet().debt
    token.redeem(token.balanceOf(holder), holder, holder, b"", sender=holder)
    assert 0 < token.balance_sheet().debt < owed // 100  # of the locked shares


def test_worst_case_no_leverage_is_added_for_as_long_as_it_likes(
    leveraged: Leveraged, guardian: str, curator: str, keeper: str
) -> None:
    """A hostile guardian cuts limits, vetoes all, its own replacement too. Holders drift below their target, may not
    mint, and leave whole; lenders withdraw all free cash. (GOV-01)"""
    pool, token, holder = leveraged.pool, leveraged.token, leveraged.holder
    governance_of(pool).guard_limit(token.address, 0, sender=guardian)
    for _ in range(3):
        governance_of(pool).submit(GUARDIAN, curator, 0, sender=curator)
        governance_of(pool).submit(LIMIT, token.address, LENT * USD, sender=curator)
        wait(DAY)
        governance_of(pool).revoke(GUARDIAN, curator, sender=guardian)
        governance_of(pool).revoke(LIMIT, token.address, sender=guardian)
    assert governance_of(pool).guardian() == guardian
    leveraged.set_price(3_600)
    with reverts("borrow: nothing to lend"):
        token.releverage(ALL, 0, keeper, b"", sender=keeper)
    with reverts("borrow: limit"):
        token.mint(SHARE, holder, holder, b"", sender=holder)
    worth = leveraged.equity() * token.balanceOf(holder) // token.totalSupply()
    collateral, debt = token.redeem(token.balanceOf(holder), holder, holder, b"", sender=holder)
    assert abs(collateral * 3_600 * USD // 10**18 - debt - worth) < 10
    free = pool.pool_state().free_cash
    assert free > (LENT + DEPOSITED) * USD * 99 // 100
    pool.withdraw(DEPOSITED * USD, leveraged.depositor, leveraged.depositor, sender=leveraged.depositor)
