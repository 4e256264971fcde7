# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import RAY, WAD, YEAR, World


def test_of_an_empty_pool(world: World) -> None:
    sheet = world.pool.pool_state()
    assert sheet.index == RAY // 1000
    assert [value for value in sheet if value] == [RAY // 1000]


def test_of_a_lent_pool(lent: World) -> None:
    """A half lent; the kinked rate at half is 5/9 of a tenth a year."""
    s = lent.pool.pool_state()
    assert (s.cash, s.debt, s.free_cash, s.total_assets) == tuple(n * lent.unit for n in (500, 500, 500, 1000))
    assert (s.utilization, s.supply, s.ending, s.queued) == (WAD // 2, 10**9 * lent.unit, 0, 0)
    lent.wait(1)
    assert lent.pool.pool_state().rate == WAD // 10 * 5 // 9 // YEAR


@in_every_state
def test_is_what_an_accrual_books(world: World, depositor: str, token: str, state: State) -> None:
    state(world, depositor, token)
    before = tuple(world.pool.pool_state())
    world.pool.accrue()
    assert tuple(world.pool.pool_state()) == before


def test_free_cash_is_what_the_queue_leaves(dry: World, depositor: str, token: str) -> None:
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 130 * dry.unit)
    s = dry.pool.pool_state()
    assert (s.cash, s.queued, s.claimable, s.free_cash) == (130 * dry.unit, 10**8 * dry.unit, 0, 30 * dry.unit)
    dry.pool.process_queue(1)
    s = dry.pool.pool_state()
    assert (s.cash, s.queued, s.claimable, s.free_cash) == (130 * dry.unit, 0, 100 * dry.unit, 30 * dry.unit)


def test_impaired_debt(winding: World, token: str) -> None:
    owed, reserve = winding.pool.debt_of(token), winding.pool.pool_state().reserve
    winding.pool.impair(77, sender=token)
    s = winding.pool.pool_state()
    assert (s.debt, s.nominal, s.carried, s.ending, s.reserve, s.covered) == (0, owed, 77, owed, 0, reserve)
    assert s.stops


def test_pause(lent: World, guardian: str) -> None:
    lent.governance.pause_borrowing(sender=guardian)
    assert lent.pool.pool_state().paused_until == now() + 7 * 86_400
