# SPDX-License-Identifier: Apache-2.0
"""What a holder made of a run, on NAVs whose measures are known."""

from math import isnan, sqrt

import numpy as np
import pytest

from steelyard.simulator.measures.returns import beside, returns
from steelyard.simulator.run import Fills, Run, Totals

DAY = 86_400
NONE = Fills(*(np.zeros(0, np.int64), *(np.zeros(0),) * 4))


def run_of(navs: list[float], prices: list[float], step: int = DAY) -> Run:
    totals = Totals(navs[-1], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1)
    time = np.arange(1, len(navs) + 1, dtype=np.int64) * step - 1
    nothing = np.zeros(len(navs))
    return Run(
        "x", 3.0, False, totals, time, np.array(prices), np.array(navs), nothing, nothing, nothing, nothing, NONE
    )


def test_the_measures_of_a_known_nav() -> None:
    found = returns(run_of([100, 120, 90, 60, 130, 110], [100, 110, 100, 90, 110, 100]))
    assert found.total == pytest.approx(0.10)
    assert found.yearly == pytest.approx(1.1 ** (365 / 5) - 1)
    days = np.array([0, 0.2, -0.25, -1 / 3, 130 / 60 - 1, 110 / 130 - 1])
    assert found.volatility == pytest.approx(days.std(ddof=1) * sqrt(365))
    assert found.worst_day == pytest.approx(-1 / 3)
    assert found.max_drawdown == pytest.approx(-0.5)
    assert found.under_water == pytest.approx(3)


def test_what_died_stays_dead_and_its_last_day_counts() -> None:
    found = returns(run_of([100, 50, 0, 0, 0], [100, 80, 60, 60, 60]))
    assert (found.total, found.worst_day, found.max_drawdown) == (-1, -1, -1)
    assert found.yearly == -1
    assert found.under_water == pytest.approx(4)


def test_what_only_rises_is_never_under_water() -> None:
    found = returns(run_of([100, 110, 120], [100, 103, 107]))
    assert (found.worst_day, found.max_drawdown, found.under_water) == (0, 0, 0)


def test_a_gap_in_prices_is_no_loss() -> None:
    nan = float("nan")
    assert returns(run_of([100, nan, 100, 100], [100, nan, 100, 100])).max_drawdown == 0
    assert isnan(returns(run_of([100], [100])).yearly)


def test_beside_holding_and_the_two_ideals() -> None:
    found = beside(run_of([100, 100, 100], [100, 110, 99], step=DAY // 2))
    assert found.holding == pytest.approx(-0.01)
    assert found.daily == pytest.approx(1.3 * (1 + 3 * (99 / 110 - 1)) - 1, abs=1e-9)
    assert found.continuous == pytest.approx(1.3 * 0.7 - 1)
