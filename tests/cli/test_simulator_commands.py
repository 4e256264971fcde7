# SPDX-License-Identifier: Apache-2.0
"""The commands of the simulator as a program would call them: what they print, write and end with."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from steelyard.cli import app
from steelyard.simulator import decay

MONTH = ["--from", "2022-05-01", "--to", "2022-06-01"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"STEELYARD_DATA": ""})


def test_backtest_writes_all_that_was_asked_for(tmp_path: Path) -> None:
    parquet, png, html = (tmp_path / "deep" / name for name in ("runs.parquet", "nav.png", "report.html"))
    rules = ("borrowed:3", "paired:3", "ftx:3", "daily:3")
    done = run("backtest", *rules, *MONTH, "--json", "--parquet", parquet, "--png", png, "--html", html)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["provenance"]["source"] == "Kraken ETHUSD, 1h"
    assert (report["provenance"]["step"], report["provenance"]["bars"]) == ("1h", 31 * 24)
    assert [one["factor"] for one in report["runs"]] == [3.0] * 4
    for one in report["runs"]:
        parts = ("from_multiple", "from_path", "from_interest", "from_fees", "from_rebalancing")
        assert sum(one[part] for part in parts) == pytest.approx(one["nav"] - 100)
        assert one["nav"] < 40  # ETH fell by 31%
        assert one["inside_low"] <= one["nav"] <= one["inside_high"]
    assert pq.read_table(parquet).num_rows == 4 * 31 * 24
    assert png.read_bytes().startswith(b"\x89PNG")
    page = html.read_text()
    assert page.count("<svg") == 2 + 4
    assert "steelyard 3x" in page and "http://" not in page.replace("http://www.w3.org", "")
    assert "src=" not in page and "<link" not in page


def test_backtest_speaks_tables_to_people() -> None:
    done = run("backtest", "fli:2", *MONTH)
    assert done.exit_code == 0
    assert "FLI 2x" in done.stdout and "NAV at the end" in done.stdout


def test_the_integer_twin_says_the_same() -> None:
    done = run("backtest", "borrowed:3", "--from", "2022-05-01", "--to", "2022-05-04", "--exact", "--json")
    fast, exact = json.loads(done.stdout)["runs"]
    assert (fast["exact"], exact["exact"]) == (False, True)
    assert fast["nav"] == pytest.approx(exact["nav"], rel=1e-9)


def test_own_prices_and_rates_are_read(tmp_path: Path) -> None:
    prices, rates = tmp_path / "mine.csv", tmp_path / "rates.csv"
    rows = [f"{1_600_000_000 + hour * 3600},100,101,99,100" for hour in range(48)]
    prices.write_text("timestamp,open,high,low,close\n" + "\n".join(rows))
    rates.write_text("timestamp,borrow_apr_pct\n1600000000,10\n")
    done = run("backtest", "fli:2", "--file", prices, "--rates", f"{rates}:borrow_apr_pct", "--json")
    [one] = json.loads(done.stdout)["runs"]
    assert one["from_interest"] == pytest.approx(-100 * 0.10 * 47.75 / 8760, rel=0.02)


def of_two_months(folder: Path, *, bad: bool) -> Path:
    """Hours at 100, and with a low of 41 for a moment."""
    path = folder / "mine.csv"
    rows = [f"{1_600_000_000 + hour * 3600},100,101,{41 if bad and hour == 700 else 99},100" for hour in range(1_400)]
    path.write_text("timestamp,open,high,low,close\n" + "\n".join(rows))
    return path


def test_bad_prints_are_shown_in_all_that_used_them(tmp_path: Path) -> None:
    prices, said = (
        of_two_months(tmp_path, bad=True),
        "bad prints in 1 bar, taken out as no bar around confirms them: 2020-",
    )
    outputs = [tmp_path / name for name in ("out.parquet", "out.svg", "out.html")]
    written = [part for pair in zip(("--parquet", "--png", "--html"), outputs, strict=True) for part in pair]
    swept = ["sweep", "daily:3", "--try", "speed=0.5,1", "--jobs", 1]
    drawn = ["montecarlo", "daily:3", "--kind", "bootstrap", "--paths", 3, "--days", 5, "--jobs", 1]
    for command in (["backtest", "daily:3"], swept, drawn):
        done = run(*command, "--file", prices, *written)
        assert done.exit_code == 0, done.output
        assert said in done.stdout
        assert said in pq.read_schema(outputs[0]).metadata[b"steelyard.notes"].decode()
        assert "ended 2" not in done.stdout, "the token lives"
        assert said in outputs[2].read_text()
        assert outputs[1].stat().st_size > 0
    report = json.loads(run("backtest", "daily:3", "--file", prices, "--json").stdout)
    assert said in report["notes"][0]
    assert said in json.loads(run(*drawn, "--file", prices, "--json").stdout)["notes"][0]
    assert said in json.loads(run(*swept, "--file", prices, "--json").stdout)["notes"][0]
    clean = json.loads(run("backtest", "daily:3", "--file", of_two_months(tmp_path, bad=False), "--json").stdout)
    assert clean["notes"] == []
    assert clean["runs"] == report["runs"]


def test_an_end_that_hangs_on_one_bar_is_told(tmp_path: Path) -> None:
    prices = of_two_months(tmp_path, bad=True)
    said = "because of one bar: 2020-10-12 16:26:40 whose low of 41 is 59% beyond its open and close"
    done = run("backtest", "daily:3", "--file", prices, "--keep-prints", "--json")
    kept, ended = json.loads(done.stdout)["notes"]
    assert kept.startswith("bad prints in 1 bar, kept though no bar around confirms them")
    assert said in ended and ended.startswith("daily 3x ended")
    swept = run("sweep", "daily:3", "--file", prices, "--keep-prints", "--try", "speed=0.5,1", "--jobs", 1)
    assert said in " ".join(swept.stdout.split())


def test_what_funding_records_hold_is_charged_in_full(tmp_path: Path) -> None:
    prices, rates = of_two_months(tmp_path, bad=False), tmp_path / "funding.csv"
    times = [1_600_000_000 + 8 * 3600 * number for number in range(176)]
    rates.write_text("timestamp,rate\n" + "".join(f"{time},0.0005\n" for time in times))
    by_record, by_number = (
        json.loads(run("backtest", "ftx:3", "--file", prices, *one, "--json").stdout)["runs"][0]["from_interest"]
        for one in (["--rates", f"{rates}:rate"], ["--rate", 0.5475])
    )
    assert by_record == pytest.approx(by_number, rel=1e-9)


def test_rates_that_do_not_cover_the_prices(tmp_path: Path) -> None:
    prices, rates = of_two_months(tmp_path, bad=False), tmp_path / "rates.csv"
    rates.write_text("timestamp,yearly\n1600000000,0.1\n1600003600,0.1\n")
    [note] = json.loads(run("backtest", "ftx:3", "--file", prices, "--rates", rates, "--json").stdout)["notes"]
    assert note.startswith(
        "the rates end 2020-09-13 13:26:40, 58.2 days before the prices: the last one, 10.00% a year"
    )
    rates.write_text("timestamp,yearly\n1600086400,0.1\n")
    done = run("backtest", "ftx:3", "--file", prices, "--rates", f"{rates}:yearly")
    assert done.exit_code == 2
    assert "the rates begin 2020-09-14" in " ".join(done.stderr.replace("│", " ").split())


def test_bars_of_a_file_are_put_together_or_refused(tmp_path: Path) -> None:
    prices, table = of_two_months(tmp_path, bad=False), tmp_path / "out.parquet"
    for step, rows in (("", 1_400), ("1h", 1_400), ("4h", 351)):
        done = run("backtest", "daily:3", "--file", prices, *(["--step", step] if step else []), "--parquet", table)
        if step == "4h":  # its hours begin at 26 minutes past
            assert "do not make up bars of" in " ".join(done.stderr.replace("│", " ").split())
            continue
        assert done.exit_code == 0, done.output
        assert pq.read_table(table).num_rows == rows
    done = run("backtest", "daily:3", "--file", prices, "--step", "5m")
    assert done.exit_code == 2
    assert "mine.csv has bars of 1h, which do not make up 5m" in " ".join(done.stderr.replace("│", " ").split())


def test_sweep_tries_all_and_says_the_best_first(tmp_path: Path) -> None:
    table, html = tmp_path / "sweep.parquet", tmp_path / "sweep.html"
    tries = ["--try", "upper=1.05,1.1,1.2", "--try", "world.keeper.latency=60,900"]
    done = run("sweep", "borrowed:3", *tries, *MONTH, "--jobs", 1, "--json", "--parquet", table, "--html", html)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["combinations"]
    assert len(rows) == 6
    assert [row["nav"] for row in rows] == sorted((row["nav"] for row in rows), reverse=True)
    assert {(row["upper"], row["world.keeper.latency"]) for row in rows} == {
        (upper, latency) for upper in (1.05, 1.1, 1.2) for latency in (60, 900)
    }
    assert pq.read_table(table).num_rows == 6
    assert "<svg" in html.read_text()


@pytest.mark.parametrize("kind", ["gbm", "jumps", "volatility", "bootstrap"])
def test_monte_carlo_gives_intervals(kind: str, tmp_path: Path) -> None:
    html = tmp_path / "sample.html"
    options = ["--kind", kind, "--paths", 60, "--days", 10, "--jobs", 1, "--json", "--html", html]
    done = run("montecarlo", "borrowed:3", *options, "--parquet", tmp_path / "paths.parquet")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["paths"] == 60
    mean = report["figures"]["nav"]["mean"]
    assert mean["low"] < mean["value"] < mean["high"]
    assert run("montecarlo", "borrowed:3", *options).stdout == done.stdout


def test_decay_is_the_closed_form() -> None:
    done = run("decay", "3", "--volatility", "0.8", "--days", "365", "--json")
    [row] = json.loads(done.stdout)
    assert row["left"] == pytest.approx(decay.growth(3, 0.8, 1, 1))
    assert row["half_life_days"] == pytest.approx(decay.half_life(3, 0.8) * 365)
    assert run("decay", "--", "-2").exit_code == 0
    assert json.loads(run("decay", "1", "--json").stdout or "null") is None


def test_histories_lists_what_comes_along() -> None:
    found = json.loads(run("histories", "--json").stdout)
    assert {one["asset"] for one in found} == {"ETH", "BTC"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["backtest", "fx:3"], "no rule 'fx'"),
        (["backtest", "ftx"], "write family:multiple"),
        (["backtest", "ftx:3", "--asset", "XYZ"], "no prices of XYZ"),
        (["backtest", "ftx:3", "--from", "2031-01-01"], "has no prices from 2031-01-01"),
        (["backtest", "ftx:3", "--prices", "3"], "3 prices a bar; it takes 4 or more"),
        (["backtest", "ftx:3", "--prices", "60", "--inside", "closes"], "paths of closes have their own"),
        (["backtest", "ftx:3", "--inside", "even"], "inside is 'even'; it is one of sampled, extremes, closes"),
        (["backtest", "ftx:3", "--samples", "0"], "samples is 0; it must be from 1"),
        (["backtest", "ftx:3", "--in", "2021", "--to", "2022"], "both '2021' and '2022' are given"),
        (["montecarlo", "ftx:3", "--kind", "levy"], "kind is 'levy'; it is one of gbm, jumps, volatility, bootstrap"),
        (["montecarlo", "ftx:3", "--jumps", "5"], "jumps is 5, which does nothing with gbm; it is for jumps"),
        (
            ["montecarlo", "ftx:3", "--kind", "bootstrap", "--volatility", "0.5"],
            "volatility is 0.5, which does nothing with bootstrap; it is for gbm and jumps and volatility",
        ),
        (["montecarlo", "ftx:3", "--in", "2021"], "--in does nothing with gbm"),
        (["montecarlo", "ftx:3", "--kind", "bootstrap", "--block", "0.5"], "block is 0.5; it must be from 1"),
        (["montecarlo", "ftx:3", "--volatility", "-1"], "volatility is -1; it must be from 0 to 20"),
        (["montecarlo", "ftx:3", "--drift", "nan"], "drift is nan, which is no finite number"),
        (["montecarlo", "ftx:3", "--paths", "1"], "paths is 1; it must be from 2"),
        (["montecarlo", "ftx:3", "--days", "0"], "days is 0; it must be from 0.1"),
        (["decay", "3", "--volatility", "-1"], "--volatility is -1; it must be from 0 to 20"),
        (["decay", "3", "--cost", "inf"], "--cost is inf, which is no finite number"),
        (["backtest", "ftx:3", "--set", "sped=2"], "no parameter 'sped'"),
        (["backtest", "ftx:3", "--set", "speed"], "write NAME=VALUE"),
        (["backtest", "ftx:3", "--set", "speed=fast"], "speed is 1.0 now and cannot be 'fast'"),
        (["backtest", "ftx:3", "--set", "speed=1+x"], "no number, word"),
        (["backtest", "ftx:3", "--step", "1 hour"], "1 hour"),
        (["backtest", "ftx:3", "--step", "5m"], "no prices of ETH make up bars of 5m; there are bars of 1h"),
        (["backtest", "ftx:3", "--step", "7m"], "no prices of ETH make up bars of 7m"),
        (["backtest", "ftx:3", "--from", "01/02/2021"], "'01/02/2021' is no day; write it like 2021-01-01"),
        (["backtest", "ftx:3", "--rate", "5"], "rate is 5; it must be from -3 to 3; it is a part a year"),
        (["backtest", "ftx:3", "--rate", "nan"], "rate is nan, which is no finite number"),
        (["backtest", "borrowed:50"], "bull target: 1.5 to 10 (given 50, minimum 1.5, maximum 10)"),
        (["backtest", "ftx:3", "--set", "world.equity=-5"], "world.equity is -5; it must be from 20"),
        (["backtest", "ftx:3", "--set", "world.equity=1e999"], "world.equity is inf, which is no finite number"),
        (
            ["backtest", "ftx:3", "--set", "world.venue.fee=2"],
            "venue.fee is 2; it must be from 0 to 0.5; 0.003 is 0.3%",
        ),
        (["backtest", "ftx:3", "--set", "world.oracle.deviation=-1"], "oracle.deviation is -1; it must be from 0"),
        (["backtest", "ftx:3", "--set", "world.gas.gwei=-1"], "gas.gwei is -1; it must be from 0"),
        (
            ["backtest", "borrowed:3", "--set", "tolerance.over=0.5"],
            "tolerance: emergency below over (given 0.03, minimum 0.5)",
        ),
        (["sweep", "borrowed:3", "--try", "tolerance.under=0.001,0.01"], "tolerance: under over 0.5% (given 0.01"),
        (["sweep", "ftx:3", "--try", "world.gas.gwei=5,-1"], "gas.gwei is -1; it must be from 0"),
        (["download", "../x", "2021-01-01", "2021-01-02"], "archive: ../x is no symbol"),
        (["download", "ETHUSDT", "2021-01-02", "2021-01-01"], "is before the first"),
        (["backtest", "ftx:3", "--file", "nowhere.csv"], "nowhere.csv"),
        (["decay", "0"], "no break-even"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_why(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
