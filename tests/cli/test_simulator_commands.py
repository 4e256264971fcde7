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
    assert report["source"] == "Kraken ETHUSD, 1h"
    assert [one["factor"] for one in report["runs"]] == [3.0] * 4
    for one in report["runs"]:
        assert sum(one["attribution"].values()) == pytest.approx(one["totals"]["nav"] - 100)
        assert one["totals"]["nav"] < 40  # ETH fell by 31%
    assert pq.read_table(parquet).num_rows == 4 * 31 * 24
    assert png.read_bytes().startswith(b"\x89PNG")
    page = html.read_text()
    assert page.count("<svg") == 2
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
    assert fast["totals"]["nav"] == pytest.approx(exact["totals"]["nav"], rel=1e-9)


def test_own_prices_and_rates_are_read(tmp_path: Path) -> None:
    prices, rates = tmp_path / "mine.csv", tmp_path / "rates.csv"
    rows = [f"{1_600_000_000 + hour * 3600},100,101,99,100" for hour in range(48)]
    prices.write_text("timestamp,open,high,low,close\n" + "\n".join(rows))
    rates.write_text("timestamp,borrow_apr_pct\n1600000000,10\n")
    done = run("backtest", "fli:2", "--file", prices, "--rates", f"{rates}:borrow_apr_pct", "--json")
    [one] = json.loads(done.stdout)["runs"]
    assert one["totals"]["interest"] == pytest.approx(100 * 0.10 * 47.75 / 8760, rel=0.02)


def test_sweep_tries_all_and_says_the_best_first(tmp_path: Path) -> None:
    table, html = tmp_path / "sweep.parquet", tmp_path / "sweep.html"
    tries = ["--try", "upper=1.05,1.1,1.2", "--try", "world.keeper.latency=60,900"]
    done = run("sweep", "borrowed:3", *tries, *MONTH, "--jobs", 1, "--json", "--parquet", table, "--html", html)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert len(rows) == 6
    assert [row["nav"] for row in rows] == sorted((row["nav"] for row in rows), reverse=True)
    assert {(row["upper"], row["world.keeper.latency"]) for row in rows} == {
        (upper, latency) for upper in (1.05, 1.1, 1.2) for latency in (60, 900)
    }
    assert pq.read_table(table).num_rows == 6
    assert "<svg" in html.read_text()


@pytest.mark.parametrize("kind", ["gbm", "jumps", "bootstrap"])
def test_monte_carlo_gives_intervals(kind: str, tmp_path: Path) -> None:
    html = tmp_path / "sample.html"
    options = ["--kind", kind, "--paths", 60, "--days", 10, "--jobs", 1, "--json", "--html", html]
    done = run("montecarlo", "borrowed:3", *options, "--parquet", tmp_path / "paths.parquet")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["paths"] == 60
    assert report["nav"]["mean"]["low"] < report["nav"]["mean"]["value"] < report["nav"]["mean"]["high"]
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
        (["backtest", "ftx:3", "--prices", "5"], "5 prices a bar"),
        (["backtest", "ftx:3", "--set", "sped=2"], "no parameter 'sped'"),
        (["backtest", "ftx:3", "--set", "speed"], "write NAME=VALUE"),
        (["backtest", "ftx:3", "--set", "speed=fast"], "speed is 1.0 now and cannot be 'fast'"),
        (["backtest", "ftx:3", "--set", "speed=1+x"], "no number, word"),
        (["backtest", "ftx:3", "--step", "1 hour"], "1 hour"),
        (["backtest", "ftx:3", "--file", "nowhere.csv"], "nowhere.csv"),
        (["decay", "0"], "no break-even"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_why(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
