# SPDX-License-Identifier: Apache-2.0
"""The public API: what its pages say works, results are the same in every form, and what is wrong is said."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest

import steelyard as sy
from steelyard.simulator.report.figures import FIGURES, Unit, shown
from steelyard.simulator.report.parquet import BARS
from steelyard.simulator.report.tables import TOTALS
from tools.report import ROOT

GUIDES = ROOT / "docs" / "guides"
KINDS, LAWS = ("sampled", "extremes", "closes"), ("gbm", "jumps", "volatility", "bootstrap")
WEEK = ("2022-05-08", "2022-05-15")


@pytest.fixture(scope="module")
def result() -> sy.Backtest:
    prices = sy.prices("eth", start=WEEK[0], end=WEEK[1])
    return sy.backtest(["borrowed:3", "daily:10"], prices, inside=sy.Inside(samples=3))


def blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


def test_the_page_in_five_lines_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [f"{1_600_000_000 + hour * 3600},100,{101 + hour % 3},99,100" for hour in range(48)]
    Path("mine.csv").write_text("timestamp,open,high,low,close\n" + "\n".join(rows))
    names: dict[str, Any] = {}
    code = blocks((GUIDES / "in_five_lines.md").read_text())
    assert len(code[0].splitlines()) <= 5 + 1
    for block in code:
        exec(block, names)
    assert {path.name for path in tmp_path.iterdir()} >= {"report.html", "figures.csv", "bars.parquet", "nav.svg"}


def test_the_notebook_runs_and_what_it_ends_with_shows_itself() -> None:
    cells = json.loads((GUIDES / "in_five_lines.ipynb").read_text())["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            assert cell["outputs"] == []
    assert "<table" in names["result"]._repr_html_() and "<svg" in names["result"]._repr_html_()


def test_the_package_itself_is_small() -> None:
    code = "import sys, steelyard; print([m for m in ('numpy', 'numba', 'pyarrow', 'typer') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    assert set(sy.__all__) <= set(dir(sy))
    with pytest.raises(AttributeError, match="no attribute 'backtests'; it has Account, Backtest, Inside"):
        getattr(sy, "backtests")  # noqa: B009


def test_every_form_of_a_result_says_the_same(result: sy.Backtest, tmp_path: Path) -> None:
    for name in ("out.json", "out.csv", "out.parquet", "out.html"):
        result.save(tmp_path / name)
    found = json.loads((tmp_path / "out.json").read_text())
    lines = (tmp_path / "out.csv").read_text().splitlines()
    head = [line for line in lines if line.startswith("# ")]
    rows = list(csv.DictReader(line for line in lines if not line.startswith("# ")))
    table = pq.read_table(tmp_path / "out.parquet")
    metadata = table.schema.metadata
    page = (tmp_path / "out.html").read_text()
    assert [row["rule"] for row in rows] == [one["rule"] for one in found["runs"]] == ["steelyard 3x", "daily 10x"]
    for row, one, summary in zip(rows, found["runs"], result, strict=True):
        for figure in FIGURES:
            assert row[figure.name] == ("" if one[figure.name] is None else str(one[figure.name]))
            assert figure.shown(summary) in page
        assert float(row["total_return"]) == summary.returns.total
    assert table.num_rows == 2 * len(result.prices.bars)
    provenance = found["provenance"]
    assert provenance == json.loads(metadata[b"steelyard.provenance"]) == result.provenance
    assert [f"# {name}: {value}" for name, value in provenance.items()] == head[: len(provenance)]
    for value in provenance.values():
        assert str(value) in page
    assert len(provenance["sha256"]) == 64 and provenance["inside_bars"] == "sampled"


def test_dead_is_marked_with_its_date_and_no_inner_word_reaches_people(result: sy.Backtest) -> None:
    assert result["daily:10"].ended is not None and result["borrowed:3"].ended is None
    assert any(re.match(r"daily 10x ended 2022-05-\d\d \d\d:\d\d:\d\d UTC", warning) for warning in result.warnings)
    for text in (str(result), result.page(), result._repr_html_()):
        assert "daily 10x †" in text and "2022-05-" in text
        assert not re.search(r"World\(|Oracle\(|in bar |nan|-0\.00|NoneType|\binf\b", text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (-0.00001, Unit.PART, "0.00%"),
        (-0.5, Unit.PART, "-50.00%"),
        (-0.001, Unit.DOLLARS, "0.00"),
        (None, Unit.DAYS, "–"),
    ]
    + [(1e-15, Unit.TIMES, "×0"), (float("inf"), Unit.TIMES, "–"), (1_234.5, Unit.DOLLARS, "1,234.50")],
)
def test_numbers_as_people_read_them(value: float | None, unit: Unit, text: str) -> None:
    assert shown(value, unit) == text


def test_every_name_is_documented() -> None:
    page = (GUIDES / "simulator_outputs.md").read_text()
    documented = set(re.findall(r"^\| `([\w.]+)` \|", page, re.MULTILINE))
    names = {figure.name for figure in FIGURES} | {name for _, name, _, _ in TOTALS} | set(BARS)
    assert names <= documented, names - documented
    assert {"rule", "factor", "exact", "inside_ways", "ended_after_days", "sha256", "behind_best_low"} <= documented


def test_a_data_frame_has_the_same_figures(result: sy.Backtest, monkeypatch: pytest.MonkeyPatch) -> None:
    class Frame(dict[str, list[Any]]):
        def set_index(self, name: str) -> tuple[str, dict[str, list[Any]]]:
            return name, self

    monkeypatch.setitem(sys.modules, "pandas", SimpleNamespace(DataFrame=Frame))
    index, columns = result.frame()
    assert index == "rule" and columns["nav"] == [summary.totals.nav for summary in result]
    assert len(result.bars_frame()["nav"]) == 2 * 7 * 24
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match="pip install pandas"):
        result.frame()


@pytest.mark.parametrize(
    ("text", "days"),
    [("2021", 365), ("2021-02", 28), ("Feb 2021", 28), ("February 2021", 28), ("2020/02", 29), ("19 May 2021", 1)]
    + [("May 19, 2021", 1), ("2021-05-19", 1), ("2021/05/19", 1), ("2021-12", 31)],
)
def test_periods_as_people_write_them(text: str, days: int) -> None:
    from steelyard.simulator.prices import day

    first, end = day(text)
    assert (end - first) / 86_400 == days


@pytest.mark.parametrize("text", ["05/19/2021", "19.05.2021", "2021-13", "20210", "soon", "", "30 Feb 2021"])
def test_days_that_may_mean_two_things_are_refused(text: str) -> None:
    from steelyard.simulator.prices import day

    with pytest.raises(ValueError, match="is no day; write it like 2021-01-01, 2021-01, 2021 or 1 Jan 2021"):
        day(text)


def test_kinds_are_what_their_words_say(result: sy.Backtest) -> None:
    navs = {kind: sy.backtest("borrowed:3", result.prices, inside=sy.Inside(kind, samples=1)) for kind in KINDS}
    assert [len(one.runs[0].time) for one in navs.values()] == [7 * 24] * 3
    assert len({one["borrowed:3"].totals.nav for one in navs.values()}) == 3
    assert [one.provenance["prices_a_bar"] for one in navs.values()] == [60, 4, 1]
    laws = [sy.montecarlo("daily:2", sy.Law(kind), paths=20, days=5, jobs=1) for kind in LAWS]
    assert len({float(one.sample.column("nav").mean()) for one in laws}) == 4


def test_faults_are_said_in_a_sentence(result: sy.Backtest, tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="no run of 'ftx:3'; there are borrowed:3, daily:10"):
        result["ftx:3"]
    with pytest.raises(ValueError, match="nothing is written as .xls"):
        result.save(tmp_path / "x.xls")
    with pytest.raises(ValueError, match="no rule is given"):
        sy.backtest([], result.prices)
    with pytest.raises(ValueError, match="does nothing with gbm; it is for bootstrap"):
        sy.Law(block=10)
    with pytest.raises(ValueError, match="they are for bootstrap"):
        sy.montecarlo("daily:2", prices=result.prices, paths=2, days=1)
    with pytest.raises(ValueError, match="no parameter 'uper'"):
        sy.rule("borrowed:3", {"uper": 1.1})


def test_ft_and_lp_of_paired_pools_are_measured_too(result: sy.Backtest) -> None:
    for side in ("ft", "lp"):
        found = sy.backtest(sy.rule("paired:3", {"side": side}), result.prices, inside=sy.Inside(samples=1))
        [summary] = found
        assert summary.totals.nav > 0 and str(found) and found.page()
