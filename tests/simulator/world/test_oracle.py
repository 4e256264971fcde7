# SPDX-License-Identifier: Apache-2.0
"""The feed: when it answers what."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.simulator.path import Path
from steelyard.simulator.world import Oracle

NONE = float("nan")


def answers_of(oracle: Oracle, *prices: float, step: int = 600) -> tuple[list[float], list[bool]]:
    """Of a price each ten minutes."""
    answers = oracle.answers(Path.of_closes(np.arange(len(prices)) * step, np.array(prices)))
    return answers.answer.tolist(), answers.is_new.tolist()


def test_a_round_needs_the_deviation() -> None:
    answer, is_new = answers_of(Oracle(0.005, 86_400), 100, 100.4, 100.5, 100.9, 99.9)
    assert answer == [100, 100, 100.5, 100.5, 99.9]
    assert is_new == [True, False, True, False, True]


def test_or_the_heartbeat() -> None:
    answer, is_new = answers_of(Oracle(0.5, 1_200), 100, 101, 102, 103, 104)
    assert answer == [100, 100, 102, 102, 104]
    assert is_new == [True, False, True, False, True]


def test_without_a_price_the_last_answer_stays() -> None:
    answer, is_new = answers_of(Oracle(0.005, 600), NONE, 100, NONE, NONE, 101)
    assert answer == pytest.approx([NONE, 100, 100, 100, 101], nan_ok=True)
    assert is_new == [False, True, False, False, True]


def test_a_lagging_feed_answers_what_it_saw() -> None:
    answer, is_new = answers_of(Oracle(0.005, 86_400, lag=700), 100, 102, 104, 104, NONE)
    assert answer == [100, 100, 100, 102, 104]
    assert is_new == [True, False, False, True, True]


def test_answers_are_whole_units_of_the_feed() -> None:
    assert answers_of(Oracle(), 0.123456789)[0] == [0.12345679]


@given(st.lists(st.floats(50, 200), min_size=1, max_size=50), st.floats(0.001, 0.1))
def test_it_is_never_further_away_than_the_deviation(prices: list[float], deviation: float) -> None:
    answer, _ = answers_of(Oracle(deviation, 10**9), *prices)
    assert np.all(np.abs(np.array(prices) / answer - 1) <= deviation + 1e-9)


def test_a_price_that_no_feed_can_say_is_refused() -> None:
    path = Path.of_closes(np.array([0, 60]), np.array([1.0, 1e11]))
    with pytest.raises(ValueError, match="a price of 1e\\+11 dollars"):
        Oracle().answers(path)
