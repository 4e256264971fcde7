# SPDX-License-Identifier: Apache-2.0
"""The feed's latest id for a line, and none where the feed cannot be read."""

from tests.support.engine import now
from tests.support.price_sources import PHASE, FeedWorld
from tests.support.reverts import reverts


def test_the_latest_with_its_phase() -> None:
    world = FeedWorld()
    assert world.source.newest_round() == world.twin().newest_round() == 1
    world.feed.begin_phase(2_000 * 10**8, now())
    assert world.source.newest_round() == PHASE + 1


def test_a_feed_that_cannot_be_read_has_none() -> None:
    world = FeedWorld()
    world.feed.set_broken(True)
    assert world.source.newest_round() == 0


def test_a_caller_cannot_make_a_read_fail() -> None:
    world = FeedWorld()
    with reverts("source: send more gas"):
        world.source.newest_round(gas=249_999 + 21_000)
