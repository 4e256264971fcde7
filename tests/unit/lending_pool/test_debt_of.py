# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import RAY, YEAR, World


def test_is_rounded_up(lent: World, token: str) -> None:
    lent.wait(12_345)
    index = lent.pool.pool_state().index
    assert lent.pool.debt_of(token) == -(-500 * lent.unit * 1000 * index // RAY)


def test_is_what_an_accrual_answers(lent: World, token: str) -> None:
    lent.wait(YEAR // 7)
    before = lent.pool.debt_of(token)
    assert lent.pool.accrue(sender=token) == before == lent.pool.debt_of(token)


def test_of_a_stranger(lent: World, attacker: str) -> None:
    assert lent.pool.debt_of(attacker) == 0


def test_the_total_is_never_less_than_its_parts(lent: World, token: str, holder: str) -> None:
    """POOL-DEBT-01, minus a unit each."""
    lent.give_limit(holder, 100 * lent.unit)
    lent.pool.borrow(77 * lent.unit + 7, holder, False, sender=holder)
    for _ in range(5):
        lent.wait(1_234_567)
        parts = lent.pool.debt_of(token) + lent.pool.debt_of(holder)
        assert lent.pool.pool_state().debt >= parts - 2


def test_impaired_debt_counts_as_owed(winding: World, token: str) -> None:
    owed = winding.pool.debt_of(token)
    winding.pool.impair(7, sender=token)
    assert winding.pool.debt_of(token) == owed
