# SPDX-License-Identifier: Apache-2.0


def test_counts_from_one_and_is_zero_for_a_stranger(world, attacker):
    for series in (1, 2, 3):
        token, wrapper = world.create_market()
        assert world.factory.series_of(token.address) == series
        assert world.factory.series_of(wrapper.address) == series
    assert world.factory.series_of(world.bull_pool) == 1
    assert world.factory.series_of(attacker) == 0
