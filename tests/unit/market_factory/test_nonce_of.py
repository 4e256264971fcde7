# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld


def test_counts_from_one_and_is_zero_for_a_stranger(world: MarketWorld, attacker: str) -> None:
    for nonce in (1, 2, 3):
        token, wrapper = world.create_market()
        assert world.factory.nonce_of(token.address) == nonce
        assert world.factory.nonce_of(wrapper.address) == nonce
    assert world.factory.nonce_of(world.bull_pool) == 1
    assert world.factory.nonce_of(attacker) == 0
