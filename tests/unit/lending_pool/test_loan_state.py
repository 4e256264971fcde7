# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import YEAR, World


def test_of_a_stranger(world: World, attacker: str) -> None:
    assert tuple(world.pool.loan_state(attacker)) == (0, 0, 0, 0, 0, False)


def test_debt_limit_and_room(lent: World, token: str) -> None:
    own = lent.pool.loan_state(token)
    assert tuple(own) == (500 * lent.unit, 800 * lent.unit, 300 * lent.unit, 0, 0, False)


def test_borrowable_is_exact(lent: World, depositor: str, token: str) -> None:
    """Limit or free cash, whichever is less; a unit more is refused."""
    lent.wait(YEAR)
    maximum = lent.pool.loan_state(token).borrowable
    with reverts("borrow: limit"):
        lent.pool.borrow(maximum + 1, token, False, sender=token)
    lent.pool.withdraw(250 * lent.unit, depositor, depositor, sender=depositor)
    assert lent.pool.loan_state(token).borrowable == 250 * lent.unit
    lent.pool.borrow(250 * lent.unit, token, False, sender=token)
    assert lent.pool.loan_state(token).borrowable == 0


def test_borrowable_leaks_back_within_the_hour(slow: World, depositor: str, token: str) -> None:
    """A quarter of the limit an hour."""
    slow.deposit(depositor, 1000 * slow.unit)
    slow.give_limit(token, 800 * slow.unit)
    assert slow.pool.loan_state(token).borrowable == 200 * slow.unit
    slow.pool.borrow(200 * slow.unit, token, False, sender=token)
    assert slow.pool.loan_state(token).borrowable == 0
    slow.wait(1_800)
    assert slow.pool.loan_state(token).borrowable == 100 * slow.unit


def test_nothing_is_borrowable_under_a_pause(lent: World, token: str, guardian: str) -> None:
    lent.governance.pause_borrowing(sender=guardian)
    assert lent.pool.loan_state(token).borrowable == 0
    lent.wait(7 * 86_400)
    assert lent.pool.loan_state(token).borrowable > 0


def test_in_wind_down(winding: World, token: str) -> None:
    owed = winding.pool.debt_of(token)
    assert tuple(winding.pool.loan_state(token)) == (owed, 800 * winding.unit, 0, 0, 0, True)
    winding.pool.impair(77, sender=token)
    assert tuple(winding.pool.loan_state(token)) == (owed, 800 * winding.unit, 0, owed, 77, True)
