# SPDX-License-Identifier: Apache-2.0


def test_only_what_was_made_here(world, attacker):
    market = world.create_market()
    assert world.factory.is_market(market.address)
    for other in (world.bull_source.address, market.share(0), attacker):
        assert not world.factory.is_market(other)
