# SPDX-License-Identifier: Apache-2.0


def test_counts_from_one_and_is_zero_for_a_stranger(world, attacker):
    for nonce in (1, 2, 3):
        token, wrapper = world.create_market()
        assert world.factory.nonce_of(token.address) == nonce
        assert world.factory.nonce_of(wrapper.address) == nonce
    assert world.factory.nonce_of(world.bull_pool) == 1
    assert world.factory.nonce_of(attacker) == 0
