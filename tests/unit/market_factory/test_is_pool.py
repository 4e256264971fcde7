# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld


def test_only_what_was_made_here(world: MarketWorld, attacker: str) -> None:
    assert world.factory.is_pool(world.bull_pool)
    for other in (world.rate_model, attacker, world.factory.address, "0x" + "00" * 20):
        assert not world.factory.is_pool(other)
