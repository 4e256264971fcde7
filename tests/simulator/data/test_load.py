# SPDX-License-Identifier: Apache-2.0
"""Bars are read from every form of file, and nothing doubtful passes."""

import gzip
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.data.load import load
from steelyard.simulator.data.table import DataError

BEGIN = 1_621_382_400  # 2021-05-19 00:00 UTC
HEADER = "timestamp,open,high,low,close,volume"
ROWS = [f"{BEGIN},100,110,90,105,7", f"{BEGIN + 300},105,106,104,104.5,8", f"{BEGIN + 900},104,104,104,104,0"]
KLINE = "{time},100,110,90,105,7,0,700,3,4,400,0"


def written(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "ETHUSDT_5m.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def assert_the_rows(bars: Bars) -> None:
    assert bars.step == 300
    assert bars.time.tolist() == [BEGIN + 300 * number for number in range(4)]
    nothing = np.nan
    np.testing.assert_array_equal(bars.open, [100, 105, nothing, 104])
    np.testing.assert_array_equal(bars.high, [110, 106, nothing, 104])
    np.testing.assert_array_equal(bars.low, [90, 104, nothing, 104])
    np.testing.assert_array_equal(bars.close, [105, 104.5, nothing, 104])


def test_a_gap_has_no_price(tmp_path: Path) -> None:
    bars = load(written(tmp_path, *ROWS))
    assert_the_rows(bars)
    assert (bars.symbol, bars.missing) == ("ETHUSDT", 1)


def test_csv_may_be_gzipped(tmp_path: Path) -> None:
    path = tmp_path / "ETHUSDT_5m.csv.gz"
    path.write_bytes(gzip.compress(written(tmp_path, *ROWS).read_bytes()))
    assert_the_rows(load(path))


def test_csv_may_be_zipped(tmp_path: Path) -> None:
    path = tmp_path / "ETHUSDT-5m-2021-05.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(written(tmp_path, *ROWS), "ETHUSDT-5m-2021-05.csv")
    assert_the_rows(load(path))


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_parquet_with_times_of_any_unit(tmp_path: Path, unit: str) -> None:
    columns = dict(zip(HEADER.split(","), zip(*(map(float, row.split(",")) for row in ROWS), strict=True), strict=True))
    seconds = pa.array([int(time) for time in columns["timestamp"]])
    path = tmp_path / "eth.parquet"
    table = pa.table({**columns, "timestamp": seconds.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp(unit, "UTC"))})
    pa.parquet.write_table(table, path)
    assert_the_rows(load(path))


@pytest.mark.parametrize(
    "times",
    [
        [str(BEGIN * 1000), str((BEGIN + 300) * 1000), str((BEGIN + 900) * 1000)],
        [f"{BEGIN}.0", f"{BEGIN + 300}.0", f"{BEGIN + 900}.0"],
        ["2021-05-19T00:00:00Z", "2021-05-19T00:05:00Z", "2021-05-19T00:15:00Z"],
        ["2021-05-19 00:00", "2021-05-19 00:05", "2021-05-19 00:15"],
        ["2021-05-19T02:00:00+02:00", "2021-05-19T02:05:00+02:00", "2021-05-19T00:15:00Z"],
        ["2021-05-19T00:00Z", "2021-05-19 00:05:00.000", "2021-05-18T23:15-01:00"],
    ],
)
def test_times_in_any_notation(tmp_path: Path, times: list[str]) -> None:
    rows = [f"{time},{row.partition(',')[2]}" for time, row in zip(times, ROWS, strict=True)]
    assert_the_rows(load(written(tmp_path, *rows)))


def test_days(tmp_path: Path) -> None:
    bars = load(written(tmp_path, "2021-05-19,1,1,1,1,0", "2021-05-20,2,2,2,2,0"))
    assert (bars.step, bars.time[0]) == (86_400, BEGIN)


def test_klines_without_a_header_change_from_milliseconds_to_microseconds(tmp_path: Path) -> None:
    new_year = 1_735_689_600
    times = [(new_year - 300) * 1000, new_year * 10**6, (new_year + 300) * 10**6]
    bars = load(written(tmp_path, *(KLINE.format(time=time) for time in times[1:]), header=KLINE.format(time=times[0])))
    assert bars.time.tolist() == [new_year - 300, new_year, new_year + 300]
    assert bars.close.tolist() == [105, 105, 105]


