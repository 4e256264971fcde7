# SPDX-License-Identifier: Apache-2.0
"""The rescue answer works in a crash: it needs the main feed and the sequencer, and nothing else."""

import pytest

from tests.support.refusal import BARE, refuses
from tests.unit.chainlink_oracle.world import ETH_USD, HEARTBEAT, USDC_USD, World

BULL = (ETH_USD, None, USDC_USD, None)


def test_it_knows_no_bounds() -> None:
    world = World(BULL)
    world.feeds[0].set_answer(10**8)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (10**24, 2)


def test_another_feed_counts_at_its_last_value() -> None:
    world = World(BULL)
    world.feeds[2].set_answer(2 * 10**8)
    world.feeds[2].set_times(1, 1)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (1_500 * 10**24, 1)


@pytest.mark.parametrize("answer", [0, -1])
def test_another_feed_that_is_not_positive_counts_at_its_lower_bound(answer: int) -> None:
    world = World(BULL)
    world.feeds[2].set_answer(answer)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (30_000 * 10**24, 1)


def test_it_refuses_a_stale_main_feed() -> None:
    world = World(BULL)
    late = world.now - HEARTBEAT - HEARTBEAT // 10 - 1
    world.feeds[0].set_times(late, late)
    with refuses("oracle: stale"):
        world.oracle.rescue_price()


def test_it_refuses_a_main_feed_that_is_not_positive() -> None:
    world = World(BULL)
    world.feeds[0].set_answer(0)
    with refuses("oracle: not positive"):
        world.oracle.rescue_price()


def test_it_waits_for_no_grace_time_but_for_the_sequencer() -> None:
    world = World(BULL, l2=True)
    world.sequencer.set_times(world.now, world.now)
    assert world.oracle.rescue_price()[0] == 3_000 * 10**24
    world.sequencer.set_answer(1)
    with refuses("oracle: sequencer down"):
        world.oracle.rescue_price()


def test_it_cannot_know_a_feed_that_reverts() -> None:
    world = World(BULL)
    world.feeds[2].set_broken(True)
    with refuses(BARE):
        world.oracle.rescue_price()
