# SPDX-License-Identifier: Apache-2.0
"""The rescue answer works in a crash: a fresh main feed, the sequencer, and a value on every other feed."""

import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.reverts import BARE, reverts
from tests.unit.chainlink_oracle.world import BULL_PRICE, ETH_USD, HEARTBEAT, USDC_USD, World


def rescue_refusal(world: World, reason: str) -> None:
    with reverts(reason):
        world.oracle.rescue_price()
    with pytest.raises(Reverted) as refusal:
        world.twin().rescue_price()
    assert refusal.value.reason == reason


def test_it_knows_no_bounds() -> None:
    world = World()
    world.feeds[0].set_answer(10**8)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (10**24, 2)


def test_another_feed_counts_at_its_last_value() -> None:
    world = World()
    world.feeds[2].set_answer(2 * 10**8)
    world.feeds[2].set_times(1, 1)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (BULL_PRICE // 2, 1)


def test_the_round_is_that_of_the_main_feed() -> None:
    world = World((USDC_USD, None, ETH_USD, None), decimals=(6, 18), main=2)
    world.feeds[2].set_answer(2_000 * 10**8)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (10**48 // 2_000, 2)


@pytest.mark.parametrize("which", [0, 2])
@pytest.mark.parametrize("answer", [0, -1])
def test_a_feed_that_is_not_positive_has_no_value(which: int, answer: int) -> None:
    """To count another feed at its lower bound would overstate the price of the collateral tenfold here."""
    world = World()
    world.feeds[which].set_answer(answer)
    rescue_refusal(world, "oracle: not positive")


@pytest.mark.parametrize("updated_at", ["late", "future"])
def test_it_refuses_a_stale_main_feed(updated_at: str) -> None:
    world = World()
    limit = world.now - HEARTBEAT - HEARTBEAT // 10
    world.feeds[0].set_times(limit, limit)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (BULL_PRICE, 1)
    moment = {"late": limit - 1, "future": world.now + 1}[updated_at]
    world.feeds[0].set_times(moment, moment)
    rescue_refusal(world, "oracle: stale")


def test_it_waits_for_no_grace_time_but_for_the_sequencer() -> None:
    world = World(l2=True)
    world.sequencer.set_times(world.now, world.now)
    assert world.oracle.rescue_price() == world.twin().rescue_price() == (BULL_PRICE, 1)
    world.sequencer.set_answer(1)
    rescue_refusal(world, "oracle: sequencer down")


def test_answers_that_outgrow_a_word_have_no_quotient() -> None:
    """Outside the bounds nothing promises that the product fits: 10**24 * (2**255 - 1) does not."""
    world = World()
    world.feeds[0].set_answer(2**255 - 1)
    rescue_refusal(world, "math: mul_div overflow")


@pytest.mark.parametrize("which", [0, 2])
def test_it_cannot_know_a_feed_that_reverts(which: int) -> None:
    world = World()
    world.feeds[which].set_broken(True)
    with reverts(BARE):
        world.oracle.rescue_price()
