# SPDX-License-Identifier: Apache-2.0
"""From bars to the order in which prices were seen."""

import numpy as np
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.path import Path

NAN = float("nan")


def bars_of(*rows: tuple[float, float, float, float], step: int = 3600) -> Bars:
    time = np.arange(len(rows), dtype=np.int64) * step
    return Bars("ETH", step, time, *(np.array(column) for column in zip(*rows, strict=True)))


def test_a_rising_bar_sees_its_low_first_and_a_falling_one_its_high() -> None:
    path = Path.of(bars_of((10, 14, 8, 12), (12, 13, 7, 9)))
    assert path.price.tolist() == [10, 8, 14, 12, 12, 13, 7, 9]
    assert path.time.tolist() == [0, 900, 1800, 2700, 3600, 4500, 5400, 6300]
    assert path.bar_price.tolist() == [12, 9]
    assert path.bar_time.tolist() == [2700, 6300]


def test_a_bar_without_a_price_stays_without() -> None:
    path = Path.of(bars_of((10, 14, 8, 12), (NAN, NAN, NAN, NAN)), 8)
    assert np.isnan(path.price[8:]).all()
    assert np.isfinite(path.price[:8]).all()


def test_more_prices_lie_evenly_between_the_four() -> None:
    path = Path.of(bars_of((1, 16, 1, 16)), 8)
    assert path.price == pytest.approx([1, 1, 1, 4, 16, 16, 16, 16])
    assert path.time.tolist() == list(range(0, 3600, 450))


def test_an_odd_number_of_prices_is_refused() -> None:
    with pytest.raises(ValueError, match="6 prices a bar"):
        Path.of(bars_of((1, 2, 1, 2)), 6)


def test_between_takes_the_bars_that_open_there() -> None:
    chosen = bars_of(*[(1, 1, 1, float(1))] * 5).between(3600, 10_800)
    assert chosen.time.tolist() == [3600, 7200]
    assert len(chosen) == 2
    assert chosen.missing == 0
