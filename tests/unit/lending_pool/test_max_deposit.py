# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.states import State, capped, in_every_state, lost
from tests.unit.lending_pool.world import World


@in_every_state
def test_never_reverts_in_deposit(world: World, depositor: str, token: str, holder: str, state: State) -> None:
    """And no unit more is accepted, if the cap is what stops it."""
    state(world, depositor, token)
    maximum = world.pool.maxDeposit(holder)
    world.fund(holder, 2**97)
    room = world.pool.deposit_cap() - min(world.pool.deposit_cap(), world.pool.totalAssets())
    if maximum == room:
        with reverts("deposit: above cap"):
            world.pool.deposit(maximum + 1, holder, sender=holder)
    if maximum:
        world.pool.deposit(maximum, holder, sender=holder)
    assert maximum <= room


def test_is_the_room_below_the_cap(lent: World, holder: str) -> None:
    assert lent.pool.maxDeposit(holder) == lent.terms.deposit_cap - 1000 * lent.unit


def test_is_nothing_above_the_cap(world: World, depositor: str, token: str, holder: str) -> None:
    capped(world, depositor, token)
    assert world.pool.maxDeposit(holder) == 0


def test_the_supply_of_shares_is_bounded_too(world: World, depositor: str, token: str, holder: str) -> None:
    """After a total loss a unit buys a million million shares, or none where they would not fit."""
    lost(world, depositor, token)
    maximum = world.pool.maxDeposit(holder)
    assert (maximum == 0) == (world.unit == 10**18)
    assert maximum < world.terms.deposit_cap // 2
    assert world.pool.convertToShares(maximum) <= 2**127 - 1 - world.pool.totalSupply()
    world.fund(holder, 2 * maximum + 2)
    with reverts("deposit: too many shares"):
        world.pool.deposit(2 * maximum + 2, holder, sender=holder)
