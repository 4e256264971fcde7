# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld, bear


def test_grows_with_each_of_its_kind_only(world: MarketWorld) -> None:
    kind = world.factory.market_kind(world.bull_pool, world.weth.address, False, 3 * 10**18)
    assert world.factory.last_nonce(kind) == 0
    for count in (1, 2):
        world.create_market()
        assert world.factory.last_nonce(kind) == count
    world.create_market(bear())
    assert world.factory.last_nonce(kind) == 2
