# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now
from tests.support.pairing import LT
from tests.unit.delayed_orders.world import MINUTE, WEEK, OrdersWorld
from tests.unit.pairing_pool.world import NOBODY


def test_it_stands_until_it_is_executed(world: OrdersWorld, holder: str) -> None:
    number = world.commit(True, LT, world.unit, holder)
    last = world.round
    order = (True, LT, NOBODY, world.unit, 0, holder, last, now(), now() + WEEK)
    assert tuple(world.delayed_orders.order(number)) == order
    world.later(MINUTE, 2_000)
    assert tuple(world.delayed_orders.order(number)) == order
    world.delayed_orders.execute(number)
    assert tuple(world.delayed_orders.order(number)) == (False, 0, NOBODY, 0, 0, NOBODY, 0, 0, 0)
