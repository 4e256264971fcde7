# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import now, wait
from tests.support.price_sources import PoolWorld
from tests.support.reverts import reverts


def test_it_is_the_mean_of_the_short_time(world: PoolWorld) -> None:
    price = world.twin().latest().price
    assert tuple(world.source.latest()) == (price, now(), now(), now())
    highest = world.price(2_100) * (1 if world.is_token0 else 1 + 1e-4)
    assert world.price(2_100) * (1 - 2e-4) < price <= highest


def test_a_longer_short_time_lags(world: PoolWorld) -> None:
    price = world.make(short=800).latest().price
    assert price == world.twin(short=800).latest().price
    geometric = (world.price(2_000) * world.price(2_100)) ** 0.5
    assert price == pytest.approx(geometric, rel=2e-4)


def test_a_swap_of_this_block_does_not_move_it(world: PoolWorld) -> None:
    """slot0 is at once where a flash loan wants it."""
    before = world.source.latest().price
    world.move(10_000)
    assert world.source.latest().price == before
    wait(12)
    assert world.price(2_100) < world.source.latest().price < world.price(2_300)


def test_a_young_pool_has_no_price(young: PoolWorld) -> None:
    wait(299)
    with reverts("twap: history too short"):
        young.source.latest()
    wait(1)
    assert young.source.latest().price == young.twin().latest().price


@pytest.mark.parametrize("coin_decimals", [6, 8, 9, 18])
@pytest.mark.parametrize("is_token0", [True, False])
def test_a_meme_of_a_billionth_of_a_dollar(keeper: str, coin_decimals: int, is_token0: bool) -> None:
    world = PoolWorld(keeper, coin_decimals, 1e-9, is_token0)
    wait(300)
    price = world.source.latest().price
    assert price == world.twin().latest().price
    assert price == pytest.approx(world.price(1e-9), rel=2e-4)


@pytest.mark.parametrize(("price", "is_counted"), [(10**11 + 10**8, True), (10**11 - 10**8, False)])
def test_a_price_has_twelve_digits(world: PoolWorld, price: int, is_counted: bool) -> None:
    world.move_to(price)
    wait(300)
    if is_counted:
        assert world.source.latest().price == world.twin().latest().price
        return
    with reverts("oracle: out of bounds"):
        world.source.latest()
    with pytest.raises(Reverted, match="oracle: out of bounds"):
        world.twin().latest()


def test_a_price_beyond_the_books_is_none(world: PoolWorld) -> None:
    """Beyond 2**64 units of the quote for one of U the square of the root no longer fits a word."""
    world.move_to(2**65 * 10**36)
    wait(300)
    with reverts("oracle: out of bounds"):
        world.source.latest()
    with pytest.raises(Reverted, match="oracle: out of bounds"):
        world.twin().latest()
