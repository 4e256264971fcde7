# SPDX-License-Identifier: Apache-2.0
"""Role: Governance of a pool (a contract)"""

import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


@pytest.fixture
def ruled(curator: str, guardian: str, depositor: str, holder: str) -> World:
    """A pool whose governance does whatever it is told, in which a borrower owes half of what was lent."""
    ruled = World(curator, guardian, governance="MockGovernance")
    ruled.deposit(depositor, 1_000 * ruled.unit)
    ruled.factory.register(holder)
    ruled.dictate("set_limit", holder, 800 * ruled.unit)
    ruled.pool.borrow(500 * ruled.unit, holder, False, sender=holder)
    return ruled


def test_changes_settings(ruled: World, holder: str) -> None:
    """Can: change the settings of its pool, pay out its spare reserve and pause its new borrowing, ..."""
    ruled.dictate("set_deposit_cap", 2_000 * ruled.unit)
    assert ruled.pool.deposit_cap() == 2_000 * ruled.unit
    ruled.dictate("pause_borrowing")
    with reverts("pool: borrowing paused"):
        ruled.pool.borrow(1, holder, False, sender=holder)


def test_passes_no_bound(ruled: World, attacker: str, holder: str) -> None:
    """Cannot: pass the pool's own bounds."""
    for call in (("set_limit", attacker, 1), ("set_limit", holder, 2**95 + 1), ("set_deposit_cap", 2**95 + 1)):
        with reverts("settings: out of bounds"):
            ruled.dictate(*call)


def test_stops_nobody_who_leaves(ruled: World, depositor: str, holder: str) -> None:
    """Cannot: stop a withdrawal or a repayment. (GOV-01)
    With limit and cap at nothing and borrowing paused."""
    ruled.dictate("set_limit", holder, 0)
    ruled.dictate("set_deposit_cap", 0)
    ruled.dictate("pause_borrowing")
    ruled.asset.mint(ruled.pool.address, 100 * ruled.unit)
    ruled.pool.repay(100 * ruled.unit, sender=holder)
    before = ruled.asset.balanceOf(depositor)
    ruled.pool.withdraw(600 * ruled.unit, depositor, depositor, sender=depositor)
    assert ruled.asset.balanceOf(depositor) - before == 600 * ruled.unit


def test_worst_case_no_delay(ruled: World) -> None:
    """A hostile contract in its place takes 30% of the interest for the reserve at once, and no more than that."""
    with reverts("settings: out of bounds"):
        ruled.dictate("set_reserve_factor", 3 * 10**17 + 10**14)
    ruled.dictate("set_reserve_factor", 3 * 10**17)
    assert ruled.pool.reserve_factor() == 3 * 10**17
