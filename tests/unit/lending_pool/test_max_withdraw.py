# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@in_every_state
def test_never_reverts_in_withdraw(world: World, depositor: str, token: str, state: State) -> None:
    """And no unit more is paid."""
    state(world, depositor, token)
    maximum = world.pool.maxWithdraw(depositor)
    if maximum == world.pool.pool_state().free_cash:
        with reverts("withdraw: no free cash"):
            world.pool.withdraw(maximum + 1, depositor, depositor, sender=depositor)
    if maximum:
        world.pool.withdraw(maximum, depositor, depositor, sender=depositor)
    assert (maximum == 0) == (state.__name__ in ("fresh", "dry", "lost"))


def test_is_what_the_owner_has_or_what_is_free(lent: World, depositor: str, holder: str) -> None:
    lent.pool.transfer(holder, 10**8 * lent.unit, sender=depositor)
    assert lent.pool.maxWithdraw(holder) == 100 * lent.unit
    assert lent.pool.maxWithdraw(depositor) == 500 * lent.unit
