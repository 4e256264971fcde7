# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import World


def test_counts_each_borrower_once(lent: World, token: str) -> None:
    lent.pool.begin_wind_down(sender=token)
    assert [event.borrower for event in lent.pool.get_logs() if type(event).__name__ == "WindDown"] == [token]
    lent.pool.begin_wind_down(sender=token)
    assert lent.pool.get_logs() == []
    assert lent.pool.pool_state().winding == 1
    assert lent.pool.loan_state(token).winding


def test_debt_goes_on_earning(winding: World, token: str) -> None:
    before = winding.pool.debt_of(token)
    winding.wait(10**6)
    assert winding.pool.debt_of(token) > before


def test_attack_blocking_the_reserve_without_debt(lent: World, attacker: str) -> None:
    """GOV-01: who owes nothing cannot keep the count up."""
    lent.pool.begin_wind_down(sender=attacker)
    assert lent.pool.pool_state().winding == 0
    assert not lent.pool.loan_state(attacker).winding
