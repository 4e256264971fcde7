# SPDX-License-Identifier: Apache-2.0
from tests.support.price_sources import DEVIATION, PoolWorld


def test_getters_tell_what_was_given(world: PoolWorld) -> None:
    assert world.source.POOL() == world.pool.address
    assert world.source.ASSET() == world.coin.address
    assert world.source.QUOTE() == world.dollar.address
    assert world.source.SHORT() == 300
    assert world.source.deviation() == world.twin().deviation() == DEVIATION


def test_either_token_may_be_the_underlying(world: PoolWorld) -> None:
    """The dollar priced in coins is the coin's inverse, to a tick."""
    source = world.make(asset=world.dollar.address)
    assert source.QUOTE() == world.coin.address
    product = source.latest().price * world.source.latest().price
    assert abs(product - 10**72) < 2e-4 * 10**72
