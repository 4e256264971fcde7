# SPDX-License-Identifier: Apache-2.0
"""Months and days of the archive become one file that the loader reads."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from steelyard.simulator.data.download import Downloaded, download, download_funding
from steelyard.simulator.data.fetch import ArchiveError, Fetcher
from steelyard.simulator.data.load import load, load_series
from steelyard.simulator.data.rates import load_rates
from steelyard.simulator.data.table import DataError
from tests.simulator.data.server import Files

HOUR = 3_600
TODAY = date(2025, 2, 4)
MONTHLY = "data/spot/monthly/klines/ETHUSDT/1h/ETHUSDT-1h-"
DAILY = "data/spot/daily/klines/ETHUSDT/1h/ETHUSDT-1h-"
QUIET = Console(quiet=True)


def second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def klines(first: date, days: int) -> list[str]:
    """Hourly rows whose close is the number of the hour since 1970; the times in microseconds from 2025 on."""
    unit = 10**6 if first.year >= 2025 else 1000
    hours = range(second(first) // HOUR, second(first) // HOUR + 24 * days)
    return [f"{hour * HOUR * unit},{hour},{hour},{hour},{hour},5,0,5,1,1,1,0" for hour in hours]


def fill(files: Files) -> None:
    """November and December; January by days only, as its file is not made yet; the first three days of February."""
    files.add_csv(f"{MONTHLY}2024-11.zip", *klines(date(2024, 11, 1), 30))
    files.add_csv(f"{MONTHLY}2024-12.zip", *klines(date(2024, 12, 1), 31))
    for number in range(34):
        day = date(2025, 1, 1) + timedelta(number)
        files.add_csv(f"{DAILY}{day}.zip", *klines(day, 1))


def get(fetcher: Fetcher, folder: Path, start: date, end: date, market: str = "spot") -> Downloaded:
    return download("ETHUSDT", "1h", start, end, folder, market=market, fetcher=fetcher, console=QUIET, today=TODAY)


def test_months_and_days_make_one_series(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    fill(files)
    answer = get(fetcher, tmp_path, date(2024, 11, 15), TODAY)
    bars = load(answer.path)
    assert answer == Downloaded(tmp_path / "ETHUSDT_binance_1h.parquet", len(bars), ())
    assert (bars.symbol, bars.step, bars.missing) == ("ETHUSDT", HOUR, 0)
    assert (bars.time[0], bars.time[-1]) == (second(date(2024, 11, 15)), second(TODAY) - HOUR)
    np.testing.assert_array_equal(bars.close, bars.time // HOUR)


def test_the_first_and_last_day_are_part_of_it(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    fill(files)
    bars = load(get(fetcher, tmp_path, date(2024, 11, 5), date(2024, 12, 5)).path)
    assert (bars.time[0], bars.time[-1]) == (second(date(2024, 11, 5)), second(date(2024, 12, 6)) - HOUR)


def test_what_the_archive_lacks_is_told_and_has_no_price(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    fill(files)
    del files.content[f"{MONTHLY}2024-12.zip.CHECKSUM"], files.content[f"{DAILY}2025-01-03.zip.CHECKSUM"]
    answer = get(fetcher, tmp_path, date(2024, 10, 1), date(2025, 1, 4))
    assert answer.missing == (f"{MONTHLY}2024-10.zip", f"{MONTHLY}2024-12.zip", f"{DAILY}2025-01-03.zip")
    bars = load(answer.path)
    assert (bars.missing, answer.rows) == (24 * 32, 24 * 33)
    assert bars.time[0] == second(date(2024, 11, 1))


def test_a_second_run_fetches_only_what_is_new(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    fill(files)
    get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 12, 31))
    files.seen.clear()
    bars = load(get(fetcher, tmp_path, date(2024, 11, 1), date(2025, 1, 1)).path)
    assert {one.path for one in files.seen if not one.path.endswith(".CHECKSUM")} == {f"{DAILY}2025-01-01.zip"}
    assert len(bars) == 24 * 62


def test_a_second_download_adds_to_the_first(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    fill(files)
    get(fetcher, tmp_path, date(2024, 12, 1), date(2024, 12, 31))
    answer = get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 10))
    bars = load(answer.path)
    assert (bars.time[0], bars.time[-1]) == (second(date(2024, 11, 1)), second(date(2025, 1, 1)) - HOUR)
    assert (answer.rows, bars.missing) == (24 * 41, 24 * 20)


def test_a_month_that_the_archive_mended_takes_the_place_of_the_old_one(
    files: Files, fetcher: Fetcher, tmp_path: Path
) -> None:
    fill(files)
    rows = klines(date(2024, 11, 1), 30)
    files.add_csv(f"{MONTHLY}2024-11.zip", *(row.replace(",5,0,5,", ",7,0,7,") for row in rows[:5]), *rows[6:])
    assert load(get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 30)).path).missing == 1
    fill(files)
    assert load(get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 30)).path).missing == 0


def test_one_bad_row_is_a_gap_that_is_told(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    rows = klines(date(2024, 11, 1), 30)
    time = rows[9].partition(",")[0]
    rows[9] = f"{time},0,0,0,0,0,0,0,0,0,0,0"
    files.add_csv(f"{MONTHLY}2024-11.zip", *rows)
    answer = get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 30))
    assert [told.partition("row ")[2] for told in answer.faults] == [
        "10: open 0.0 is no positive price; mend or delete the row"
    ]
    bars = load(answer.path)
    assert (answer.rows, np.flatnonzero(np.isnan(bars.close)).tolist()) == (719, [9])


def test_perpetuals_are_another_series(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    files.add_csv(
        "data/futures/um/monthly/klines/ETHUSDT/1h/ETHUSDT-1h-2024-11.zip",
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
        *klines(date(2024, 11, 1), 30),
    )
    answer = get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 30), market="perp")
    assert answer == Downloaded(tmp_path / "ETHUSDT_perp_binance_1h.parquet", 24 * 30, ())


def test_funding_rates(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    folder = "data/futures/um/monthly/fundingRate/ETHUSDT/ETHUSDT-fundingRate-"
    for month in (date(2024, 11, 1), date(2024, 12, 1)):
        times = [second(month) * 1000 + 8 * HOUR * 1000 * number + 2 for number in range(90)]
        rows = (f"{time},8,{number / 10**6}" for number, time in enumerate(times))
        files.add_csv(f"{folder}{month:%Y-%m}.zip", "calc_time,funding_interval_hours,last_funding_rate", *rows)
    answer = download_funding(
        "ETHUSDT", date(2024, 11, 2), date(2025, 1, 5), tmp_path, fetcher=fetcher, console=QUIET, today=TODAY
    )
    assert answer == Downloaded(tmp_path / "ETHUSDT_funding.parquet", 177, (f"{folder}2025-01.zip",))
    series = load_series(answer.path, column="last_funding_rate")
    assert load_rates(answer.path).value[:2] == pytest.approx([3e-6 * 3 * 365, 4e-6 * 3 * 365]), "parts a year"
    for day in (date(2024, 11, 5), date(2024, 11, 20)):
        download_funding("ETHUSDT", day, day, tmp_path, fetcher=fetcher, console=QUIET, today=TODAY)
    assert len(load_series(answer.path)) == 177, "what was there stays"
    assert series.time[0] == second(date(2024, 11, 2))
    assert series.value[:2].tolist() == [3e-6, 4e-6]


def test_nothing_at_all(fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"nothing of ETHUSDT-1h in the time asked for: .*2020-01\.zip"):
        get(fetcher, tmp_path, date(2020, 1, 1), date(2020, 1, 31))
    with pytest.raises(ArchiveError, match="nothing of ETHUSDT-1h"):
        get(fetcher, tmp_path, TODAY, TODAY + timedelta(9))


def test_nothing_on_the_days_asked_for(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    files.add_csv(f"{MONTHLY}2024-11.zip", *klines(date(2024, 11, 20), 11))
    with pytest.raises(ArchiveError, match="no bar from 2024-11-01 to 2024-11-19"):
        get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 19))
    funding = "data/futures/um/monthly/fundingRate/ETHUSDT/ETHUSDT-fundingRate-2024-11.zip"
    record = f"{second(date(2024, 11, 20)) * 1000},8,0.0001"
    files.add_csv(funding, "calc_time,funding_interval_hours,last_funding_rate", record)
    with pytest.raises(ArchiveError, match="no funding rate from 2024-11-01 to 2024-11-19"):
        download_funding("ETHUSDT", date(2024, 11, 1), date(2024, 11, 19), tmp_path, fetcher=fetcher, console=QUIET)
    assert not list(tmp_path.glob("*.parquet"))


def test_a_faulty_file_of_the_archive_is_named(files: Files, fetcher: Fetcher, tmp_path: Path) -> None:
    files.add_csv(f"{MONTHLY}2024-11.zip", *klines(date(2024, 11, 1), 30), "an error page")
    with pytest.raises(DataError, match=r"ETHUSDT-1h-2024-11\.zip, row 721: it has 1 fields instead of 12"):
        get(fetcher, tmp_path, date(2024, 11, 1), date(2024, 11, 30))
    assert not list(tmp_path.glob("*.parquet"))


@pytest.mark.parametrize(("interval", "market"), [("1M", "spot"), ("hourly", "spot"), ("1h", "options")])
def test_unknown_intervals_and_markets(fetcher: Fetcher, tmp_path: Path, interval: str, market: str) -> None:
    with pytest.raises(ValueError, match=r"^(interval|archive): "):
        download("ETHUSDT", interval, TODAY, TODAY, tmp_path, market=market, fetcher=fetcher, console=QUIET)


@pytest.mark.parametrize("symbol", ["../ETHUSDT", "ethusdt", "ETH/USDT", ""])
def test_what_is_no_symbol(fetcher: Fetcher, tmp_path: Path, symbol: str) -> None:
    with pytest.raises(ValueError, match="is no symbol; write letters"):
        download(symbol, "1h", TODAY, TODAY, tmp_path, fetcher=fetcher, console=QUIET)
    with pytest.raises(ValueError, match="is no symbol; write letters"):
        download_funding(symbol, TODAY, TODAY, tmp_path, fetcher=fetcher, console=QUIET)


def test_days_in_the_wrong_order(fetcher: Fetcher, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the last day, 2025-02-03, is before the first, 2025-02-04; exchange them"):
        get(fetcher, tmp_path, TODAY, TODAY - timedelta(1))
