# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import YEAR, World


def test_grows_with_the_interest_less_the_reserves_part(lent: World, token: str) -> None:
    """A tenth of the interest is the reserve's; to a unit."""
    shares = 10**9 * lent.unit
    assert lent.pool.convertToAssets(shares) == 1000 * lent.unit
    lent.wait(YEAR)
    interest = lent.pool.debt_of(token) - 500 * lent.unit
    assert interest > 20 * lent.unit
    grown = 1000 * lent.unit + interest - interest // 10
    assert 0 <= grown - lent.pool.convertToAssets(shares) <= 1 + interest * 10**6 // shares


@in_every_state
def test_back_and_forth_never_gains(world: World, depositor: str, token: str, state: State) -> None:
    state(world, depositor, token)
    for shares in (0, 1, 12_345, 10**12 + 1):
        assert world.pool.convertToShares(world.pool.convertToAssets(shares)) <= shares
