# SPDX-License-Identifier: Apache-2.0
from tests.unit.chainlink_oracle.world import NOBODY, World


def test_it_tells_the_four_feeds_as_they_were_given() -> None:
    world = World()
    told = [tuple(feed) for feed in world.oracle.feeds()]
    assert told == [
        (world.feeds[0].address, 3_600, 300 * 10**8, 30_000 * 10**8),
        (NOBODY, 0, 0, 0),
        (world.feeds[2].address, 3_600, 10**7, 10**9),
        (NOBODY, 0, 0, 0),
    ]
