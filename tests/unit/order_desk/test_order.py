# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now
from tests.support.paired import LT
from tests.unit.order_desk.world import MINUTE, WEEK, DeskWorld
from tests.unit.paired_pool.world import NOBODY


def test_it_stands_until_it_is_executed(world: DeskWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder)
    last = world.round
    order = (True, LT, NOBODY, world.unit, 0, holder, last, now(), now() + WEEK)
    assert tuple(world.desk.order(number)) == order
    world.later(MINUTE, 2_000)
    assert tuple(world.desk.order(number)) == order
    world.desk.execute(number)
    assert tuple(world.desk.order(number)) == (False, 0, NOBODY, 0, 0, NOBODY, 0, 0, 0)
