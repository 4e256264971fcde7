# SPDX-License-Identifier: Apache-2.0
"""The price of any round that the feed still tells."""

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import now
from tests.support.price_sources import E36, PHASE, FeedWorld
from tests.support.reverts import reverts


def reverted_alike(world: FeedWorld, number: int, reason: str) -> None:
    with reverts(reason):
        world.source.price_of(number)
    with pytest.raises(Reverted) as refusal:
        world.twin().price_of(number)
    assert refusal.value.reason == reason


@pytest.fixture
def world() -> FeedWorld:
    world = FeedWorld()
    world.history((2_100 * 10**8, 0), (2_200 * 10**8, 0))
    return world


def test_each_round_has_its_price_and_time(world: FeedWorld) -> None:
    for number, dollars in ((1, 2_000), (2, 2_100), (3, 2_200)):
        assert tuple(world.source.price_of(number)) == world.twin().price_of(number)
        assert world.source.price_of(number) == (dollars * E36, world.feed.getRoundData(number)[3])


def test_rounds_of_an_earlier_phase_are_still_told(world: FeedWorld) -> None:
    world.feed.begin_phase(2_300 * 10**8, now())
    assert world.source.price_of(2)[0] == 2_100 * E36
    assert tuple(world.source.price_of(PHASE + 1)) == world.twin().price_of(PHASE + 1) == (2_300 * E36, now())


@pytest.mark.parametrize("number", [0, 4, 2**80, 2**80 + 1, 2**256 - 1])
def test_a_round_that_has_not_come(world: FeedWorld, number: int) -> None:
    reverted_alike(world, number, "oracle: no such round")


@pytest.mark.parametrize("reverts", [False, True])
def test_a_round_that_the_feed_forgot(world: FeedWorld, reverts: bool) -> None:
    world.feed.forget_round(2, reverts)
    reverted_alike(world, 2, "oracle: no such round")


def test_an_answer_that_is_not_believed(world: FeedWorld) -> None:
    world.history((0, 0), (1, 0), (2_000 * 10**8, -1))
    reverted_alike(world, 4, "oracle: not positive")
    reverted_alike(world, 5, "oracle: out of bounds")
    reverted_alike(world, 6, "oracle: from the future")
