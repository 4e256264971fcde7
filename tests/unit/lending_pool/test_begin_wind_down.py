# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_counts_each_borrower_once(lent: World, token: str) -> None:
    lent.pool.begin_wind_down(sender=token)
    assert [event.borrower for event in lent.pool.get_logs() if type(event).__name__ == "WindDown"] == [token]
    lent.pool.begin_wind_down(sender=token)
    assert lent.pool.get_logs() == []
    assert lent.pool.pool_state().ending == lent.pool.debt_of(token)
    assert lent.pool.loan_state(token).winding


def test_debt_goes_on_earning(winding: World, token: str) -> None:
    before = winding.pool.debt_of(token)
    winding.wait(10**6)
    assert winding.pool.debt_of(token) > before
    assert winding.pool.pool_state().ending == winding.pool.debt_of(token)


def test_attack_blocking_the_pool_without_debt(lent: World, attacker: str) -> None:
    """GOV-01: who owes nothing stops nobody."""
    lent.pool.begin_wind_down(sender=attacker)
    assert (lent.pool.pool_state().ending, lent.pool.pool_state().stops) == (0, False)
    assert not lent.pool.loan_state(attacker).winding


def test_nobody_enters_or_queues(winding: World, depositor: str, holder: str) -> None:
    """POOL-LOSS-01: from the start, not from the booking. A lender may still leave."""
    pool = winding.pool
    winding.fund(holder, winding.unit)
    assert pool.pool_state().stops
    assert pool.maxDeposit(holder) == pool.maxMint(holder) == 0
    for enter in ("deposit", "mint"):
        with reverts("deposit: loss not settled"):
            getattr(pool, enter)(winding.unit, holder, sender=holder)
    with reverts("queue: loss not settled"):
        pool.enqueue(pool.balanceOf(depositor), sender=depositor)
    pool.withdraw(pool.maxWithdraw(depositor), depositor, depositor, sender=depositor)


@pytest.mark.parametrize(("debts", "stops"), [((99_999,), False), ((100_000,), True), ((60_000, 60_000), True)])
def test_debts_under_the_line_stop_nothing(
    world: World, depositor: str, token: str, holder: str, debts: tuple[int, ...], stops: bool
) -> None:
    """POOL-LOSS-01: 0.01% of the lenders' assets, all debts together; a deposit is judged by what was there before."""
    world.deposit(depositor, 10**9)
    for account, debt in zip((token, holder), debts, strict=False):
        world.give_limit(account, 2 * debt)
        world.pool.borrow(debt, account, False, sender=account)
        world.pool.begin_wind_down(sender=account)
    assert world.pool.pool_state().stops == stops
    world.fund(depositor, 10**12)
    if stops:
        with reverts("deposit: loss not settled"):
            world.pool.deposit(10**12, depositor, sender=depositor)
    else:
        world.pool.deposit(10**12, depositor, sender=depositor)
