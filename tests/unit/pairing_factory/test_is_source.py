# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.pairing_world import PairingWorld

NOBODY = "0x" + "00" * 20


def test_only_what_was_made_here(world: PairingWorld, attacker: str) -> None:
    for source in (world.bull_source, world.bear_source, world.dex_source):
        assert world.factory.is_source(source.address)
    for other in (deploy("MockSourceFacts").address, world.create_market().address, attacker, NOBODY):
        assert not world.factory.is_source(other)
