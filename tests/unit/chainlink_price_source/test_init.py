# SPDX-License-Identifier: Apache-2.0
"""What the constructor refuses; the bounds in the same words as the twin."""

from dataclasses import replace
from typing import Any

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy
from tests.support.price_sources import E36, NOBODY, FeedTerms, FeedWorld
from tests.support.reverts import reverts

WEEK = 7 * 86_400
BULL = FeedTerms()
FINE_BULL = FeedTerms(feed_decimals=18, quote_decimals=6, answer=10**18)
FINE_BEAR = FeedTerms(feed_decimals=18, asset_decimals=6, answer=10**22, is_inverse=True)


def refused(reason: str, terms: FeedTerms = BULL, **changes: Any) -> None:
    with reverts(reason):
        _ = FeedWorld(replace(terms, **changes)).source


def test_a_feed_must_be_given() -> None:
    _, *rest = FeedWorld().parameters
    with reverts("feed: missing"):
        deploy("ChainlinkPriceSource", ((NOBODY, 3_600, 1, 2), *rest))


@pytest.mark.parametrize("heartbeat", [0, WEEK + 1])
def test_a_heartbeat_is_a_second_to_a_week(heartbeat: int) -> None:
    refused("heartbeat: 1 s to 7 days", heartbeat=heartbeat)


@pytest.mark.parametrize("bounds", [(0, 10**12), (10**12, 10**12)])
def test_bounds_hold_a_range(bounds: tuple[int, int]) -> None:
    refused("bounds: empty range", bounds=bounds)


def test_bounds_lie_inside_the_aggregators_own() -> None:
    lower, upper = BULL.believed
    refused("bounds: at the feed's minimum", limits=(lower, upper + 1))
    refused("bounds: at the feed's maximum", limits=(lower - 1, upper))
    assert FeedWorld(replace(BULL, limits=(lower - 1, upper + 1))).source.latest().price == 2_000 * E36


def test_bounds_are_answers_that_a_feed_can_give() -> None:
    refused("bounds: over 2**255 - 1", bounds=(1, 2**255))


def test_a_quote_has_eighteen_decimals_at_most() -> None:
    refused("quote: over 18 decimals", quote_decimals=19)


@pytest.mark.parametrize("deviation", [0, 5 * 10**16 + 1])
def test_a_deviation_is_above_zero_and_at_most_five_percent(deviation: int) -> None:
    refused("deviation: above 0, to 5%", deviation=deviation)


@pytest.mark.parametrize("deviation", [1, 5 * 10**16])
def test_the_ends_of_a_deviation(deviation: int) -> None:
    assert FeedWorld(replace(BULL, deviation=deviation)).source.deviation() == deviation


def test_decimals_must_fit() -> None:
    refused("decimals: out of range", feed_decimals=132)


@pytest.mark.parametrize("terms", [FINE_BULL, FINE_BEAR])
def test_every_price_within_the_bounds_can_be_counted(terms: FeedTerms) -> None:
    """The twin's widest bounds are accepted; one answer further on either side is not."""
    widest = FeedWorld(terms).twin()._widest()
    lower, upper = widest.lower, widest.upper
    assert FeedWorld(replace(terms, bounds=(lower, upper))).source.latest().price > 0
    few, many = "bounds: under 12 digits", "bounds: over 2**160 - 1"
    below, above = (many, few) if terms.is_inverse else (few, many)
    for bounds, reason in (((lower - 1, upper), below), ((lower, upper + 1), above)):
        world = FeedWorld(replace(terms, bounds=bounds))
        with reverts(reason):
            _ = world.source
        with pytest.raises(Reverted) as refusal:
            world.twin()
        assert refusal.value.reason == reason


def test_what_is_believed_can_be_weighed_and_scaled() -> None:
    world = FeedWorld(replace(BULL, bounds=(1, 2**255 - 1)))
    with reverts("bounds: product over 2**256 - 1"):
        _ = world.source
    with pytest.raises(Reverted) as refusal:
        world.twin()
    assert refusal.value.reason == "bounds: product over 2**256 - 1"
