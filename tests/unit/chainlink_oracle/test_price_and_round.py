# SPDX-License-Identifier: Apache-2.0
"""The strict answer: exact, with the main feed's round, and refused whenever a source is in doubt."""

from dataclasses import replace
from fractions import Fraction

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.libraries.errors import Reverted
from tests.support.reverts import BARE, reverts
from tests.unit.chainlink_oracle.world import (
    BULL,
    BULL_PRICE,
    ETH_USD,
    GRACE,
    USDC_USD,
    Source,
    Sources,
    World,
)

_source = st.builds(
    lambda decimals, worth: Source(decimals, worth * 10**decimals // 10**8),
    st.sampled_from([6, 8, 18]),
    st.integers(10**6, 10**14),
)


def strict_refusal(world: World, reason: str) -> None:
    with reverts(reason):
        world.oracle.price_and_round()
    with pytest.raises(Reverted) as refusal:
        world.twin().price_and_round()
    assert refusal.value.reason == reason


def test_a_bull_is_priced_in_debt_units() -> None:
    assert World().oracle.price_and_round() == (BULL_PRICE, 1)


def test_a_bear_is_priced_the_other_way_with_the_round_of_the_underlying() -> None:
    world = World((USDC_USD, None, ETH_USD, None), decimals=(6, 18), main=2)
    world.feeds[2].set_answer(2_000 * 10**8)
    assert world.oracle.price_and_round() == (10**48 // 2_000, 2)


@pytest.mark.parametrize("main", [0, 1, 2, 3])
def test_the_round_is_that_of_the_main_feed(main: int) -> None:
    one = Source(8, 10**8)
    world = World((one, one, one, one), main=main)
    for index, feed in enumerate(world.feeds):
        for _ in range(index + 1):
            feed.set_answer(10**8)
    assert world.oracle.price_and_round() == world.twin().price_and_round() == (10**24, main + 2)


@pytest.mark.parametrize("decimals", [(6, 18), (18, 6), (8, 18), (18, 8), (6, 8), (18, 18)])
@given(sources=st.tuples(_source, st.none() | _source, st.none() | _source, st.none() | _source))
def test_it_is_the_exact_quotient_rounded_down(decimals: tuple[int, int], sources: Sources) -> None:
    """Or the twin refuses the parameters with the very same reason."""
    with boa.env.anchor():
        world = World(sources, decimals)
        try:
            twin = world.twin()
        except Reverted as refused:
            with reverts(refused.reason):
                _ = world.oracle
            return
        exact = Fraction(10**36 * 10 ** decimals[1], 10 ** decimals[0])
        for i, source in enumerate(sources):
            if source:
                part = Fraction(source.answer, 10**source.decimals)
                exact = exact * part if i < 2 else exact / part
        expected = (exact.numerator // exact.denominator, 1)
        assert world.oracle.price_and_round() == world.oracle.rescue_price() == expected
        assert twin.price_and_round() == twin.rescue_price() == expected


# 10% of the heartbeat, at least 300 s
@pytest.mark.parametrize(
    ("heartbeat", "limit"), [(1, 301), (2_999, 3_299), (3_000, 3_300), (3_019, 3_320), (86_400, 95_040)]
)
@pytest.mark.parametrize("which", [0, 2])
def test_it_refuses_a_stale_feed(which: int, heartbeat: int, limit: int) -> None:
    sources = [replace(source, heartbeat=heartbeat) if source else None for source in BULL]
    world = World((sources[0], None, sources[2], None))
    feed = world.feeds[which]
    feed.set_times(world.now - limit, world.now - limit)
    assert world.oracle.price_and_round() == world.twin().price_and_round() == (BULL_PRICE, 1)
    for updated_at in (world.now - limit - 1, world.now + 1, 0):
        feed.set_times(updated_at, updated_at)
        strict_refusal(world, "oracle: stale")


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("answer", [0, -1, -(2**255)])
def test_it_refuses_what_is_not_positive(which: int, answer: int) -> None:
    world = World()
    world.feeds[which].set_answer(answer)
    strict_refusal(world, "oracle: not positive")


@pytest.mark.parametrize("which", [0, 2])
def test_it_refuses_what_is_out_of_bounds(which: int) -> None:
    world = World()
    first = BULL[which].answer  # type: ignore[union-attr]
    for edge in (first // 10, first * 10):
        world.feeds[which].set_answer(edge)
        assert world.oracle.price_and_round() == world.twin().price_and_round()
    for beyond in (first // 10 - 1, first * 10 + 1, 2**255 - 1):
        world.feeds[which].set_answer(beyond)
        strict_refusal(world, "oracle: out of bounds")


def test_it_refuses_in_the_grace_time_after_a_restart() -> None:
    world = World(l2=True)
    assert world.oracle.price_and_round() == world.twin().price_and_round() == (BULL_PRICE, 1)
    for started_at in (world.now - GRACE, world.now, world.now + 1):
        world.sequencer.set_times(started_at, world.now)
        strict_refusal(world, "oracle: grace time")


def test_it_refuses_while_the_sequencer_is_down() -> None:
    world = World(l2=True)
    world.sequencer.set_answer(1)
    strict_refusal(world, "oracle: sequencer down")


def test_it_refuses_while_the_sequencer_was_never_seen() -> None:
    world = World(l2=True)
    world.sequencer.set_times(0, world.now)
    strict_refusal(world, "oracle: sequencer down")


@pytest.mark.parametrize("which", [0, 2])
def test_it_reverts_with_a_feed_that_reverts(which: int) -> None:
    world = World()
    world.feeds[which].set_broken(True)
    with reverts(BARE):
        world.oracle.price_and_round()
