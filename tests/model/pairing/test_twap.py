# SPDX-License-Identifier: Apache-2.0
"""Mean prices over rounds and over tick cumulatives."""

import pytest

from steelyard.model.libraries.errors import Reverted
from steelyard.model.oracles.twap import Round, mean_of_rounds, mean_tick, price_at_tick, root_at_tick
from tests.model.pairing.support import E36

NOW = 10_000


def rounds(*answers: tuple[int, int]) -> list[Round]:
    return [Round(answer, NOW - ago) for answer, ago in answers]


def test_each_answer_counts_until_the_next() -> None:
    history = rounds((120, 300), (110, 600), (100, 2_000))
    assert mean_of_rounds(history, NOW, 900, 3_600) == (120 * 300 + 110 * 300 + 100 * 300) // 900


def test_an_answer_at_the_start_of_the_window_is_history_enough() -> None:
    assert mean_of_rounds(rounds((100, 900)), NOW, 900, 3_600) == 100


@pytest.mark.parametrize(
    ("history", "reason"),
    [
        (rounds((100, 899)), "twap: history too short"),
        ([], "twap: history too short"),
        (rounds((100, 3_601)), "twap: gap"),
        (rounds((100, 10), (100, 3_700)), "twap: gap"),
        (rounds((100, 10), (100, 5), (100, 1_000)), "twap: rounds out of order"),
        (rounds((100, -1)), "twap: rounds out of order"),
        (rounds((0, 1_000)), "oracle: not positive"),
        (rounds(*((100, second) for second in range(48)), (100, 1_000)), "twap: history too short"),
    ],
)
def test_a_history_that_is_refused(history: list[Round], reason: str) -> None:
    with pytest.raises(Reverted, match=reason):
        mean_of_rounds(history, NOW, 900, 3_600)


def test_forty_eight_rounds_are_enough() -> None:
    history = rounds(*((100, 20 * second) for second in range(48)))
    assert mean_of_rounds(history, NOW, 900, 3_600) == 100


def test_a_window_below_fifteen_minutes_is_refused() -> None:
    with pytest.raises(Reverted, match="twap: window too short"):
        mean_of_rounds(rounds((100, 900)), NOW, 899, 3_600)


def test_a_window_above_a_day_is_refused() -> None:
    with pytest.raises(Reverted, match="twap: window too long"):
        mean_of_rounds(rounds((100, 900)), NOW, 86_401, 3_600)


def test_mean_tick_rounds_down_below_zero_too() -> None:
    assert mean_tick(0, 1_799, 900) == 1
    assert mean_tick(0, -1, 900) == -1


def test_roots_equal_uniswaps_own() -> None:
    assert root_at_tick(0) == 2**96
    assert root_at_tick(-887_272) == 4_295_128_739
    assert root_at_tick(887_272) == 1_461_446_703_485_210_103_287_273_052_203_988_822_378_723_970_342


@pytest.mark.parametrize("tick", [-276_324, -50_000, -1, 0, 1, 1_000, 200_000, 600_000])
def test_prices_follow_the_ticks(tick: int) -> None:
    assert price_at_tick(tick) / E36 == pytest.approx(1.0001**tick, rel=1e-9)


def test_a_tick_beyond_uniswaps_is_refused() -> None:
    with pytest.raises(Reverted, match="twap: tick out of range"):
        price_at_tick(887_273)
