# SPDX-License-Identifier: Apache-2.0
"""A round as a line believes it: what cannot be believed has no price, what cannot be read is none."""

import pytest

from tests.support.engine import now
from tests.support.price_sources import E36, PHASE, FeedWorld
from tests.support.reverts import reverts


@pytest.fixture
def world() -> FeedWorld:
    world = FeedWorld()
    world.history((2_100 * 10**8, 0), (2_200 * 10**8, 0))
    return world


def asked(world: FeedWorld, number: int) -> tuple[int, int, int]:
    known = world.twin().round_of(number)
    found = world.source.round_of(number)
    assert tuple(found) == (known.price, known.started_at, known.updated_at)
    return known.price, known.started_at, known.updated_at


def test_each_round_has_its_price_and_times(world: FeedWorld) -> None:
    for number, dollars in ((1, 2_000), (2, 2_100), (3, 2_200)):
        at = world.feed.getRoundData(number)[3]
        assert asked(world, number) == (dollars * E36, at, at)


def test_when_it_was_observed_is_not_when_it_was_transmitted(world: FeedWorld) -> None:
    world.feed.set_times(now() - 100, now())
    assert tuple(world.source.round_of(3)) == (2_200 * E36, now() - 100, now())


def test_rounds_of_an_earlier_phase_are_still_told(world: FeedWorld) -> None:
    world.feed.begin_phase(2_300 * 10**8, now())
    assert world.source.round_of(2)[0] == 2_100 * E36
    assert asked(world, PHASE + 1) == (2_300 * E36, now(), now())


@pytest.mark.parametrize("number", [0, 4, 2**80, 2**80 + 1, 2**256 - 1])
def test_a_round_that_has_not_come(world: FeedWorld, number: int) -> None:
    assert asked(world, number) == (0, 0, 0)


@pytest.mark.parametrize("reverts_then", [False, True])
def test_a_round_that_the_feed_forgot(world: FeedWorld, reverts_then: bool) -> None:
    world.feed.forget_round(2, reverts_then)
    assert asked(world, 2) == (0, 0, 0)


def test_an_answer_that_is_not_believed_has_times_but_no_price(world: FeedWorld) -> None:
    world.history((0, 0), (1, 0))
    for number in (4, 5):
        assert asked(world, number)[0] == 0 and asked(world, number)[2] != 0


def test_a_caller_cannot_make_a_read_fail(world: FeedWorld) -> None:
    with reverts("source: send more gas"):
        world.source.round_of(2, gas=249_999 + 21_000)
