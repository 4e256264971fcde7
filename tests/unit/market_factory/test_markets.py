# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld, bear


def test_lists_the_tokens_in_the_order_of_their_creation(world: MarketWorld) -> None:
    made = [world.create_market()[0].address, world.create_market(bear())[0].address, world.create_market()[0].address]
    assert [world.factory.markets(index) for index in range(4)] == [*made, "0x" + "00" * 20]
