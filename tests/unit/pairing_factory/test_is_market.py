# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing_world import PairingWorld


def test_only_what_was_made_here(world: PairingWorld, attacker: str) -> None:
    market = world.create_market()
    assert world.factory.is_market(market.address)
    for other in (world.bull_source.address, market.share(0), attacker):
        assert not world.factory.is_market(other)
