# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld


def test_only_what_was_made_here(world: MarketWorld, attacker: str) -> None:
    token, wrapper = world.create_market()
    assert world.factory.is_token(token.address)
    for other in (wrapper.address, world.bull_pool, attacker, "0x" + "00" * 20):
        assert not world.factory.is_token(other)
