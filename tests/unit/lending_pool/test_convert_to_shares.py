# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


def test_before_the_first_deposit_a_unit_is_a_million(world: World) -> None:
    assert world.pool.convertToShares(7) == 7 * 10**6


@in_every_state
def test_back_and_forth_never_gains(world: World, depositor: str, token: str, state: State) -> None:
    state(world, depositor, token)
    for assets in (0, 1, 12_345, 10**12 + 1):
        assert world.pool.convertToAssets(world.pool.convertToShares(assets)) <= assets
