# SPDX-License-Identifier: Apache-2.0
"""The last price, fresh or not: exact in every unit, and refused where nobody knows it."""

from fractions import Fraction

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import now, wait
from tests.support.price_sources import E36, HEARTBEAT, FeedTerms, FeedWorld
from tests.support.reverts import BARE, reverts


def reverted_alike(world: FeedWorld, reason: str) -> None:
    with reverts(reason):
        world.source.latest()
    with pytest.raises(Reverted) as refusal:
        world.twin().latest()
    assert refusal.value.reason == reason


@pytest.mark.parametrize("asset_decimals", [6, 8, 9, 18])
@pytest.mark.parametrize("quote_decimals", [6, 18])
@pytest.mark.parametrize("worth", [Fraction(1, 10**9), Fraction(1), Fraction(71_263)])
def test_it_is_exact(asset_decimals: int, quote_decimals: int, worth: Fraction) -> None:
    answer = int(worth * 10**18)
    unit = min(quote_decimals, asset_decimals)  # prices of a dear asset of few decimals pass 2**160 in small units
    world = FeedWorld(FeedTerms(18, asset_decimals, unit, answer))
    price = E36 * answer // 10**18 * 10**unit // 10**asset_decimals
    assert world.source.latest().price == world.twin().latest().price == price


@pytest.mark.parametrize("asset_decimals", [6, 8, 9, 18])
@pytest.mark.parametrize("worth", [10**4, 10**8, 71_263 * 10**8])
def test_a_bear_is_the_inverse(asset_decimals: int, worth: int) -> None:
    """U is the dollar; the feed prices the coin, in millionths of it, in dollars."""
    world = FeedWorld(FeedTerms(8, asset_decimals, 6, worth, is_inverse=True))
    exact = Fraction(E36) * 10**6 / 10**asset_decimals * 10**8 / worth
    assert world.source.latest().price == world.twin().latest().price == exact.numerator // exact.denominator


def test_it_tells_round_time_and_how_long_it_is_fresh() -> None:
    world = FeedWorld()
    world.feed.set_answer(2_100 * 10**8)
    at = now()
    wait(10 * HEARTBEAT)
    reading = tuple(world.source.latest())
    assert reading == (2_100 * E36, 2, at, at + HEARTBEAT + HEARTBEAT // 10)


def test_slack_is_five_minutes_at_least() -> None:
    world = FeedWorld(FeedTerms(heartbeat=60))
    assert world.source.latest().fresh_until == now() + 60 + 300


@pytest.mark.parametrize("answer", [0, -1])
def test_it_refuses_what_is_not_positive(answer: int) -> None:
    world = FeedWorld()
    world.feed.set_answer(answer)
    reverted_alike(world, "oracle: not positive")


def test_bounds_belong_to_the_range() -> None:
    world = FeedWorld()
    lower, upper = world.terms.believed
    for answer in (lower, upper):
        world.feed.set_answer(answer)
        assert world.source.latest().price == answer * 10**28
    for answer in (lower - 1, upper + 1):
        world.feed.set_answer(answer)
        reverted_alike(world, "oracle: out of bounds")


def test_it_refuses_an_answer_from_the_future() -> None:
    world = FeedWorld()
    world.feed.push_round(world.terms.answer, now() + 1)
    reverted_alike(world, "oracle: from the future")


def test_it_asks_the_sequencer() -> None:
    world = FeedWorld(FeedTerms(has_sequencer=True))
    assert world.source.latest().price == 2_000 * E36
    world.sequencer.set_times(now(), now())
    reverted_alike(world, "oracle: grace time")
    world.sequencer.set_answer(1)
    reverted_alike(world, "oracle: sequencer down")


def test_a_feed_that_reverts_has_no_price() -> None:
    world = FeedWorld()
    world.feed.set_broken(True)
    with reverts(BARE):
        _ = world.source.latest()
