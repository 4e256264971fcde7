# SPDX-License-Identifier: Apache-2.0
"""The closed forms of decay, against a brute-force walk and against each other."""

from math import exp, inf, log

import numpy as np
import pytest

from steelyard.simulator import decay


@pytest.mark.parametrize("factor", [3, 2, -1, -2, -3])
def test_growth_is_what_a_fine_walk_comes_to(factor: int) -> None:
    volatility, years, steps = 0.8, 0.5, 200_000
    moves = np.random.default_rng(7).normal(0, volatility * (years / steps) ** 0.5, steps)
    walked = float(np.prod(1 + factor * np.expm1(moves)))
    realised = float(np.sqrt((moves**2).sum() / years))
    assert decay.growth(factor, realised, years, exp(moves.sum())) == pytest.approx(walked, rel=0.01)


@pytest.mark.parametrize(("factor", "left"), [(2, 0.527), (3, 0.147), (-1, 0.527), (-2, 0.147), (-3, 0.0215)])
def test_a_year_at_80_percent_leaves_what_the_documentation_says(factor: int, left: float) -> None:
    assert decay.growth(factor, 0.8, 1, 1) == pytest.approx(left, abs=0.0006)


def test_half_life_of_a_10x_is_nine_days() -> None:
    assert decay.half_life(10, 0.8) * 365 == pytest.approx(8.8, abs=0.05)
    assert decay.growth(10, 0.8, decay.half_life(10, 0.8), 1) == pytest.approx(0.5)


def test_nothing_decays_between_cash_and_the_underlying() -> None:
    assert decay.half_life(1, 0.8) == inf
    assert decay.half_life(1, 0.8, cost=0.1) == pytest.approx(log(2) / 0.1)


@pytest.mark.parametrize("factor", [3, -2])
def test_at_break_even_the_end_is_the_beginning(factor: int) -> None:
    ratio = decay.break_even(factor, 0.8, 0.25, cost=0.1)
    assert decay.growth(factor, 0.8, 0.25, ratio, cost=0.1) == pytest.approx(1)
    assert (ratio > 1) is (factor > 0)


@pytest.mark.parametrize("factor", [3, -2])
def test_level_with_holding(factor: int) -> None:
    ratio = decay.beats_holding(factor, 0.8, 0.25)
    assert decay.growth(factor, 0.8, 0.25, ratio) == pytest.approx(ratio)


def test_break_even_volatility_undoes_break_even() -> None:
    assert decay.break_even_volatility(3, 0.25, decay.break_even(3, 0.8, 0.25, cost=0.1), cost=0.1) == pytest.approx(
        0.8
    )
    assert decay.break_even_volatility(3, 1, 1.01, cost=0.5) == 0


def test_what_makes_no_sense_is_refused_with_its_value() -> None:
    with pytest.raises(ValueError, match="multiplied by -0.1"):
        decay.growth(3, 0.8, 1, -0.1)
    with pytest.raises(ValueError, match="an exposure of 0"):
        decay.break_even(0, 0.8, 1)
    with pytest.raises(ValueError, match="an exposure of 1"):
        decay.beats_holding(1, 0.8, 1)
    with pytest.raises(ValueError, match="an exposure of 0.5"):
        decay.break_even_volatility(0.5, 1, 1.1)
