# SPDX-License-Identifier: Apache-2.0
"""Each history is found by asset and step, and says what it is."""

from pathlib import Path

import pytest

from steelyard.simulator.data.catalogue import best, histories
from steelyard.simulator.data.intervals import interval_of, seconds
from steelyard.simulator.data.save import save
from tests.simulator.data.test_grid import BEGIN, random_bars

HOUR = 3_600


def put(folder: Path, name: str, step: int = HOUR, count: int = 10) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    save(random_bars(count, step=step), folder / name)


@pytest.mark.parametrize(
    ("asset", "bars", "missing", "last"), [("ETH", 54_744, 117, 1_680_303_600), ("BTC", 52_738, 63, 1_673_082_000)]
)
def test_two_assets_come_along(asset: str, bars: int, missing: int, last: int) -> None:
    history = best(asset, HOUR)
    found = history.bars()
    assert (len(found), found.missing, found.step, found.symbol) == (bars, missing, HOUR, f"{asset}USD")
    assert (found.time[0], found.time[-1]) == (1_483_228_800, last)
    assert history.label == f"Kraken {asset}USD, 1h"
    assert history.licence == "Apache-2.0, from avkhimen/crypto_trader"


def test_the_hour_of_the_crash_of_2021() -> None:
    hour = best("ETH", HOUR).bars().between(1_621_425_600, 1_621_429_200)
    assert [float(column[0]) for column in (hour.open, hour.high, hour.low, hour.close)] == [
        2721.51,
        2769.72,
        1850.1,
        2338.0,
    ]


def test_bundled_files_are_small() -> None:
    assert all(history.path.stat().st_size < 700_000 for history in histories())


def test_the_folder_is_searched_at_any_depth(tmp_path: Path) -> None:
    put(tmp_path, "5m/ETHUSDT_5m.csv.gz", 300)
    put(tmp_path, "SOLUSDT_perp_binance_1h.parquet")
    put(tmp_path, "1m/DOGEUSDC_binance_1m_2021-04_2021-05.csv.gz", 60)
    put(tmp_path, "rates_of_ETH.parquet")
    found = [(one.asset, one.label, one.bundled, one.licence) for one in histories(tmp_path)]
    there = "as its source grants"
    assert [one for one in found if not one[2]] == [
        ("DOGE", "Binance DOGEUSDC, 1m", False, there),
        ("ETH", "ETHUSDT, 5m", False, there),
        ("SOL", "Binance SOLUSDT perpetual, 1h", False, there),
    ]
    assert [one[0] for one in found if one[2]] == ["BTC", "ETH"]


@pytest.mark.parametrize(
    ("step", "found"),
    [(60, 60), (300, 300), (900, 300), (1800, 300), (HOUR, HOUR), (86_400, 4 * HOUR)],
)
def test_best_is_the_coarsest_that_makes_up_the_step(tmp_path: Path, step: int, found: int) -> None:
    for interval in ("1m", "5m", "1h", "4h"):
        put(tmp_path, f"SOLUSDT_binance_{interval}.parquet", seconds(interval))
    assert best("SOL", step, tmp_path).step == found


@pytest.mark.parametrize(("step", "name"), [(300, "5m"), (420, "7m"), (5_400, "90m")])
def test_bars_that_are_not_there_are_not_replaced_by_others(step: int, name: str) -> None:
    with pytest.raises(LookupError, match=f"no prices of ETH make up bars of {name}; there are bars of 1h: ask for"):
        best("ETH", step)
    with pytest.raises(ValueError, match="do not make up bars of"):
        best("ETH", HOUR).bars(step)


def test_bars_are_put_together(tmp_path: Path) -> None:
    put(tmp_path, "SOLUSDT_5m.parquet", 300, 24)
    bars = best("SOL", HOUR, tmp_path).bars(HOUR, keep_prints=True)
    assert (bars.step, bars.time.tolist()) == (HOUR, [BEGIN, BEGIN + HOUR])


def test_among_equals(tmp_path: Path) -> None:
    put(tmp_path, "ETHUSDT_perp_1h.parquet", count=500)
    assert best("ETH", HOUR, tmp_path).bundled
    put(tmp_path, "ETHUSDT_1h.parquet", count=10)
    assert best("ETH", HOUR, tmp_path).path.name == "ETHUSDT_1h.parquet"
    put(tmp_path, "ETHUSDC_1h.parquet", count=100)
    assert best("ETH", HOUR, tmp_path).path.name == "ETHUSDC_1h.parquet"


def test_an_asset_that_is_not_there() -> None:
    with pytest.raises(LookupError, match="no prices of PEPE; there are BTC, ETH"):
        best("PEPE", HOUR)


@pytest.mark.parametrize(
    ("interval", "step"), [("1s", 1), ("90s", 90), ("5m", 300), ("4h", 14_400), ("1d", 86_400), ("1w", 604_800)]
)
def test_intervals(interval: str, step: int) -> None:
    assert (seconds(interval), interval_of(step)) == (step, interval)


@pytest.mark.parametrize("interval", ["", "h", "0h", "1M", "1.5h", "1 h"])
def test_intervals_that_are_none(interval: str) -> None:
    with pytest.raises(ValueError, match="is not like 1s"):
        seconds(interval)
