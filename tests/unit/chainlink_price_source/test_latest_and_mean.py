# SPDX-License-Identifier: Apache-2.0
"""The mean of the rounds in a window, and every history that makes it refuse."""

from collections.abc import Callable

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import now, wait
from tests.support.price_sources import E36, HEARTBEAT, PHASE, FeedTerms, FeedWorld
from tests.support.reverts import reverts

ONE = 100 * 10**8
GAP = HEARTBEAT + HEARTBEAT // 10


def agreed(world: FeedWorld, window: int = 900) -> int:
    """The mean, with the last price as `latest` tells it, the same from both."""
    last, mean = world.source.latest_and_mean(window)
    twin_last, twin_mean = world.twin().latest_and_mean(window)
    assert (last, mean) == ((twin_last.price, twin_last.round, twin_last.updated_at, twin_last.fresh_until), twin_mean)
    assert last == world.source.latest()
    return int(mean)


def reverted_alike(world: FeedWorld, reason: str, window: int = 900) -> None:
    with reverts(reason):
        world.source.latest_and_mean(window)
    with pytest.raises(Reverted) as refusal:
        world.twin().latest_and_mean(window)
    assert refusal.value.reason == reason


@pytest.fixture
def world() -> FeedWorld:
    """An answer of 100 came an hour before the window, so that a test may lay any rounds over it."""
    world = FeedWorld(FeedTerms(answer=ONE))
    wait(GAP)
    return world


def test_each_answer_counts_until_the_next(world: FeedWorld) -> None:
    world.history((110 * 10**8, 600), (120 * 10**8, 300))
    assert agreed(world) == (100 * 300 + 110 * 300 + 120 * 300) * E36 // 900


def test_the_mean_of_a_bear_is_inverted_once() -> None:
    world = FeedWorld(FeedTerms(8, 6, 6, ONE, is_inverse=True))
    wait(900)
    world.history((200 * 10**8, 450))
    assert agreed(world) == E36 // 150


def test_a_round_at_the_start_of_the_window_is_history_enough() -> None:
    world = FeedWorld(FeedTerms(answer=ONE))
    wait(899)
    reverted_alike(world, "twap: history too short")
    wait(1)
    assert agreed(world) == 100 * E36


def test_a_meme_of_a_billionth_of_a_dollar_keeps_its_digits() -> None:
    world = FeedWorld(FeedTerms(18, 9, 6, 10**9))
    wait(900)
    world.history((3 * 10**9, 300))
    assert agreed(world) == (10**9 * 600 + 3 * 10**9 * 300) // 900 * 10**15


@pytest.mark.parametrize(("window", "reason"), [(899, "twap: window too short"), (86_401, "twap: window too long")])
def test_a_window_is_fifteen_minutes_to_a_day(world: FeedWorld, window: int, reason: str) -> None:
    reverted_alike(world, reason, window)


def test_a_stale_source_is_refused(world: FeedWorld) -> None:
    assert agreed(world) == 100 * E36
    wait(1)
    reverted_alike(world, "oracle: stale")


def test_a_gap_in_the_past_is_refused(world: FeedWorld) -> None:
    wait(1)
    world.history((ONE, 0))
    reverted_alike(world, "twap: gap")


def test_a_gap_before_the_window_does_not_count(world: FeedWorld) -> None:
    wait(1_000)
    world.history((ONE, 900))
    assert agreed(world) == 100 * E36


@pytest.mark.parametrize(("answer", "reason"), [(-1, "oracle: not positive"), (1, "oracle: out of bounds")])
def test_an_answer_in_the_window_that_is_not_believed(world: FeedWorld, answer: int, reason: str) -> None:
    world.history((answer, 600), (ONE, 300))
    reverted_alike(world, reason)


def test_rounds_out_of_order_are_refused(world: FeedWorld) -> None:
    world.history((ONE, 100), (ONE, 200))
    reverted_alike(world, "twap: rounds out of order")


@pytest.mark.parametrize("reverts", [False, True])
def test_a_round_that_the_feed_forgot_ends_the_history(world: FeedWorld, reverts: bool) -> None:
    world.history((ONE, 600), (ONE, 300))
    world.feed.forget_round(world.feed.round() - 1, reverts)
    reverted_alike(world, "twap: history too short")


def test_a_new_phase_begins_without_a_history(world: FeedWorld) -> None:
    world.feed.begin_phase(ONE, now())
    assert world.feed.round() == PHASE + 1
    reverted_alike(world, "twap: history too short")
    wait(900)
    assert agreed(world) == 100 * E36


@pytest.mark.parametrize(("count", "is_enough"), [(48, True), (49, False)])
def test_it_looks_at_forty_eight_rounds(world: FeedWorld, count: int, is_enough: bool) -> None:
    world.history((ONE, 900), *((ONE, 900 - 10 * i) for i in range(1, count)))
    if is_enough:
        assert agreed(world) == 100 * E36
    else:
        reverted_alike(world, "twap: history too short")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda world: world.feed.set_answer(0), "oracle: not positive"),
        (lambda world: world.feed.set_answer(1), "oracle: out of bounds"),
        (lambda world: world.feed.push_round(ONE, now() + 1), "oracle: from the future"),
    ],
)
def test_it_refuses_like_the_last_price(world: FeedWorld, damage: Callable[[FeedWorld], None], reason: str) -> None:
    damage(world)
    reverted_alike(world, reason, window=0)


def test_it_asks_the_sequencer() -> None:
    world = FeedWorld(FeedTerms(has_sequencer=True))
    world.sequencer.set_answer(1)
    reverted_alike(world, "oracle: sequencer down")
