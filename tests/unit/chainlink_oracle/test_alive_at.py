# SPDX-License-Identifier: Apache-2.0
"""When the sources were last alive: what disproves a death that nobody was there to see (LEV-END-03)."""

import pytest

from tests.unit.chainlink_oracle.world import World


def same(world: World) -> int:
    """The answer of contract and twin."""
    answer = int(world.oracle.alive_at())
    assert answer == world.twin().alive_at()
    return answer


@pytest.mark.parametrize("age", [0, 3_600, 30 * 86_400])
def test_the_main_feeds_own_time_however_old(age: int) -> None:
    """Nothing but its age makes it unusable."""
    world = World()
    world.feeds[0].set_times(world.now - age, world.now - age)
    assert same(world) == world.now - age


def test_another_feeds_age_is_no_matter() -> None:
    world = World()
    world.feeds[2].set_times(1, 1)
    assert same(world) == world.feeds[0].updated_at()


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("answer", [0, -1])
def test_a_feed_that_is_not_positive_gives_no_sign(which: int, answer: int) -> None:
    world = World()
    world.feeds[which].set_answer(answer)
    assert same(world) == 0


def test_an_answer_from_the_future_is_none() -> None:
    world = World()
    world.feeds[0].set_times(world.now + 60, world.now + 60)
    assert same(world) == 0


@pytest.mark.parametrize("status", [0, 1], ids=["up", "down"])
def test_an_outage_of_the_sequencer_counts_by_its_feeds_time(status: int) -> None:
    """It was up until it went down, and a feed could not answer until it came back."""
    world = World(l2=True)
    world.feeds[0].set_times(world.now - 86_400, world.now - 86_400)
    world.sequencer.set_answer(status)
    world.sequencer.set_times(world.now - 600, world.now)
    assert same(world) == world.now - 600
