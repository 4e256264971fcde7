# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import wait
from tests.support.price_sources import PoolWorld
from tests.support.reverts import reverts


def reverted_alike(world: PoolWorld, reason: str, window: int) -> None:
    with reverts(reason):
        world.source.latest_and_mean(window)
    with pytest.raises(Reverted) as refusal:
        world.twin().latest_and_mean(window)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("window", [900, 1_801, 3_599])
def test_it_is_the_last_price_and_the_mean_of_the_window(world: PoolWorld, window: int) -> None:
    last, mean = world.source.latest_and_mean(window)
    twin_last, twin_mean = world.twin().latest_and_mean(window)
    assert (tuple(last), mean) == (tuple(world.source.latest()), twin_mean)
    assert last.price == twin_last.price
    geometric = world.price(2_000) ** ((window - 400) / window) * world.price(2_100) ** (400 / window)
    assert mean == pytest.approx(geometric, rel=2e-4)


@pytest.mark.parametrize(("window", "reason"), [(899, "twap: window too short"), (86_401, "twap: window too long")])
def test_a_window_is_fifteen_minutes_to_a_day(world: PoolWorld, window: int, reason: str) -> None:
    reverted_alike(world, reason, window)


def test_a_young_pool_is_refused(young: PoolWorld) -> None:
    wait(899)
    reverted_alike(young, "twap: history too short", 900)
    wait(1)
    assert young.source.latest_and_mean(900)[1] == young.twin().latest_and_mean(900)[1]


def test_a_short_memory_is_overrun_until_somebody_enlarges_it(keeper: str) -> None:
    world = PoolWorld(keeper, memory=1)
    wait(1_000)
    world.move(2_001)
    reverted_alike(world, "twap: history too short", 900)
    world.pool.transact("increaseObservationCardinalityNext", 8, sender=keeper)
    wait(450)
    world.move(2_002)
    wait(450)
    assert world.source.latest_and_mean(900)[1] == world.twin().latest_and_mean(900)[1]
