# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import ZERO, World


def test_sets_the_allowance(world: World, depositor: str, keeper: str) -> None:
    assert world.pool.approve(keeper, 7, sender=depositor)
    (event,) = world.pool.get_logs()
    assert (type(event).__name__, *event[1:]) == ("Approval", depositor, keeper, 7)
    assert world.pool.allowance(depositor, keeper) == 7


def test_refuses_nobody(world: World, depositor: str) -> None:
    with reverts("erc20: approve to the zero address"):
        world.pool.approve(ZERO, 1, sender=depositor)
