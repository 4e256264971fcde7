# SPDX-License-Identifier: Apache-2.0
"""Tapes, paired pools, and how the outcome is shown."""

import gzip
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from studies.crashes.bars import Bar, sampled
from studies.crashes.kinds import ABSENT, COVERED, DEEP, KINDS, MINUTE, Kind
from studies.crashes.lending import LeverageTask
from studies.crashes.library import CRASHES
from studies.crashes.pairing import replay_pairing
from studies.crashes.picture import draw
from studies.crashes.run import Plan, full_plan
from studies.crashes.table import as_data, print_found
from studies.crashes.task import Task, ideal_nav
from tests.crashes.test_lenders import bundled, gap

MARCH = CRASHES[0]


def test_a_falling_bar_visits_its_high_first_and_a_rising_one_its_low() -> None:
    times, prices = sampled([Bar(0, 100, 110, 80, 90), Bar(60, 90, 120, 70, 100)], 60)
    assert times.tolist() == [0, 15, 30, 45, 60, 75, 90, 105]
    assert prices == pytest.approx([100, 110, 80, 90, 90, 70, 120, 100])


def test_seconds_count_at_their_close_and_a_hole_is_crossed_evenly() -> None:
    _, prices = sampled([Bar(0, 1, 1, 1, 100), Bar(30, 1, 1, 1, 400)], 10)
    assert prices == pytest.approx([100, 200, 400])


def test_hourly_bars_stand_in_where_the_folder_lacks_the_finer_ones(tmp_path: Path) -> None:
    standing = MARCH.price_path(tmp_path)
    assert standing is not None and standing.source == "Kraken ETH/USD, 1 hour"
    assert int(standing.times[0]) == MARCH.since
    file = tmp_path / MARCH.source.path
    file.parent.mkdir()
    first = MARCH.since - 3 * 3600
    rows = "".join(f"{first + 300 * i},195,196,194,195,1\n" for i in range(100))
    with gzip.open(file, "wt") as stream:
        stream.write("timestamp,open,high,low,close,volume\n" + rows)
    finer = MARCH.price_path(tmp_path)
    assert finer is not None and finer.source == "Binance ETH/USDT, 5 minutes"


def test_an_event_without_data_is_named() -> None:
    lacking = [crash.name for crash in CRASHES if crash.bundled is None]
    assert full_plan(None).missing == lacking
    assert "ETH 2025-10-10" in lacking


def test_the_ideal_takes_every_move_times_its_factor() -> None:
    price_path = bundled(MARCH.name)
    task = Task(price_path, Kind(3), ABSENT)
    worst = task.played()
    assert int(worst.true[-1]) == int(price_path.true.min())
    assert ideal_nav(worst, 1) == pytest.approx(int(worst.true[-1]) / int(worst.true[0]))
    assert ideal_nav(gap(0.6), 3) == 0
    assert ideal_nav(gap(0.9), -2) == pytest.approx(1.2)


def test_a_gap_costs_the_leveraged_side_first_and_the_funding_side_in_the_end() -> None:
    mild, harsh = (replay_pairing(Task(gap(to), Kind(3), MINUTE)) for to in (0.7, 0.2))
    assert mild.funding == pytest.approx(1, abs=1e-3)
    assert harsh.funding < 0.6
    assert mild.leveraged == pytest.approx(0.29, abs=0.02)  # the table of docs/concepts/pairing.md
    assert harsh.liquidity < mild.liquidity < 0.65
    assert mild.steps == 3


def test_nobody_rebalances_and_everything_is_priced_where_it_stands() -> None:
    outcome = replay_pairing(Task(bundled(MARCH.name), Kind(3), ABSENT))
    assert outcome.funding_lowest < 0.75
    assert outcome.closed > 0.5


def test_tables_data_and_picture_show_every_market(tmp_path: Path) -> None:
    price_path, latencies = bundled("ETH up 2020-03-13"), (COVERED, ABSENT)
    tasks = [(kind, late) for kind in KINDS for late in latencies]
    plan = Plan(
        [price_path],
        [LeverageTask(price_path, kind, late, DEEP) for kind, late in tasks],
        [Task(price_path, kind, late) for kind, late in tasks],
        ["a day without data"],
    )
    done = []
    found = plan.play(1, lambda: done.append(1))
    assert len(done) == plan.total == 2 * len(tasks)
    console = Console(file=StringIO(), width=160)
    print_found(console, found)
    assert isinstance(console.file, StringIO)
    text = console.file.getvalue()
    assert "not replayed, no data: a day without data" in text
    assert text.count(price_path.name) == 1 + 3 * len(KINDS)
    data = as_data(found)
    assert (len(data["lending"]), len(data["paired"]), data["failed"]) == (len(tasks), len(tasks), [])
    draw(found, tmp_path / "crashes.png")
    assert (tmp_path / "crashes.png").read_bytes().startswith(b"\x89PNG")
    assert np.isfinite([row["lowest_coverage"] for row in data["lending"]]).all()
