# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_the_debt_is_one_like_others_again(winding: World, depositor: str, token: str) -> None:
    owed = winding.pool.debt_of(token)
    winding.pool.end_wind_down(sender=token)
    assert [event.borrower for event in winding.pool.get_logs() if type(event).__name__ == "WindDownEnd"] == [token]
    sheet = winding.pool.pool_state()
    assert (sheet.ending, sheet.stops, sheet.debt) == (0, False, owed)
    assert not winding.pool.loan_state(token).winding
    winding.deposit(depositor, winding.unit)
    winding.pool.borrow(winding.unit, token, False, sender=token)
    with reverts("borrower: not winding down"):
        winding.pool.impair(0, sender=token)


def test_does_nothing_outside_a_wind_down(lent: World, token: str, attacker: str) -> None:
    before = lent.pool.pool_state()
    for account in (token, attacker):
        lent.pool.end_wind_down(sender=account)
        assert lent.pool.get_logs() == []
    assert lent.pool.pool_state() == before


def test_takes_no_booked_loss_back(winding: World, token: str) -> None:
    winding.pool.impair(winding.pool.debt_of(token), sender=token)
    with reverts("borrower: loss booked"):
        winding.pool.end_wind_down(sender=token)


def test_leaves_what_others_owe(winding: World, token: str, holder: str) -> None:
    winding.give_limit(holder, 100 * winding.unit)
    winding.pool.borrow(99 * winding.unit, holder, False, sender=holder)
    winding.pool.begin_wind_down(sender=holder)
    winding.pool.end_wind_down(sender=token)
    assert winding.pool.pool_state().ending == winding.pool.debt_of(holder)
    assert winding.pool.pool_state().stops
