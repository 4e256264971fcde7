# SPDX-License-Identifier: Apache-2.0
"""Prices that nothing around them confirms are marked and taken out; what stayed is left alone."""

import numpy as np
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.data.layout import DataError
from steelyard.simulator.data.prints import told, without_bad_prints

HOUR = 3_600
Row = tuple[float, float, float, float]
CALM: Row = (100, 101, 99, 100)


def bars_of(*rows: Row) -> Bars:
    opened, high, low, close = np.array(rows, dtype=float).T
    return Bars("ETH", HOUR, HOUR * np.arange(len(rows)), opened, high, low, close)


def around(*rows: Row) -> Bars:
    return bars_of(*[CALM] * 4, *rows, *[CALM] * 4)


def row(bars: Bars, number: int) -> list[float]:
    return [float(column[number]) for column in (bars.open, bars.high, bars.low, bars.close)]


@pytest.mark.parametrize(
    ("bad", "left"),
    [
        ((100, 101, 49, 98), (100, 101, 98, 98)),
        ((100, 203, 99, 98), (100, 100, 99, 98)),
        ((100, 203, 49, 98), (100, 100, 98, 98)),
        ((100, 101, 30, 30), (np.nan,) * 4),
        ((30, 101, 30, 100), (np.nan,) * 4),
        ((30, 30, 30, 30), (np.nan,) * 4),
    ],
)
def test_what_came_and_was_gone_is_taken_out(bad: Row, left: Row) -> None:
    bars = without_bad_prints(around(bad))
    np.testing.assert_array_equal(row(bars, 4), left)
    assert bars.prints.tolist() == [4 * HOUR]
    assert row(bars, 3) == row(bars, 5) == list(CALM)
    kept = without_bad_prints(around(bad), keep=True)
    assert (row(kept, 4), kept.prints.tolist()) == (list(bad), [4 * HOUR])


def test_two_bars_of_one_crash_of_one_exchange() -> None:
    """Kraken on 2017-05-07: closed an hour at 30, and reached 26 in the next."""
    bars = without_bad_prints(around((100, 101, 30, 30), (75, 98, 26, 97)))
    assert np.isnan(row(bars, 4)).all()
    assert row(bars, 5) == [75, 98, 75, 97]


@pytest.mark.parametrize(
    "rows",
    [
        [CALM] * 4 + [(100.0, 101.0, 51.0, 98.0)] + [CALM] * 4,
        [CALM] * 4 + [(100.0, 101.0, 30.0, 40.0)] + [(40.0, 41.0, 38.0, 40.0)] * 4,
        [CALM] * 4 + [(300.0, 310.0, 290.0, 300.0)] * 4,
        [CALM] * 4 + [(100.0, 101.0, 30.0, 98.0)],
        [(100.0, 101.0, 30.0, 98.0)] + [CALM] * 4,
        [CALM] * 4 + [(100.0, 101.0, 60.0, 98.0), (100.0, 101.0, 45.0, 98.0), (98.0, 101.0, 70.0, 98.0)] + [CALM] * 4,
        [CALM] * 4 + [(100.0, 101.0, 30.0, 40.0), (40.0, 41.0, 38.0, 40.0)],
    ],
    ids=[
        "half is not far enough",
        "it stayed down",
        "it rose and stayed",
        "nothing after",
        "nothing before",
        "bars around went nearly as far",
        "it stayed down at the end",
    ],
)
def test_what_is_no_bad_print(rows: list[Row]) -> None:
    bars = bars_of(*rows)
    cleaned = without_bad_prints(bars)
    assert cleaned is bars
    assert told(cleaned, kept=False) == []


def test_gaps_do_not_hide_it() -> None:
    gap = (np.nan,) * 4
    bars = without_bad_prints(bars_of(CALM, gap, CALM, gap, (100, 101, 30, 98), gap, gap, CALM, CALM, CALM))
    assert bars.prints.tolist() == [4 * HOUR]


def test_a_file_full_of_them_is_refused() -> None:
    rows = [CALM, CALM, CALM, (100.0, 101.0, 30.0, 98.0)] * 10
    with pytest.raises(DataError, match="ETH: 9 of 40 bars have prices that no bar around confirms, the first at 1970"):
        without_bad_prints(bars_of(*rows))
    assert len(without_bad_prints(bars_of(*rows), keep=True).prints) == 9


def test_those_that_come_along() -> None:
    """ETH at $30 and $26 in May 2017 and at $700 on 2021-02-22 was Kraken's alone: Binance's low of that hour is
    1,551; the true crashes of March 2020 and May 2021 stay."""
    ether = best("ETH", HOUR).bars()
    assert ether.prints.tolist() == [1_494_194_400, 1_494_198_000, 1_614_002_400]
    assert told(ether, kept=False) == [
        "bad prints in 3 bars, taken out as no bar around confirms them: 2017-05-07 22:00:00, 2017-05-07 23:00:00, "
        "2021-02-22 14:00:00 UTC"
    ]
    assert ether.between(1_613_952_000, 1_614_038_400).low.min() > 1_500
    assert len(best("BTC", HOUR).bars().prints) == 0
    assert len(best("ETH", HOUR).bars(86_400).prints) == 2, "days of them"
    assert len(ether.between(0, 1_600_000_000).prints) == 2
