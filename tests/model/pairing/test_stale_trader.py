# SPDX-License-Identifier: Apache-2.0
"""The trader who is faster than the feed: what ships leaves them nothing, and what is unguarded does not."""

from dataclasses import replace

import numpy as np
import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.model.oracles.twap import Round
from steelyard.model.pairing.valuation import Side
from studies.stale_trader.environment import HOLDER, Environment
from studies.stale_trader.library import bundled
from studies.stale_trader.markets import Market, Pricing, majors, market
from studies.stale_trader.price_path import PricePath, with_real_feed, with_simulated_feed
from studies.stale_trader.queues import Way, play_queues
from studies.stale_trader.search import search
from studies.stale_trader.trader import Position

CHANCES = 2


@pytest.fixture(scope="module")
def price_path() -> PricePath:
    return bundled()


@pytest.mark.parametrize("terms", [one for one in majors() if one.is_default], ids=lambda one: one.name)
def test_a_default_market_leaves_him_nothing(terms: Market, price_path: PricePath) -> None:
    outcome = search(terms, price_path, CHANCES)
    assert outcome.chances == CHANCES
    assert outcome.visitor is not None and outcome.visitor.profit < 0
    assert outcome.holder is not None and outcome.holder.profit < 0
    assert outcome.is_safe


def test_without_margin_and_fee_he_takes_a_clear_profit_from_the_liquidity(price_path: PricePath) -> None:
    outcome = search(market(3, Pricing.DIRECT).with_terms(margin=0, swap=0), replace(price_path, deviation=0), CHANCES)
    assert not outcome.is_safe
    assert outcome.visitor is not None and outcome.visitor.profit > 0.003
    assert outcome.visitor.liquidity == pytest.approx(-outcome.visitor.profit, rel=0.05)


@pytest.mark.parametrize("pricing", [Pricing.DIRECT, Pricing.STANDING])
def test_the_same_market_at_once_or_with_orders_that_wait_for_him_is_not_safe(
    pricing: Pricing, price_path: PricePath
) -> None:
    outcome = search(market(3, pricing), price_path, CHANCES)
    assert not outcome.is_safe
    assert outcome.visitor is not None and outcome.visitor.profit > 0.003


def test_the_gain_on_one_jump_is_the_gap_less_margin_and_fee() -> None:
    times = np.arange(0, 20 * HOUR, 60)
    closes = np.where(times < 12 * HOUR, 100.0, 98.0)
    made = with_simulated_feed("made", "here", times, closes, deviation=0.005, lag=3)
    outcome = search(market(2, Pricing.DIRECT), made, CHANCES)
    assert outcome.chances == CHANCES
    assert outcome.visitor is not None and outcome.whole is not None
    assert (outcome.visitor.way_in, outcome.visitor.trades) == ("mint FT", 1)
    assert outcome.visitor.of_volume == pytest.approx(99.5 / 98 - 1 - 0.0015, abs=3e-4)
    assert outcome.whole.profit == pytest.approx(outcome.visitor.profit, rel=0.01)
    assert outcome.visitor.liquidity == pytest.approx(-outcome.visitor.profit, rel=0.01)


def test_what_lp_loses_in_a_jump_is_no_gain_of_who_leaves_by_an_order() -> None:
    times = np.arange(0, 10 * HOUR, 60)
    made = with_simulated_feed("made", "here", times, np.where(times < 6 * HOUR, 100.0, 65.0), deviation=0.005, lag=1)
    environment = Environment(market(2, Pricing.COMMIT), made, 0)
    while environment.now < 6 * HOUR - 60:
        environment.keep()
        environment.advance()
    position = Position(environment, Side.LEVERAGED, HOLDER)
    assert position.take_over(4)
    left = position.leave_at_once()
    assert left is not None
    assert left.held > 10 * -left.stale > 0


def test_who_waits_for_a_rebalance_at_a_wrong_price_gains_the_gap_and_had_paid_more_to_come_in() -> None:
    times = np.arange(HOUR // 2, 4 * DAY, 300)  # so that no heartbeat falls on noon or midnight
    from_noon = np.abs(times % DAY - DAY // 2)
    closes = np.select([from_noon <= 600, from_noon >= DAY // 2 - 600], [99.55, 99.6], 100.0)
    made = with_simulated_feed("made", "here", times, closes, deviation=0.005, lag=1)
    exits = {(one.way, one.side): one for one in play_queues(market(2, Pricing.COMMIT), made).exits}
    leveraged = exits[Way.WAIT, "LT"]
    assert leveraged.days == leveraged.chosen == 2
    assert leveraged.gain == pytest.approx(0.0045, rel=0.05)
    assert leveraged.profit == pytest.approx(leveraged.chosen * (leveraged.gain - leveraged.cost), rel=0.01)
    assert leveraged.profit < 0
    assert not any(way is Way.RECALL for way, _ in exits)  # a request binds before the price that pays it is known


def test_a_simulated_feed_answers_late_at_its_threshold_or_its_heartbeat() -> None:
    times = np.arange(0, 10 * HOUR, 60)
    closes = np.full(len(times), 100.0)
    closes[times >= 5 * HOUR + 600] = 101.0
    rounds = with_simulated_feed("made", "here", times, closes, deviation=0.005, lag=2).rounds
    assert [item.updated_at for item in rounds[:6]] == [*(hour * HOUR for hour in range(6))]
    assert rounds[6] == Round(10_100_000_000, 5 * HOUR + 720)


def test_a_lasting_difference_of_two_dollars_is_no_gap() -> None:
    times = np.arange(4 * HOUR, 48 * HOUR, 300)
    rounds = [Round(100 * 10**8, at) for at in range(0, 48 * HOUR, HOUR)]
    made = with_real_feed("made", "here", times, np.full(len(times), 99.0), rounds, 0.005)
    assert np.abs(made.gaps).max() < 1e-6
