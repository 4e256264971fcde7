# SPDX-License-Identifier: Apache-2.0
"""Rates come out as parts a year, whatever unit a file has them in, and say how far they reach."""

from pathlib import Path

import numpy as np
import pytest

from steelyard.simulator.data.layout import DataError
from steelyard.simulator.data.rates import load_rates, told
from steelyard.simulator.series import Series
from tests.simulator.data.test_prints import CALM, bars_of

BEGIN = 1_577_836_800
HOUR = 3_600
DAY = 86_400


def written(folder: Path, column: str, *values: float, step: int = 8 * HOUR) -> Path:
    path = folder / "rates.csv"
    path.write_text(
        f"timestamp,{column}\n" + "".join(f"{BEGIN + step * n},{value}\n" for n, value in enumerate(values))
    )
    return path


def test_a_part_a_year_stays_and_percent_are_divided(tmp_path: Path) -> None:
    assert load_rates(written(tmp_path, "borrow_apr", 0.05)).value.tolist() == [0.05]
    assert load_rates(written(tmp_path, "borrow_apr_pct", 5)).value.tolist() == [0.05]


@pytest.mark.parametrize("column", ["rate", "fundingRate", "funding_rate", "last_funding_rate", "Funding Rate"])
def test_what_a_settlement_paid_is_spread_over_the_time_before_it(tmp_path: Path, column: str) -> None:
    series = load_rates(written(tmp_path, column, 0.0005, 0.0005, -0.0001))
    assert series.value == pytest.approx([0.5475, 0.5475, -0.1095])
    assert series.time.tolist() == [BEGIN - 8 * HOUR, BEGIN, BEGIN + 8 * HOUR]
    hourly = load_rates(written(tmp_path, column, 0.0001, 0.0001, step=HOUR))
    assert hourly.value == pytest.approx([0.876, 0.876])


def test_a_hole_in_the_record_is_no_long_settlement(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    times = [BEGIN, BEGIN + 8 * HOUR, BEGIN + 40 * DAY, BEGIN + 40 * DAY + 4 * HOUR]
    path.write_text("timestamp,rate\n" + "".join(f"{time},0.0005\n" for time in times))
    assert load_rates(path).value[1] == pytest.approx(0.5475)
    assert load_rates(path).value[3] == pytest.approx(1.095), "settled more often from then on"


def test_one_settlement_says_not_how_often(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="rate has one record, so how often it is paid is not known; give two"):
        load_rates(written(tmp_path, "rate", 0.0005))


def test_rates_that_begin_late_or_end_early_are_told() -> None:
    bars = bars_of(*[CALM] * 100)
    assert told(Series(np.array([0, 99 * HOUR]), np.array([0.1, 0.2])), bars) == []
    assert told(Series(np.array([0, DAY, 2 * DAY]), np.array([0.1, 0.2, 0.3])), bars) == [
        "the rates end 1970-01-03 00:00:00, 1.1 days before the prices: the last one, 30.00% a year, holds until then"
    ]
    with pytest.raises(
        ValueError,
        match="the rates begin 1970-01-02 00:00:00, the prices 1970-01-01 00:00:00; take --from 1970-01-02, or",
    ):
        told(Series(np.array([DAY]), np.array([0.1])), bars)
