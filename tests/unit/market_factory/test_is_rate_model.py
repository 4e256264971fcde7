# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld


def test_only_what_was_made_here(world: MarketWorld, attacker: str) -> None:
    assert world.factory.is_rate_model(world.rate_model)
    for other in (world.bull_pool, attacker, world.factory.address, "0x" + "00" * 20):
        assert not world.factory.is_rate_model(other)
