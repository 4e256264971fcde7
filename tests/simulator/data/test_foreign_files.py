# SPDX-License-Identifier: Apache-2.0
"""The same four hours as every exchange, vendor and program writes them."""

import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from steelyard.simulator.bars import Bars
from steelyard.simulator.data.layout import DataError
from steelyard.simulator.data.load import load

BEGIN = 1_652_054_400  # 2022-05-09 00:00 UTC
HOUR = 3_600
PRICES = (
    ("2518.37", "2527.52", "2512.83", "2522.71"),
    ("2522.71", "2527.2", "2504.24", "2504.97"),
    ("2504.98", "2504.98", "2422.03", "2441.25"),
    ("2440.48", "2469.29", "2435.0", "2455.81"),
)
HEADER = "timestamp,open,high,low,close,volume"


def rows(time: Callable[[int], str], after: str = "782.15", before: str = "") -> list[str]:
    """One line an hour; `time` writes the second."""
    return [
        ",".join(filter(None, (time(BEGIN + HOUR * hour), before, *prices, after)))
        for hour, prices in enumerate(PRICES)
    ]


def text_of(second: int, zone: int = 0) -> str:
    return str(np.datetime64(second + 3600 * zone, "s"))


def written(folder: Path, lines: Sequence[str], name: str = "mine.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    return path


def assert_the_bars(bars: Bars) -> None:
    assert (bars.step, bars.missing) == (HOUR, 0)
    assert bars.time.tolist() == [BEGIN + HOUR * hour for hour in range(4)]
    columns = np.column_stack((bars.open, bars.high, bars.low, bars.close))
    np.testing.assert_allclose(columns, np.array(PRICES, dtype=float), rtol=1e-15)


KLINE = ",782.15,1652057999999,1,1,1,1,0"
FORMS = {
    "plain": [HEADER, *rows(str)],
    "without a volume": ["timestamp,open,high,low,close", *rows(str, "")],
    "CryptoDataDownload": [
        "https://www.CryptoDataDownload.com",
        "unix,date,symbol,open,high,low,close,Volume ETH,Volume USD",
        *(
            f"{second * (1000 if number % 2 else 1)},{text_of(second).replace('T', ' ')},ETH/USD,{','.join(prices)},1,2"
            for number, (second, prices) in reversed(
                list(enumerate((BEGIN + HOUR * hour, prices) for hour, prices in enumerate(PRICES)))
            )
        ),
    ],
    "CryptoDataDownload, old": [
        "# https://www.cryptodatadownload.com",
        "Date,Symbol,Open,High,Low,Close,Volume",
        *reversed(rows(lambda second: f"2022-05-09 {(second - BEGIN) // HOUR or 12:02}-AM", before="ETHUSD")),
    ],
    "Binance": rows(lambda second: f"{second}000", KLINE[1:]),
    "Binance, microseconds": rows(lambda second: f"{second}000000", KLINE[1:]),
    "Binance, quoted": ['"' + row.replace(",", '","') + '"' for row in rows(lambda second: f"{second}000", KLINE[1:])],
    "Binance, with a header": [
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore",
        *rows(lambda second: f"{second}000", KLINE[1:]),
    ],
    "Kraken OHLCVT": rows(str, "782.15,42"),
    "Kraken, its answer": rows(str, "2500,782.15,42"),
    "no header, no count": rows(str),
    "TradingView": ["time,open,high,low,close,Volume", *rows(lambda second: text_of(second, 2) + "+02:00")],
    "TradingView, seconds": ["time,open,high,low,close,Plot,Plot.1", *rows(str, "NaN,2")],
    "Stooq": [
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>",
        *(
            f"ETH.V,60,20220509,{number}0000,{','.join(prices)},1,0"
            if number
            else f"ETH.V,60,20220509,0,{','.join(prices)},1,0"
            for number, prices in enumerate(PRICES)
        ),
    ],
    "MetaTrader": [
        "<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>",
        *("\t".join(("2022.05.09", f"{number}:00", *prices, "7")) for number, prices in enumerate(PRICES)),
    ],
    "Bitstamp": [
        "https://www.bitstamp.net,all prices in USD",
        "",
        "Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price",
        *rows(lambda second: f"{second}.0", "1,2,3"),
    ][2:],
    "FTX": [
        "startTime,time,open,high,low,close,volume",
        *rows(lambda second: f"{text_of(second)}+00:00,{second}000.0"),
    ],
    "semicolons": [row.replace(",", ";") for row in (HEADER, *rows(str))],
    "decimal commas": [row.replace(",", ";").replace(".", ",") for row in (HEADER, *rows(str))],
    "tabs, spaces": [row.replace(",", "\t") for row in (HEADER, *rows(lambda second: f" {second} "))],
    "newest first": [HEADER, *reversed(rows(str))],
    "any order": [HEADER, *(rows(str)[number] for number in (2, 0, 3, 1))],
    "pandas with its index": [",open,high,low,close", *rows(lambda second: text_of(second).replace("T", " "), "")],
    "pandas with a number": [",date,open,high,low,close", *(f"{n},{row}" for n, row in enumerate(rows(text_of, "")))],
    "nanoseconds": [HEADER, *rows(lambda second: f"{second}000000000")],
    "UTC written out": [HEADER, *rows(lambda second: text_of(second).replace("T", " ") + " UTC")],
    "slashes": [HEADER, *rows(lambda second: text_of(second).replace("-", "/").replace("T", " "))],
    "a byte order mark": ["\ufeff" + HEADER, *rows(str)],
    "blank lines": ["", HEADER, "", *rows(str), ""],
    "Windows": [f"{row}\r" for row in (HEADER, *rows(str))],
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_bars(tmp_path: Path, form: str) -> None:
    assert_the_bars(load(written(tmp_path, FORMS[form])))


def test_what_the_content_is_and_not_the_name_counts(tmp_path: Path) -> None:
    packed = tmp_path / "mine.csv"
    packed.write_bytes(gzip.compress("\n".join(FORMS["plain"]).encode()))
    assert_the_bars(load(packed))
    assert_the_bars(load(written(tmp_path, FORMS["plain"], "mine.csv.gz")))
    assert_the_bars(load(written(tmp_path, FORMS["plain"], "mine.parquet")))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_text_with_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(FORMS["plain"]), encoding=encoding)
    assert_the_bars(load(path))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (HEADER.encode("utf-16-le"), "neither text in UTF-8, nor gzip, zip or Parquet; save it as CSV in UTF-8"),
        (b"timestamp,pr\xe9x\n", "byte 12 is no UTF-8; save the file as text in UTF-8"),
    ],
)
def test_what_is_no_text_is_said_without_rubbish(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=fault):
        load(path)


