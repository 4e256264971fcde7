# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import BORROW_LIMIT, World


def test_lowers_at_once_and_cancels(lent: World, curator: str, guardian: str, token: str) -> None:
    lent.governance.submit(BORROW_LIMIT, token, 900 * lent.unit, sender=curator)
    lent.governance.guard_limit(token, 0, sender=guardian)
    assert lent.pool.loan_state(token).limit == 0
    assert lent.governance.pending(BORROW_LIMIT, token) == (0, 0)


def test_a_limit_below_the_debt_still_takes_repayments(lent: World, guardian: str, token: str) -> None:
    """LEV-EXIT-01: also at a limit of zero, where there is no allowance to refill."""
    lent.governance.guard_limit(token, 0, sender=guardian)
    assert lent.repay(token, 100 * lent.unit) == lent.pool.debt_of(token)


def test_never_raises(lent: World, guardian: str, token: str) -> None:
    with reverts("guard: not lower"):
        lent.governance.guard_limit(token, 800 * lent.unit, sender=guardian)


def test_only_the_guardian(lent: World, curator: str, token: str) -> None:
    with reverts("settings: not the guardian"):
        lent.governance.guard_limit(token, 0, sender=curator)
