# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing import LT
from tests.unit.delayed_orders.world import MINUTE, OrdersWorld


def test_makers(world: OrdersWorld) -> None:
    assert world.delayed_orders.MARKET() == world.address
    assert world.delayed_orders.ASSET() == world.asset.address
    assert world.delayed_orders.SOURCE() == world.source.address
    assert world.delayed_orders.BOUNTY() == world.terms.fees.max_reward
    assert world.delayed_orders.DELAY() == MINUTE


def test_the_market_may_take_the_u_of_orders(world: OrdersWorld) -> None:
    assert world.asset.allowance(world.delayed_orders.address, world.address) == 2**256 - 1


def test_orders_are_counted(world: OrdersWorld, holder: str) -> None:
    assert world.delayed_orders.order_count() == 0
    assert [world.commit(True, LT, 1, holder) for _ in range(2)] == [0, 1]
    assert world.delayed_orders.order_count() == 2
