# SPDX-License-Identifier: Apache-2.0
"""The prices of the paired pools and the rounds that its feeds make of them, without a chain."""

from math import log

import pytest

from steelyard.demo.bars import load_bars
from steelyard.demo.pairing.feed import HEARTBEAT
from steelyard.demo.pairing.series import Series, eth_series, meme_series
from steelyard.demo.units import DAY, HOUR

START = 1_621_209_600
SLOPE = Series([0, 1_000, 2_000], [100, 400, 100])


@pytest.mark.parametrize(("time", "price"), [(-5, 100), (0, 100), (500, 200), (1_000, 400), (1_500, 200), (9_999, 100)])
def test_a_price_moves_evenly_between_points_and_stays_outside(time: int, price: int) -> None:
    assert SLOPE.price(time) == price


def test_a_round_comes_when_the_price_has_left_the_last_by_the_deviation() -> None:
    rounds = list(SLOPE.rounds(0, 2_000, 0.1, HEARTBEAT))
    moves = [abs(after.answer / before.answer - 1) for before, after in zip(rounds, rounds[1:], strict=False)]
    assert rounds[0].answer == 100
    assert all(0.1 <= move < 0.2 for move in moves)
    assert 10 < len(rounds) < 30


def test_a_quiet_feed_keeps_its_heartbeat() -> None:
    rounds = list(Series([0, 1], [100, 100]).rounds(0, DAY, 0.01, HEARTBEAT))
    assert [one.updated_at for one in rounds] == list(range(0, DAY, HEARTBEAT))


def test_eth_is_the_bundled_week() -> None:
    bars = load_bars()
    series = eth_series(bars)
    assert all(series.price(bar.time) == bar.open for bar in bars)
    assert min(series.prices) == min(bar.low for bar in bars)


def test_the_generated_week_is_always_the_same() -> None:
    assert meme_series(START, 168) == meme_series(START, 168)


@pytest.mark.parametrize("hours", [1, 15, 24, 100])
def test_a_shorter_generated_week_is_the_beginning_of_a_longer_one(hours: int) -> None:
    short, long = meme_series(START, hours), meme_series(START, 168)
    times = range(START, short.times[-1] + 1, 97)
    assert [short.price(time) for time in times] == [long.price(time) for time in times]


def test_the_wick_loses_four_fifths_and_comes_back_within_the_hour() -> None:
    series = meme_series(START, 24)
    begin = START + 15 * HOUR
    before = series.price(begin)
    assert min(series.price(begin + second) for second in range(0, HOUR, 10)) == pytest.approx(before / 5, rel=0.01)
    assert series.price(begin + HOUR) == pytest.approx(before, rel=0.1)


def test_the_rally_quadruples_within_a_day() -> None:
    series = meme_series(START, 168)
    move = log(series.price(START + 120 * HOUR) / series.price(START + 96 * HOUR))
    assert move == pytest.approx(log(4), abs=0.2)
