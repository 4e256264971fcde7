# SPDX-License-Identifier: Apache-2.0
"""Series of rates and the like are read as step functions."""

from pathlib import Path

import pytest

from steelyard.simulator.data.load import load_series
from steelyard.simulator.data.table import DataError

BEGIN = 1_577_836_800


def written(folder: Path, *lines: str) -> Path:
    path = folder / "rates.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_only_column_needs_no_name(tmp_path: Path) -> None:
    series = load_series(written(tmp_path, "timestamp,gwei", f"{BEGIN},10", f"{BEGIN + 60},12.5"))
    assert series.time.tolist() == [BEGIN, BEGIN + 60]
    assert series.value.tolist() == [10, 12.5]


def test_one_column_of_several(tmp_path: Path) -> None:
    path = written(tmp_path, "timestamp,supply,borrow", f"{BEGIN},1,2", f"{BEGIN + 3600},3,4")
    assert load_series(path, column="borrow").value.tolist() == [2, 4]
    with pytest.raises(DataError, match="a column must be one of its columns: supply, borrow"):
        load_series(path)
    with pytest.raises(DataError, match="lend must be one of its columns"):
        load_series(path, column="lend")


def test_funding_of_the_archive(tmp_path: Path) -> None:
    times = [BEGIN * 1000, BEGIN * 1000 + 8 * 3_600_000 + 3]
    path = written(
        tmp_path, "calc_time,funding_interval_hours,last_funding_rate", *(f"{time},8,-0.0001" for time in times)
    )
    series = load_series(path, column="last_funding_rate")
    assert series.time.tolist() == [BEGIN, BEGIN + 8 * 3600]
    assert series.value.tolist() == [-0.0001, -0.0001]


def test_one_symbol_of_several(tmp_path: Path) -> None:
    path = written(tmp_path, "symbol,timestamp,rate", f"BTCUSDT,{BEGIN + 9},1", f"ETHUSDT,{BEGIN},2")
    assert load_series(path, symbol="ETHUSDT").value.tolist() == [2]


def test_of_records_in_one_second_the_last_counts(tmp_path: Path) -> None:
    path = written(tmp_path, "timestamp,price", f"{BEGIN},1", f"{BEGIN},2", f"{BEGIN + 1},3", f"{BEGIN + 1},4")
    series = load_series(path)
    assert (series.time.tolist(), series.value.tolist()) == ([BEGIN, BEGIN + 1], [2, 4])


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (
            (f"{BEGIN},1", f"{BEGIN - 1},2", f"{BEGIN + 9},2"),
            "row 2: 2019-12-31 23:59:59 comes after 2020-01-01 00:00:00; sort the rows by time",
        ),
        ((f"{BEGIN},1", f"{BEGIN + 1},"), "row 2: rate nan is not finite"),
        ((f"{BEGIN},1", f"{BEGIN + 1},high"), "row 2: rate high is no number"),
    ],
)
def test_refusals(tmp_path: Path, lines: tuple[str, str], fault: str) -> None:
    with pytest.raises(DataError, match=rf"rates\.csv, {fault}"):
        load_series(written(tmp_path, "timestamp,rate", *lines))


def test_the_newest_may_come_first(tmp_path: Path) -> None:
    series = load_series(written(tmp_path, "timestamp,gwei", f"{BEGIN + 60},12.5", f"{BEGIN},10"))
    assert (series.time.tolist(), series.value.tolist()) == ([BEGIN, BEGIN + 60], [10, 12.5])
