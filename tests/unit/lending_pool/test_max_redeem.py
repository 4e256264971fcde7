# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.states import State, in_every_state
from tests.unit.lending_pool.world import World


@in_every_state
def test_never_reverts_in_redeem(world: World, depositor: str, token: str, state: State) -> None:
    state(world, depositor, token)
    maximum = world.pool.maxRedeem(depositor)
    if maximum:
        world.pool.redeem(maximum, depositor, depositor, sender=depositor)
    assert (maximum == 0) == (state.__name__ in ("fresh", "dry", "lost"))


def test_is_what_the_owner_has_or_what_the_free_cash_pays(lent: World, depositor: str, holder: str) -> None:
    lent.pool.transfer(holder, 10**8 * lent.unit, sender=depositor)
    assert lent.pool.maxRedeem(holder) == 10**8 * lent.unit
    assert lent.pool.maxRedeem(depositor) == 5 * 10**8 * lent.unit


def test_shares_worth_nothing_are_none(lent: World, depositor: str, holder: str) -> None:
    """`redeem` refuses to pay zero."""
    lent.pool.transfer(holder, 10**5, sender=depositor)
    assert lent.pool.maxRedeem(holder) == 0
