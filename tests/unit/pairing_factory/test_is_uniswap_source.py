# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing_world import PairingWorld


def test_tells_the_two_sorts_apart(world: PairingWorld, attacker: str) -> None:
    assert world.factory.is_uniswap_source(world.dex_source.address)
    for other in (world.bull_source.address, world.bear_source.address, attacker):
        assert not world.factory.is_uniswap_source(other)