def test_two_files_glued_together_are_refused_where_the_second_begins(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row 5: timestamp timestamp is no time; the header stands here again"):
        load(written(tmp_path, [HEADER, *rows(str), HEADER, *rows(str)]))


def test_closes_alone_make_flat_bars(tmp_path: Path) -> None:
    for lines in (["snapped,x", "1,2"], ["time,price,market_cap", f"{BEGIN},5,9", f"{BEGIN + 60},6,9"]):
        if lines[0].startswith("snapped"):
            with pytest.raises(DataError, match="no column of times among snapped, x; call it timestamp"):
                load(written(tmp_path, lines))
            continue
        bars = load(written(tmp_path, lines))
        assert bars.open.tolist() == bars.high.tolist() == bars.low.tolist() == bars.close.tolist() == [5, 6]
    assert load(written(tmp_path, [f"{BEGIN},5", f"{BEGIN + 60},6"])).close.tolist() == [5, 6]


def test_yahoo_has_days_and_a_row_of_nulls(tmp_path: Path) -> None:
    lines = ["Date,Open,High,Low,Close,Adj Close,Volume", "2022-05-09,1,2,1,2,99,5", "2022-05-10,2,3,2,3,99,5"]
    bars = load(written(tmp_path, [*lines, "2022-05-11,null,null,null,null,null,null"]))
    assert (bars.step, len(bars), bars.missing) == (86_400, 3, 1)
    assert bars.close[:2].tolist() == [2, 3], "and not the adjusted ones"
    with pytest.raises(DataError, match="row 3: close is missing; write it, or delete the row"):
        load(written(tmp_path, [*lines, "2022-05-11,1,2,1,null,9,9"]))


def test_days_may_be_numbers_in_a_column_of_dates(tmp_path: Path) -> None:
    lines = ["Date,Open,High,Low,Close,Volume", "20220509,1,2,1,2,5", "20220510,2,3,2,3,5"]
    assert load(written(tmp_path, lines)).time.tolist() == [BEGIN, BEGIN + 86_400]


def test_offsets_may_change_within_a_file(tmp_path: Path) -> None:
    times = ["2022-03-13 01:00:00-05:00", "2022-03-13 03:00:00-04:00", "2022-03-13 04:00:00-04:00"]
    bars = load(written(tmp_path, ["timestamp,close", *(f"{time},1" for time in times)]))
    assert (bars.step, bars.missing, text_of(int(bars.time[0]))) == (HOUR, 0, "2022-03-13T06:00:00")


def test_a_clock_without_a_zone_is_utc(tmp_path: Path) -> None:
    times = ["2022-03-13 00:00:00", "2022-03-13 01:00:00", "2022-03-13 03:00:00"]
    bars = load(written(tmp_path, ["timestamp,close", *(f"{time},1" for time in times)]))
    assert (len(bars), bars.missing, text_of(int(bars.time[0]))) == (4, 1, "2022-03-13T00:00:00")


SECONDS = [BEGIN + HOUR * hour for hour in range(4)]
TEXTS = [text_of(second) for second in SECONDS]


@pytest.mark.parametrize(
    "times",
    [
        pa.array(TEXTS, pa.string()),
        pa.array(TEXTS, pa.large_string()),
        pa.array(TEXTS, pa.string_view()),
        pa.array(TEXTS).dictionary_encode(),
        pa.array([f"{text}.000+00:00" for text in TEXTS], pa.large_string()),
        pa.array(SECONDS, pa.int64()),
        pa.array(SECONDS, pa.uint32()),
        pa.array(SECONDS, pa.float64()),
        pa.array([second * 1000 for second in SECONDS], pa.uint64()),
        pa.array([second * 10**9 for second in SECONDS], pa.int64()),
        *(
            pa.array(SECONDS, pa.timestamp("s")).cast(pa.timestamp(unit, zone))
            for unit in ("s", "ms", "us", "ns")
            for zone in (None, "UTC", "America/New_York")
        ),
    ],
    ids=lambda times: str(times.type),
)
@pytest.mark.parametrize("name", ["timestamp", "Date", "__index_level_0__"])
def test_parquet_of_any_program(tmp_path: Path, times: pa.Array, name: str) -> None:
    columns = dict(
        zip(("open", "high", "low", "close"), (pa.array(column) for column in zip(*PRICES, strict=True)), strict=True)
    )
    for kind in (pa.string(), pa.large_string(), pa.float64(), pa.decimal128(12, 4)):
        path = tmp_path / "mine.parquet"
        pa.parquet.write_table(
            pa.table({name: times, **{key: value.cast(kind) for key, value in columns.items()}}), path
        )
        assert_the_bars(load(path))


def test_parquet_of_days(tmp_path: Path) -> None:
    path = tmp_path / "mine.parquet"
    pa.parquet.write_table(pa.table({"date": pa.array([19_121, 19_122], pa.date32()), "Close": [1.0, 2.0]}), path)
    assert load(path).time.tolist() == [BEGIN, BEGIN + 86_400]


@pytest.mark.parametrize(
    ("column", "values", "fault"),
    [
        ("timestamp", pa.array([True, False]), "timestamp: bool is no type of times; use seconds since 1970"),
        ("timestamp", pa.array([BEGIN, None]), "row 2: timestamp is missing"),
        ("timestamp", pa.array([float(BEGIN), float("nan")]), "row 2: timestamp is missing"),
        ("close", pa.array([[1.0], [2.0]]), "close is of type list<.*>; write numbers"),
        ("close", pa.array(["1", "much"]), "row 2: close much is no number"),
    ],
)
def test_refused_parquet(tmp_path: Path, column: str, values: pa.Array, fault: str) -> None:
    path = tmp_path / "mine.parquet"
    pa.parquet.write_table(pa.table({"timestamp": [BEGIN, BEGIN + 60], "close": [1.0, 2.0], **{column: values}}), path)
    with pytest.raises(DataError, match=rf"mine\.parquet(, |: ){fault}"):
        load(path)


def test_a_workbook_is_named(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "mine.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "")
    with pytest.raises(DataError, match="it is an Excel workbook; save the sheet as CSV"):
        load(path)