def test_klines_of_futures_have_a_header(tmp_path: Path) -> None:
    header = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume"
    header += ",taker_buy_quote_volume,ignore"
    bars = load(
        written(tmp_path, *(KLINE.format(time=(BEGIN + 60 * minute) * 1000) for minute in (0, 1)), header=header)
    )
    assert (bars.step, len(bars)) == (60, 2)


def test_one_market_of_several(tmp_path: Path) -> None:
    header, rows = f"market,{HEADER}", [f"gemini:ETH,{row}" for row in ROWS]
    others = [f"gemini:BTC,{BEGIN + 7 * number},9,9,9,9,9" for number in range(5)]
    path = written(tmp_path, *others, *rows, header=header)
    bars = load(path, symbol="gemini:ETH")
    assert_the_rows(bars)
    assert bars.symbol == "gemini:ETH"
    with pytest.raises(DataError, match="a symbol must be one of its markets: gemini:BTC, gemini:ETH"):
        load(path)
    with pytest.raises(DataError, match="SOL must be one of its markets"):
        load(path, symbol="SOL")


def test_the_only_market_needs_no_name(tmp_path: Path) -> None:
    assert load(written(tmp_path, *(f"ETH,{row}" for row in ROWS), header=f"token,{HEADER}")).symbol == "ETH"


def test_integers_may_be_followed_by_fractions_far_below(tmp_path: Path) -> None:
    rows = [f"{BEGIN + 60 * minute},100,100,100,100,1" for minute in range(60_000)]
    rows.append(f"{BEGIN + 60 * 60_000},99.5,99.5,99.5,99.5,1")
    path = written(tmp_path, *rows)
    assert path.stat().st_size > 2**20  # more than the reader guesses the types of columns from
    assert load(path).close[-1] == 99.5


def test_a_step_that_is_given(tmp_path: Path) -> None:
    assert load(written(tmp_path, ROWS[0]), step=60).step == 60
    assert len(load(written(tmp_path, *ROWS), step=100)) == 10


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([ROWS[0], ROWS[1], ROWS[1]], "row 3: 2021-05-19 00:05:00 stands in row 2 too; delete one of the two"),
        ([ROWS[1], ROWS[2], ROWS[0], ROWS[1]], "row 4: 2021-05-19 00:05:00 stands in row 1 too"),
        ([*ROWS, f"{BEGIN + 1000},9,9,9,9,9", f"{BEGIN + 1300},9,9,9,9,9"], "row 4: .* off the grid of 5m .*; delete"),
        ([ROWS[0], f"{BEGIN + 300}500,1,1,1,1,1"], "row 2: .* microseconds are no whole second"),
        ([ROWS[0], "yesterday,1,1,1,1,1"], "row 2: timestamp yesterday is no time"),
        ([ROWS[0], ",1,1,1,1,1"], "row 2: timestamp is missing"),
        (["20210519,1,1,1,1,1", ROWS[0]], "row 1: timestamp 20210519 is no time from 1980 to 2099"),
        ([ROWS[0], f"{BEGIN + 300}.5,1,1,1,1,1"], "row 2: .*500000 microseconds are no whole second; round it"),
        ([ROWS[0], "05/19/2021 00:05,1,1,1,1,1"], "row 2: timestamp 05/19/2021 00:05 is no time; write year, month"),
        ([ROWS[0], HEADER, ROWS[1]], "row 2: timestamp timestamp is no time; the header stands here again"),
        ([ROWS[0], f'{BEGIN + 300},105,"1,060",104,105,1'], "row 2: high 1,060 is no number; leave out what groups"),
        ([ROWS[0], f"{BEGIN + 300},0,106,0,104,1"], "row 2: open 0.0 is no positive price"),
        ([ROWS[0], f"{BEGIN + 300},105,106,-1,104,1"], "row 2: low -1.0 is no positive price"),
        ([ROWS[0], f"{BEGIN + 300},105,inf,104,104,1"], "row 2: high inf is no positive price"),
        ([ROWS[0], f"{BEGIN + 300},105,106,104,,1"], "row 2: close is missing; write it, or delete the row"),
        ([ROWS[0], f"{BEGIN + 300},105,106,104,n/k,1"], "row 2: close n/k is no number"),
        ([ROWS[0], f"{BEGIN + 300},105,104.9,104,104.5,1"], "row 2: high 104.9 is below open or close"),
        ([ROWS[0], f"{BEGIN + 300},105,106,104.6,104.5,1"], "row 2: low 104.6 is above open or close"),
        ([ROWS[0]], "it has one time only, so the step must be given"),
        ([], "it has no rows"),
    ],
)
def test_refusals(tmp_path: Path, rows: list[str], fault: str) -> None:
    with pytest.raises(DataError, match=rf"ETHUSDT_5m\.csv(: |, ){fault}"):
        load(written(tmp_path, *rows))


