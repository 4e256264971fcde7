# SPDX-License-Identifier: Apache-2.0
from tests.support.pairing import live_terms
from tests.support.pairing_world import BEAR_PRICE, DEVIATION, PairingWorld


def test_grows_with_each_of_its_kind_only(world: PairingWorld) -> None:
    kind = world.factory.market_kind(world.coin.address, world.dollar.address, False, 3)
    assert world.factory.last_nonce(kind) == 0
    world.create_market()
    world.create_market(source=world.dex_source.address)
    assert world.factory.last_nonce(kind) == 2
    world.create_market(live_terms(2))
    world.create_market(live_terms(3, is_bear=True))
    assert world.factory.last_nonce(kind) == 2


def test_bears_of_another_coin_are_of_another_kind(world: PairingWorld, attacker: str) -> None:
    bear = live_terms(3, is_bear=True)
    world.create_market(bear)
    other = world.create_feed_source()
    other.set_facts(world.dollar.address, attacker, True, DEVIATION)
    other.set_price(BEAR_PRICE, 0)
    world.create_market(bear, source=other.address)
    for coin in (world.coin.address, attacker):
        assert world.factory.last_nonce(world.factory.market_kind(world.dollar.address, coin, True, 3)) == 1
