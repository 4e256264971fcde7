# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_books_what_was_sent(lent: World, token: str) -> None:
    assert lent.repay(token, 200 * lent.unit) == 300 * lent.unit
    assert lent.pool.cash() == 700 * lent.unit


def test_full_repayment_leaves_nothing(lent: World, token: str) -> None:
    lent.wait(12_345_678)
    assert lent.repay(token, lent.pool.debt_of(token)) == 0
    assert lent.pool.pool_state().debt == 0


def test_partial_repayment_never_forgives(lent: World, token: str) -> None:
    lent.wait(12_345_678)
    before = lent.pool.debt_of(token)
    assert lent.repay(token, 7) >= before - 7


def test_zero_only_accrues(lent: World, token: str) -> None:
    lent.wait(1000)
    utilization = lent.pool.pool_state().utilization
    assert lent.pool.repay(0, sender=token) == lent.pool.debt_of(token)
    assert lent.pool.pool_state().utilization == utilization


def test_refuses_above_the_debt(lent: World, token: str, attacker: str) -> None:
    with reverts("repay: above debt"):
        lent.pool.repay(500 * lent.unit + 1, sender=token)
    with reverts("repay: above debt"):
        lent.pool.repay(1, sender=attacker)


def test_refuses_what_was_not_sent(lent: World, token: str) -> None:
    with reverts("pool: not received"):
        lent.pool.repay(1, sender=token)


def test_attack_one_unit_as_deposit_and_repayment(lent: World, token: str, attacker: str) -> None:
    """A deposit made while a token waits for its repayment is the depositor's, not the token's."""
    lent.deposit(attacker, 100 * lent.unit)
    with reverts("pool: not received"):
        lent.pool.repay(100 * lent.unit, sender=token)


def test_recovery_above_the_carried_value_is_the_lenders_and_then_the_reserves(winding: World, token: str) -> None:
    """POOL-CASH-01: the reserve is first to lose and last to recover."""
    owed, reserve = winding.pool.debt_of(token), winding.pool.pool_state().reserve
    assert 0 < reserve < 50 * winding.unit
    winding.pool.impair(100 * winding.unit, sender=token)
    before = winding.pool.totalAssets()
    winding.repay(token, 100 * winding.unit)
    assert winding.pool.totalAssets() == before
    assert winding.pool.loan_state(token).carried == 0
    winding.repay(token, 50 * winding.unit)
    assert winding.pool.totalAssets() == before + 50 * winding.unit
    assert winding.repay(token, owed - 150 * winding.unit - reserve // 2) == reserve // 2
    sheet = winding.pool.pool_state()
    assert (sheet.reserve, sheet.covered) == (reserve - reserve // 2, reserve // 2)
    assert sheet.total_assets == before + owed - 100 * winding.unit - reserve


def test_attack_a_mark_that_swings_beside_a_loss_written_off(winding: World, token: str, holder: str) -> None:
    """POOL-SHARE-01: what the reserve paid for one loan is no claim on what comes back of another one."""
    winding.give_limit(holder, 100 * winding.unit)
    winding.pool.borrow(99 * winding.unit, holder, False, sender=holder)
    winding.pool.begin_wind_down(sender=holder)
    owed = winding.pool.debt_of(holder)
    winding.pool.impair(owed, sender=holder)
    winding.pool.write_off(sender=token)
    assets = winding.pool.totalAssets()
    for carried in (owed - 10 * winding.unit, owed):
        winding.pool.impair(carried, sender=holder)
    assert (winding.pool.totalAssets(), winding.pool.pool_state().reserve) == (assets, 0)


def test_the_event_separates_the_recovery(winding: World, token: str) -> None:
    winding.repay(token, winding.unit)
    winding.pool.impair(100 * winding.unit, sender=token)
    recoveries = [0]
    for amount in (70, 70, 70):
        winding.asset.mint(winding.pool.address, amount * winding.unit)
        winding.pool.repay(amount * winding.unit, sender=token)
        log = next(event for event in winding.pool.get_logs() if type(event).__name__ == "Repay")
        recoveries.append(log.recovery // winding.unit)
    assert recoveries == [0, 0, 40, 70]


def test_a_booked_loss_stops_to_its_last_unit(winding: World, depositor: str, token: str) -> None:
    """POOL-LOSS-01: and a gift of the last one ends it."""
    winding.pool.impair(winding.unit, sender=token)
    winding.repay(token, winding.pool.debt_of(token) - 1)
    assert winding.pool.pool_state().stops
    winding.repay(token, 1)
    winding.deposit(depositor, winding.unit)


def test_full_repayment_ends_the_wind_down(winding: World, token: str) -> None:
    winding.pool.impair(winding.unit, sender=token)
    assert winding.repay(token, winding.pool.debt_of(token)) == 0
    sheet = winding.pool.pool_state()
    assert (sheet.ending, sheet.nominal, sheet.carried, sheet.stops) == (0, 0, 0, False)
    assert not winding.pool.loan_state(token).winding
