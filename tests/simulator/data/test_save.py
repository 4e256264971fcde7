# SPDX-License-Identifier: Apache-2.0
"""What is saved is what is loaded."""

from pathlib import Path

import numpy as np
import pytest

from steelyard.simulator.data.load import load, load_series
from steelyard.simulator.data.save import save, save_series
from steelyard.simulator.series import Series
from tests.simulator.data.test_grid import BEGIN, random_bars


@pytest.mark.parametrize("name", ["ETH_5m.parquet", "ETH_5m.csv.gz"])
def test_bars_come_back_with_their_gaps(tmp_path: Path, name: str) -> None:
    bars = random_bars(1000)
    save(bars, tmp_path / name)
    loaded = load(tmp_path / name, keep_prints=True)
    for column in ("time", "open", "high", "low", "close"):
        np.testing.assert_array_equal(getattr(loaded, column), getattr(bars, column))
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["rate.parquet", "rate.csv.gz"])
def test_series_come_back(tmp_path: Path, name: str) -> None:
    series = Series(BEGIN + np.array([0, 7, 28800]), np.array([0.1, -1e-9, 3.0]))
    save_series(series, tmp_path / name, "rate")
    loaded = load_series(tmp_path / name, column="rate")
    np.testing.assert_array_equal(loaded.time, series.time)
    np.testing.assert_array_equal(loaded.value, series.value)


def test_the_same_bars_make_the_same_file(tmp_path: Path) -> None:
    bars = random_bars(50)
    save(bars, tmp_path / "one.csv.gz")
    save(bars, tmp_path / "two.csv.gz")
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


def test_no_other_form(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.parquet or \.csv\.gz"):
        save(random_bars(5), tmp_path / "ETH_5m.xlsx")
    assert not list(tmp_path.iterdir())
