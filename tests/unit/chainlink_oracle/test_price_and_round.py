# SPDX-License-Identifier: Apache-2.0
"""The strict answer: exact, and refused whenever a source is in doubt."""

from fractions import Fraction

import boa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.refusal import BARE, refuses
from tests.unit.chainlink_oracle.world import ETH_USD, GRACE, HEARTBEAT, USDC_USD, World

BULL = (ETH_USD, None, USDC_USD, None)
_feed = st.tuples(st.sampled_from([6, 8, 18]), st.integers(10**6, 10**14)).map(lambda f: (f[0], f[1] * 10 ** f[0] // 10**8))


def test_a_bull_is_priced_in_debt_units() -> None:
    world = World(BULL)
    assert world.oracle.price_and_round() == (3_000 * 10**24, 1)
    assert world.oracle.price() == 3_000 * 10**24


def test_a_bear_is_priced_the_other_way_with_the_round_of_the_underlying() -> None:
    world = World((USDC_USD, None, ETH_USD, None), decimals=(6, 18), main=2)
    world.feeds[2].set_answer(2_000 * 10**8)
    assert world.oracle.price_and_round() == (10**48 // 2_000, 2)


@pytest.mark.parametrize("decimals", [(6, 18), (18, 6), (8, 18), (18, 8), (6, 8), (18, 18)])
@given(feeds=st.tuples(_feed, st.none() | _feed, st.none() | _feed, st.none() | _feed))
def test_it_is_the_exact_quotient_rounded_down(decimals, feeds) -> None:  # type: ignore[no-untyped-def]
    with boa.env.anchor():
        try:
            world = World(feeds, decimals)
        except boa.BoaError:
            return
        exact = Fraction(10**36 * 10 ** decimals[1], 10 ** decimals[0])
        for i, feed in enumerate(feeds):
            if feed:
                part = Fraction(feed[1], 10 ** feed[0])
                exact = exact * part if i < 2 else exact / part
        expected = (exact.numerator // exact.denominator, 1)
        assert world.oracle.price_and_round() == world.oracle.rescue_price() == expected
        assert world.twin().price_and_round() == world.twin().rescue_price() == expected


@pytest.mark.parametrize("which", [0, 2])
def test_it_refuses_a_stale_feed(which: int) -> None:
    world = World(BULL)
    feed, limit = world.feeds[which], HEARTBEAT + HEARTBEAT // 10
    feed.set_times(world.now - limit, world.now - limit)
    assert world.oracle.price() == 3_000 * 10**24
    for updated_at in (world.now - limit - 1, world.now + 1, 0):
        feed.set_times(updated_at, updated_at)
        with refuses("oracle: stale"):
            world.oracle.price_and_round()


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("answer", [0, -1])
def test_it_refuses_what_is_not_positive(which: int, answer: int) -> None:
    world = World(BULL)
    world.feeds[which].set_answer(answer)
    with refuses("oracle: not positive"):
        world.oracle.price_and_round()


@pytest.mark.parametrize("which", [0, 2])
def test_it_refuses_what_is_out_of_bounds(which: int) -> None:
    world = World(BULL)
    first = BULL[which][1]  # type: ignore[index]
    for edge in (first // 10, first * 10):
        world.feeds[which].set_answer(edge)
        assert world.oracle.price_and_round() == world.twin().price_and_round()
    for beyond in (first // 10 - 1, first * 10 + 1):
        world.feeds[which].set_answer(beyond)
        with refuses("oracle: out of bounds"):
            world.oracle.price_and_round()


def test_it_refuses_while_the_sequencer_is_down_and_in_its_grace_time() -> None:
    world = World(BULL, l2=True)
    assert world.oracle.price() == 3_000 * 10**24
    world.sequencer.set_times(world.now - GRACE, world.now)
    with refuses("oracle: grace time"):
        world.oracle.price_and_round()
    world.sequencer.set_answer(1)
    with refuses("oracle: sequencer down"):
        world.oracle.price_and_round()


def test_it_reverts_with_a_feed_that_reverts() -> None:
    world = World(BULL)
    world.feeds[2].set_broken(True)
    with refuses(BARE):
        world.oracle.price_and_round()
