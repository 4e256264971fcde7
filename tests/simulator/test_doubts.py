# SPDX-License-Identifier: Apache-2.0
"""Results that mean something else than they seem to are said, and only those."""

from dataclasses import replace

import numpy as np
import pytest

import steelyard as sy
from steelyard.simulator import doubts
from steelyard.simulator.bars import Bars
from steelyard.simulator.inside import Inside, Kind, Spread
from steelyard.simulator.path import Path
from steelyard.simulator.rules import named
from steelyard.simulator.sweep import differences, flattery
from steelyard.simulator.world import Keeper, Oracle, World, grain

HOUR, DAY = 3_600, 86_400


def hours(count: int = 400, growth: float = 0.0) -> Bars:
    rng = np.random.default_rng(1)
    close = 100 * np.exp(np.cumsum(rng.normal(growth, 0.004, count)))
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) * 1.002, np.minimum(opened, close) / 1.002
    return Bars("X", HOUR, HOUR * np.arange(count, dtype=np.int64), opened, high, low, close)


@pytest.mark.parametrize(
    ("latency", "prices", "said"),
    [
        (60, 60, None), (900, 60, None), (0, 4, None), (900, 4, None),
        (60, 4, "keepers act 900 seconds after they see something to do, not 60 (keeper.latency): prices are 900"),
        (100, 60, "keepers act 120 seconds"), (1_000, 4, "keepers act 1,800 seconds"), (59, 60, None),
    ],
)  # fmt: skip
def test_latency_is_what_was_asked_for_or_the_difference_is_told(latency: int, prices: int, said: str | None) -> None:
    world, path = replace(World.default(), keeper=Keeper(latency=latency)), Path.sampled(hours(), prices)
    notes = [note for note in grain.told(world, path) if "keeper.latency" in note]
    assert len(notes) == (said is not None)
    if said is not None:
        assert notes[0].startswith(said)
    assert not doubts.of_path([named("ftx:3")], world, path), "operators see every price, and have no keeper"


def test_a_keeper_acts_so_late_as_is_told() -> None:
    """One leap of the price, and the seconds until it is traded against."""
    for prices, latency, late in ((60, 60, 60), (60, 900, 900), (4, 60, 900), (60, 100, 120)):
        step = HOUR // prices
        price = np.where(np.arange(80) < 40, 2_000.0, 2_300.0)
        path = Path.of_closes(np.arange(80, dtype=np.int64) * step, price)
        run = named("borrowed:3").run(path, replace(World.default(), keeper=Keeper(latency=latency)))
        assert (run.fills.bar[0] - 40) * step == late


def test_a_feed_that_is_finer_than_the_prices_is_told() -> None:
    path = Path.of_closes(np.arange(50, dtype=np.int64) * HOUR, np.array([100.0, 102.0] * 25))
    told = grain.told(replace(World.default(), oracle=Oracle(lag=30)), path)
    assert any(note.startswith("rounds of the feed come 3,600 seconds after their price, not 30") for note in told)
    assert any("more than the feed's deviation of 0.50%" in note for note in told)
    calm = Path.of_closes(path.time, np.array([100.0, 100.01] * 25))
    assert [note for note in grain.told(World.default(), calm) if "feed" in note] == []


def test_what_outgrew_its_exchange_is_told_with_its_date() -> None:
    path = Path.sampled(hours(1_500, growth=0.0006))
    for equity, grown in ((1e4, False), (3e6, True)):
        world = replace(World.default(), equity=equity)
        for name in ("borrowed:3", "ftx:3"):
            run = named(name).run(path, world)
            notes = doubts.of_run(named(name), run, world)
            assert any("outgrew its exchange on 1970-0" in note for note in notes) is grown
    assert doubts.of_run(named("daily:3"), named("daily:3").run(path, World.default()), World.default()) == []


def test_time_outside_and_early_ends_are_told() -> None:
    totals = named("daily:3").run(Path.sampled(hours()), World.default()).totals
    times = hours().time
    assert doubts.of_totals("x", totals, times) == []
    [outside] = doubts.of_totals("x", totals._replace(outside=0.21), times)
    assert outside.startswith("x was outside its band 21% of the time")
    [ended] = doubts.of_totals("x", totals._replace(ended=24.0, nav=3.0), times)
    assert ended.startswith("x ended 1970-01-02 00:00:00 UTC, with a NAV of 3.00")


def test_a_result_that_hangs_on_the_way_inside_the_bars_is_told() -> None:
    rule = named("borrowed:3")
    assert doubts.of_ways(rule, None) == doubts.of_ways(rule, Spread(8, 100.0, 90.0, 110.0, 0)) == []
    assert "ended in 3 of 8 ways" in doubts.of_ways(rule, Spread(8, 100.0, 0.0, 150.0, 3))[0]
    assert "ends between 70.00 and 130.00" in doubts.of_ways(rule, Spread(8, 100.0, 70.0, 130.0, 0))[0]
    bars = hours()
    first = rule.run(Inside().path(bars), World.default()).totals
    spread = Inside(samples=4).spread(bars, first, lambda path: rule.run(path, World.default(), record=False).totals)
    assert spread is not None and spread.paths == 4
    assert spread.low <= first.nav <= spread.high and spread.low < spread.mean < spread.high
    assert Inside(Kind.CLOSES).spread(bars, first, lambda path: first) is None


def test_the_best_of_several_is_told_apart_only_where_it_is_better() -> None:
    prices = sy.prices("ETH", "2022")
    noise = sy.sweep("daily:2", prices, {"at": [0, 3_600, 7_200, 10_800]}, jobs=1)
    assert "is not told apart from 3 of the others" in noise.warnings[-1] or "not told apart" in " ".join(
        noise.warnings
    )
    clear = sy.sweep("daily:2", prices, {"yearly_fee": [0.0, 0.2]}, jobs=1)
    best, other = differences(clear.rows)
    assert other.is_told and other.low > 0 and not best.is_told
    assert other.behind == pytest.approx(0.2, rel=0.5)
    assert "flatters" in flattery(clear.rows, clear.differences)
    short = sy.sweep("daily:2", sy.prices("ETH", "2022-05"), {"at": [0, 3_600]}, jobs=1)
    assert any("less than 180 days" in warning for warning in short.warnings)
