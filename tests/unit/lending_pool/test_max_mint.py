# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.states import State, in_every_state, lost
from tests.unit.lending_pool.world import World


@in_every_state
def test_never_reverts_in_mint(world: World, depositor: str, token: str, holder: str, state: State) -> None:
    state(world, depositor, token)
    maximum = world.pool.maxMint(holder)
    if maximum:
        world.fund(holder, 2**97)
        world.pool.mint(maximum, holder, sender=holder)
        assert world.pool.balanceOf(holder) == maximum
    else:
        assert state.__name__ in ("capped", "impaired") or (state is lost and world.unit == 10**18)


def test_leaves_less_than_a_shares_worth_of_room(lent: World, holder: str) -> None:
    lent.wait(12_345)
    maximum = lent.pool.maxMint(holder)
    assert lent.pool.previewMint(maximum) <= lent.pool.maxDeposit(holder) < lent.pool.previewMint(maximum + 2 * 10**6)
