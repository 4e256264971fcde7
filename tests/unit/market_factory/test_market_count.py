# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld, bear, bull
from tests.support.reverts import reverts


def test_counts_markets_and_no_refusals(world: MarketWorld) -> None:
    assert world.factory.market_count() == 0
    world.create_market()
    world.create_market(bear())
    with reverts("mint fee: over 1%"):
        world.create_market(bull(mint=10**17))
    assert world.factory.market_count() == 2
