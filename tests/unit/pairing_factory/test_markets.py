# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing import live_terms
from tests.support.pairing_world import PairingWorld


def test_lists_the_markets_in_the_order_of_their_creation(world: PairingWorld) -> None:
    made = [world.create_market(p).address for p in (live_terms(3), live_terms(4, is_bear=True), live_terms(3))]
    assert [world.factory.markets(index) for index in range(4)] == [*made, "0x" + "00" * 20]
