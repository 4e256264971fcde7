# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import YEAR, World


def test_reserve_pays_first(winding: World, token: str) -> None:
    """POOL-SHARE-01: the share price falls by what the reserve does not cover, and by nothing else."""
    owed, assets, reserve = winding.pool.debt_of(token), winding.pool.totalAssets(), winding.pool.pool_state().reserve
    assert reserve > 0
    winding.pool.impair(owed - reserve, sender=token)
    assert winding.pool.totalAssets() == assets
    assert winding.pool.pool_state().reserve == 0
    winding.pool.impair(owed - reserve - winding.unit, sender=token)
    assert winding.pool.totalAssets() == assets - winding.unit


def test_marks_that_swing_cost_the_reserve_what_the_last_of_them_does(winding: World, token: str) -> None:
    """The reserve is first to lose and last to recover, whatever was marked in between."""
    owed, reserve = winding.pool.debt_of(token), winding.pool.pool_state().reserve
    assets = winding.pool.totalAssets()
    for carried in (0, owed, owed - reserve // 2, owed - 2 * reserve, owed - reserve, owed - reserve // 2):
        winding.pool.impair(carried, sender=token)
        loss = owed - carried
        sheet = winding.pool.pool_state()
        assert (sheet.reserve, sheet.covered) == (reserve - min(reserve, loss), min(reserve, loss))
        assert sheet.total_assets == assets - max(0, loss - reserve)
    winding.repay(token, owed)
    sheet = winding.pool.pool_state()
    assert (sheet.reserve, sheet.covered, sheet.total_assets) == (reserve, 0, assets)


def test_interest_stops_and_the_claim_stays(winding: World, token: str) -> None:
    owed = winding.pool.debt_of(token)
    winding.pool.impair(winding.unit, sender=token)
    winding.wait(10**7)
    assert winding.pool.debt_of(token) == owed
    sheet = winding.pool.pool_state()
    assert (sheet.debt, sheet.nominal, sheet.carried) == (0, owed, winding.unit)


def test_both_ways_up_to_the_nominal(winding: World, token: str) -> None:
    owed = winding.pool.debt_of(token)
    for carried in (100 * winding.unit, owed, 99 * winding.unit, 100 * winding.unit, 0, owed):
        with reverts("impair: above nominal"):
            winding.pool.impair(owed + 1, sender=token)
        winding.pool.impair(carried, sender=token)
        assert winding.pool.loan_state(token).carried == carried
    assert winding.pool.pool_state().stops, "a loss marked at the nominal is open as well"


def test_books_nothing_under_the_line(winding: World, depositor: str, token: str) -> None:
    """POOL-LOSS-01: a debt under 0.01% of the lenders' assets goes on earning and is not marked; it is written off."""
    pool = winding.pool
    owed = winding.repay(token, pool.debt_of(token) - winding.unit // 20)
    before = pool.pool_state()
    assert (before.ending, before.stops) == (owed, False)
    pool.impair(0, sender=token)
    assert pool.pool_state() == before
    pool.redeem(pool.balanceOf(depositor) * 3 // 4, depositor, depositor, sender=depositor)
    assert pool.pool_state().stops, "of the assets of the moment"
    winding.wait(YEAR)
    assert pool.debt_of(token) > owed
    pool.write_off(sender=token)
    assert (pool.debt_of(token), pool.pool_state().stops) == (0, False)


def test_attack_running_ahead_of_the_loss(winding: World, depositor: str, token: str) -> None:
    """Once impaired, who leaves first leaves at the price that bears the loss."""
    before = winding.pool.convertToAssets(10**6 * winding.unit)
    winding.pool.impair(0, sender=token)
    assert winding.pool.convertToAssets(10**6 * winding.unit) < before * 6 // 10
    after = winding.pool.convertToAssets(10**12 * winding.unit)
    shares = winding.pool.maxRedeem(depositor) // 2
    winding.pool.redeem(shares, depositor, depositor, sender=depositor)
    winding.pool.write_off(sender=token)
    assert winding.pool.convertToAssets(10**12 * winding.unit) >= after


def test_attack_lending_for_the_recovery(winding: World, token: str, holder: str) -> None:
    """What comes back above the carried value is for those who bore the loss: nobody joins them until it is settled."""
    winding.pool.impair(winding.unit, sender=token)
    winding.fund(holder, winding.unit)
    assert winding.pool.maxDeposit(holder) == winding.pool.maxMint(holder) == 0
    for enter in ("deposit", "mint"):
        with reverts("deposit: loss not settled"):
            getattr(winding.pool, enter)(winding.unit, holder, sender=holder)
    winding.pool.write_off(sender=token)
    assert winding.pool.maxDeposit(holder) > 0
    assert winding.pool.deposit(winding.unit, holder, sender=holder) > 0


def test_refuses_outside_wind_down(lent: World, token: str, attacker: str) -> None:
    for sender in (token, attacker):
        with reverts("borrower: not winding down"):
            lent.pool.impair(0, sender=sender)
