# SPDX-License-Identifier: Apache-2.0
from tests.support.market_world import MarketWorld

ZERO = "0x" + "00" * 20


def test_wrapper_of_a_token_and_of_nothing_else(world: MarketWorld, attacker: str) -> None:
    token, wrapper = world.create_market()
    assert world.factory.anchored_of(token.address) == wrapper.address
    assert world.factory.anchored_of(wrapper.address) == ZERO
    assert world.factory.anchored_of(attacker) == ZERO
