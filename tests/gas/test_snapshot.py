# SPDX-License-Identifier: Apache-2.0
"""The central rows of `make gas`, measured again and held against the committed snapshot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.gas.rows.lending import measure_pool
from benchmarks.gas.rows.pairs import measure_pair_creation, measure_pair_steps, measure_pairs
from benchmarks.gas.rows.rebalance import measure_side
from benchmarks.gas.rows.router import Order
from benchmarks.gas.run import TRACED, world_on
from benchmarks.gas.snapshot import changes, read_snapshot, write_snapshot
from benchmarks.gas.table import print_breakdown
from benchmarks.gas.world import World
from steelyard.devchain.anvil import Anvil


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with Anvil() as node, world_on(node) as built:
        yield built


def test_central_rows(world: World) -> None:
    bench = world.bench
    with bench.apart():
        measure_pool(world)
    with bench.apart():
        order = Order(world, "bull", "V3", "usd")
        order.measure_mint("first", "repeated")
        order.measure_redeem()
    with bench.apart():
        measure_side(world, "V3", "bull")
    for measure in (measure_pairs, measure_pair_steps):
        with bench.apart():
            measure(world)
    assert len(bench.rows) == 30
    before = {row: gas for row, gas in read_snapshot().items() if row in bench.rows}
    assert [str(change) for change in changes(before, bench.rows)] == []


def test_a_row_is_measured_once(world: World) -> None:
    world.bench.keep("test: row", 1)
    with pytest.raises(ValueError, match="'test: row' measured twice"):
        world.bench.keep("test: row", 1)


def test_changes() -> None:
    before = {"same": 1_000, "within": 1_000, "rise": 1_000, "fall": 1_000, "gone": 1_000}
    after = {"same": 1_000, "within": 1_010, "rise": 1_011, "fall": 989, "new": 1_000}
    found = {change.row: change for change in changes(before, after)}
    assert sorted(found) == ["fall", "gone", "new", "rise"]
    assert [row for row, change in found.items() if change.is_rise] == ["rise"]
    assert [row for row, change in found.items() if change.fails] == ["gone", "new", "rise"]
    assert str(found["rise"]) == "rise: 1,000 -> 1,011 (+1.1%)"


def test_snapshot_is_sorted_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    write_snapshot({"b": 2, "a": 1}, path)
    assert path.read_text() == '{\n  "a": 1,\n  "b": 2\n}\n'
    assert read_snapshot(path) == {"a": 1, "b": 2}


def test_a_trace_adds_up_to_the_gas_of_the_receipt() -> None:
    with Anvil(states=TRACED) as node, world_on(node, tracing=True) as world:
        with world.bench.apart():
            Order(world, "bull", "V3", "usd").measure_mint("first")
        with world.bench.apart():
            measure_pair_creation(world)
        bench = world.bench
    assert bench.breakdowns.keys() == bench.rows.keys() and len(bench.rows) >= 2
    for row, breakdown in bench.breakdowns.items():
        console = Console(record=True, width=140)
        print_breakdown(console, row, breakdown)
        assert f"{sum(breakdown.own_gas().values()):,}" == f"{bench.rows[row]:,}"
        assert row in console.export_text()
