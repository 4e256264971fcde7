# SPDX-License-Identifier: Apache-2.0


def test_tells_the_two_sorts_apart(world, attacker):
    assert world.factory.is_uniswap_source(world.dex_source.address)
    for other in (world.bull_source.address, world.bear_source.address, attacker):
        assert not world.factory.is_uniswap_source(other)
