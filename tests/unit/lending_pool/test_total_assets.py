# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@in_every_state
def test_is_what_is_nobody_elses(world: World, depositor: str, token: str, state: State) -> None:
    """POOL-CASH-01."""
    state(world, depositor, token)
    s = world.pool.pool_state()
    assert world.pool.totalAssets() == s.total_assets == s.cash + s.debt + s.carried - s.reserve - s.claimable
    assert world.asset.balanceOf(world.pool.address) == s.cash


def test_ignores_donations(lent: World) -> None:
    before = lent.pool.totalAssets()
    lent.asset.mint(lent.pool.address, lent.unit)
    assert lent.pool.totalAssets() == before


def test_counts_interest_up_to_now(lent: World) -> None:
    """Without an accrual, and as an accrual books it."""
    lent.wait(12_345_678)
    before = lent.pool.totalAssets()
    assert before > 1000 * lent.unit
    lent.pool.accrue()
    assert lent.pool.totalAssets() == before
