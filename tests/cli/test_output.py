# SPDX-License-Identifier: Apache-2.0
"""Files are checked before anything runs, written whole or not at all, and never over what is read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from steelyard.cli import app, output

ROWS = [f"{1_600_000_000 + hour * 3600},100,101,99,{100 + hour % 3}" for hour in range(48)]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], env={"STEELYARD_DATA": "", "COLUMNS": "400"})


def words(done: Result) -> str:
    return " ".join(done.stderr.replace("│", " ").split())


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("timestamp,open,high,low,close\n" + "\n".join(row.replace(",102", ",101") for row in ROWS) + "\n")
    return path


@pytest.mark.parametrize("option", ["--parquet", "--html"])
@pytest.mark.parametrize("way", ["itself", "hard link", "soft link", "another spelling"])
def test_an_input_is_never_written_over(prices: Path, option: str, way: str) -> None:
    before, target = prices.read_bytes(), prices.with_name("other.csv")
    if way == "hard link":
        os.link(prices, target)
    elif way == "soft link":
        target.symlink_to(prices)
    elif way == "another spelling":
        target = prices.parent / ".." / prices.parent.name / prices.name
    else:
        target = prices
    done = run("backtest", "daily:3", "--file", prices, option, target)
    assert done.exit_code == 2
    assert "that is a file which is read; write to another one" in words(done)
    assert prices.read_bytes() == before


def test_nor_a_history_or_a_record_of_rates(prices: Path, tmp_path: Path) -> None:
    history, rates = tmp_path / "SOLUSDT_1h.csv", tmp_path / "rates.csv"
    history.write_bytes(prices.read_bytes())
    rates.write_text("timestamp,interest\n1600000000,0.05\n")
    before = history.read_bytes(), rates.read_bytes()
    from_history = run("backtest", "daily:3", "--asset", "SOL", "--data", tmp_path, "--parquet", history)
    of_rates = run("backtest", "daily:3", "--file", prices, "--rates", f"{rates}:interest", "--parquet", rates)
    swept = run("sweep", "daily:3", "--file", prices, "--try", "speed=0.5", "--parquet", prices)
    drawn = run("montecarlo", "daily:3", "--kind", "bootstrap", "--file", prices, "--parquet", prices)
    for done in (from_history, of_rates, swept, drawn):
        assert done.exit_code == 2 and "that is a file which is read" in words(done)
    assert (history.read_bytes(), rates.read_bytes()) == before


@pytest.mark.parametrize(
    ("option", "name", "fault"),
    [
        ("--png", "x.bmp", "a picture ends in .png, .svg, .pdf"),
        ("--parquet", "", "that is no regular file; name a file"),
        ("--html", "/dev/null", "that is no regular file; name a file"),
        ("--html", "/proc/x/y.html", "nothing can be written there"),
        ("--html", "mine.csv/y.html", "nothing can be written there"),
        ("--html", "n" * 300, "nothing can be written there"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_run(prices: Path, option: str, name: str, fault: str) -> None:
    done = run("backtest", "daily:3", "--file", prices, option, prices.parent / name)
    assert done.exit_code == 2
    assert fault in words(done)
    assert not done.stdout
    assert [path.name for path in prices.parent.iterdir()] == ["mine.csv"]


def test_two_outputs_of_one_name(prices: Path, tmp_path: Path) -> None:
    done = run("backtest", "daily:3", "--file", prices, "--parquet", tmp_path / "x", "--html", tmp_path / "x")
    assert done.exit_code == 2
    assert "--parquet writes there too; choose another name" in words(done)


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    target.write_text("before")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(typer.Exit) as ended:
        output.leave_one(target, fail)
    assert ended.value.exit_code == 1
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]


def test_a_link_stays_one(prices: Path, tmp_path: Path) -> None:
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("before")
    link.symlink_to(real)
    assert run("backtest", "daily:3", "--file", prices, "--html", link).exit_code == 0
    assert link.is_symlink() and "<html" in real.read_text()


@pytest.mark.parametrize("name", ["[red]mine[/red].csv", "[/].csv", ":smile:.csv"])
def test_names_are_never_markup(prices: Path, name: str) -> None:
    odd = prices.with_name(name.replace("/", ""))
    prices.rename(odd)
    done = run(
        "sweep", "daily:3", "--file", odd, "--try", "speed=0.5,1", "--jobs", 1, "--html", odd.with_suffix(".html")
    )
    assert done.exit_code == 0, done.output
    assert odd.name in done.stdout
    assert odd.with_suffix(".html").name in words(done)
    missing = run("backtest", "daily:3", "--file", f"{odd}.none")
    assert f"{odd.name}.none" in words(missing)


@pytest.mark.parametrize("encoding", ["cp1251", "ascii"])
def test_tables_come_in_any_encoding(prices: Path, encoding: str) -> None:
    page = prices.with_name("out.html")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "STEELYARD_DATA": ""}
    for arguments in (["backtest", "daily:3", "--file", str(prices), "--html", str(page)], ["decay", "3"]):
        command = [sys.executable, "-m", "steelyard.cli", *arguments]
        done = subprocess.run(command, capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode(encoding)
        assert b"x" in done.stdout or "×".encode(encoding, "ignore") in done.stdout
        assert "?" not in done.stdout.decode(encoding)
    assert "×" in page.read_text(encoding="utf-8")
