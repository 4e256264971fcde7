# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import BORROW_LIMIT, World


def test_the_loss_is_what_was_still_counted(winding: World, token: str) -> None:
    winding.pool.impair(100 * winding.unit, sender=token)
    before = winding.pool.totalAssets()
    winding.pool.write_off(sender=token)
    assert winding.pool.totalAssets() == before - 100 * winding.unit
    sheet = winding.pool.pool_state()
    assert (sheet.debt, sheet.nominal, sheet.carried, sheet.ending, sheet.covered) == (0, 0, 0, 0, 0)


def test_without_impairment_the_whole_debt_is_lost(winding: World, token: str) -> None:
    """POOL-SHARE-01: reserve first."""
    owed, assets, reserve = winding.pool.debt_of(token), winding.pool.totalAssets(), winding.pool.pool_state().reserve
    winding.pool.write_off(sender=token)
    assert winding.pool.totalAssets() == assets - (owed - reserve) == winding.pool.cash()
    assert winding.pool.debt_of(token) == 0


def test_the_limit_is_gone_and_so_is_a_pending_one(winding: World, token: str, curator: str) -> None:
    winding.governance.submit(BORROW_LIMIT, token, 900 * winding.unit, sender=curator)
    winding.pool.write_off(sender=token)
    assert winding.pool.loan_state(token).limit == 0
    with reverts("accept: nothing pending"):
        winding.governance.accept(BORROW_LIMIT, token)


def test_refuses_outside_wind_down(lent: World, token: str, attacker: str) -> None:
    for sender in (token, attacker):
        with reverts("borrower: not winding down"):
            lent.pool.write_off(sender=sender)


def test_others_keep_winding(winding: World, token: str, holder: str, depositor: str) -> None:
    winding.give_limit(holder, 100 * winding.unit)
    winding.pool.borrow(99 * winding.unit, holder, False, sender=holder)
    winding.pool.begin_wind_down(sender=holder)
    winding.pool.write_off(sender=token)
    assert winding.pool.pool_state().ending == winding.pool.debt_of(holder)
    assert winding.pool.loan_state(holder).winding


def test_what_the_reserve_paid_for_a_final_loss_does_not_return(winding: World, token: str, holder: str) -> None:
    """Of two losses one is written off; the other, marked up again, returns only what was paid for it."""
    winding.give_limit(holder, 100 * winding.unit)
    winding.pool.borrow(99 * winding.unit, holder, False, sender=holder)
    winding.pool.begin_wind_down(sender=holder)
    owed = winding.pool.debt_of(holder)
    reserve = winding.pool.pool_state().reserve
    winding.pool.impair(owed - reserve // 4, sender=holder)
    winding.pool.write_off(sender=token)
    sheet = winding.pool.pool_state()
    assert (sheet.reserve, sheet.covered) == (0, reserve // 4)
    winding.pool.impair(owed, sender=holder)
    assert winding.pool.pool_state().reserve == reserve // 4
