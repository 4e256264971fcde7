# SPDX-License-Identifier: Apache-2.0
from tests.support.paired import LT
from tests.unit.order_desk.world import MINUTE, DeskWorld


def test_makers(world: DeskWorld) -> None:
    assert world.desk.MARKET() == world.address
    assert world.desk.ASSET() == world.asset.address
    assert world.desk.SOURCE() == world.source.address
    assert world.desk.BOUNTY() == world.terms.fees.most_reward
    assert world.desk.DELAY() == MINUTE


def test_the_market_may_take_the_u_of_orders(world: DeskWorld) -> None:
    assert world.asset.allowance(world.desk.address, world.address) == 2**256 - 1


def test_orders_are_counted(world: DeskWorld, holder: str) -> None:
    assert world.desk.order_count() == 0
    assert [world.commit(True, LT, 1, holder) for _ in range(2)] == [0, 1]
    assert world.desk.order_count() == 2