@pytest.mark.parametrize(
    ("header", "row", "fault"),
    [
        ("timestamp,open,high,low,mood,volume", ROWS[0], "no column close among timestamp, open, .*; rename it"),
        ("timestamp,open,high,close", f"{BEGIN},1,1,1", "no column low among"),
        ("timestamp,symbol,market,close", f"{BEGIN},ETH,X,1", "several columns of markets: symbol, market; delete all"),
        ("when,open,high,low,close,volume", ROWS[0], "no column of times among when, open"),
        ("timestamp,open,open,low,close,high", ROWS[0], "two columns have the same name"),
        (f"{BEGIN},1,1,1", f"{BEGIN + 300},1,1,1", "without a header it has 4 columns; give it a line of names"),
        (
            "timestamp;open;high;low;close",
            f"{BEGIN};2,518;2,527;2,512;2,522",
            "2,518 may have a decimal comma or one of",
        ),
    ],
)
def test_refused_columns(tmp_path: Path, header: str, row: str, fault: str) -> None:
    with pytest.raises(DataError, match=rf"ETHUSDT_5m\.csv: {fault}"):
        load(written(tmp_path, row, header=header))


def test_refused_rows_are_counted_in_the_file(tmp_path: Path) -> None:
    rows = ["BTC,1621382400,9,9,9,9,9", f"ETH,{ROWS[0]}", f"ETH,{ROWS[0]}"]
    with pytest.raises(DataError, match="row 3: .* stands in row 2 too"):
        load(written(tmp_path, *rows, header=f"symbol,{HEADER}"), symbol="ETH")


@pytest.mark.parametrize("name", ["broken.csv.gz", "broken.zip", "broken.parquet", "empty.csv"])
def test_a_file_that_is_no_such_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"" if name == "empty.csv" else b"no such thing")
    with pytest.raises(DataError, match=f"{name}: "):
        load(path)


def test_a_zip_of_several_files(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("one.csv", HEADER)
        archive.writestr("two.csv", HEADER)
    with pytest.raises(DataError, match="it holds 2 files instead of one"):
        load(path)


@pytest.mark.parametrize("name", ["none.csv", "none.csv.gz", "none.zip", "none.parquet"])
def test_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / name)


def test_a_row_of_another_length_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"ETHUSDT_5m\.csv, row 2: it has 2 fields instead of 6; mend or delete it"):
        load(written(tmp_path, ROWS[0], "1,2"))


def test_two_columns_of_times_must_agree(tmp_path: Path) -> None:
    header = "unix,date,close"
    rows = [f"{BEGIN},2021-05-19 00:00:00,1", f"{BEGIN + 3600},2021-05-19 01:00:00,1"]
    assert len(load(written(tmp_path, *rows, header=header))) == 2
    rows[1] = f"{BEGIN + 3600},2021-05-19 03:00:00,1"
    with pytest.raises(DataError, match="row 2: unix says 2021-05-19 01:00:00, date 2021-05-19 03:00:00; delete one"):
        load(written(tmp_path, *rows, header=header))


def test_rows_at_fault_may_become_gaps_that_are_told(tmp_path: Path) -> None:
    bad = [
        f"{BEGIN + 1200},0,1,1,1,1",
        f"{BEGIN + 1500},1,1,2,1,1",
        f"{BEGIN + 900},9,9,9,9,9",
        f"{BEGIN + 1800},x,1,1,1,1",
    ]
    gaps: list[str] = []
    bars = load(written(tmp_path, *ROWS, *bad, f"{BEGIN + 2100},1,1,1,1,1"), keep_prints=True, gaps=gaps)
    assert np.flatnonzero(np.isnan(bars.close)).tolist() == [2, 4, 5, 6]
    assert bars.close[[3, 7]].tolist() == [104, 1]
    assert [told.partition("row ")[2] for told in gaps] == [
        "7: open x is no number; write it like 2518.37, or delete the row",
        "6: 2021-05-19 00:15:00 stands in row 3 too; delete one of the two",
        "4: open 0.0 is no positive price; mend or delete the row",
        "5: low 2.0 is above open or close; check the order of the columns, or delete the row",
    ]
