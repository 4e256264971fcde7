# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing_world import PairingWorld


def test_counts_from_one_and_is_zero_for_a_stranger(world: PairingWorld, attacker: str) -> None:
    for nonce in (1, 2, 3):
        assert world.factory.nonce_of(world.create_market().address) == nonce
    assert world.factory.nonce_of(world.bull_source.address) == 1
    assert world.factory.nonce_of(world.bear_source.address) == 2
    assert world.factory.nonce_of(world.dex_source.address) == 1
    assert world.factory.nonce_of(attacker) == 0
