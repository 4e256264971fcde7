# SPDX-License-Identifier: Apache-2.0
"""Coarse bars with sampled ways inside agree with fine ones; ways through the four extremes do not."""

import numpy as np
import pytest

from steelyard.simulator import bridges
from steelyard.simulator.bars import Bars
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.data.grid import aggregate
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.rule import Rule
from steelyard.simulator.rules import named
from steelyard.simulator.world import World

MINUTE, HOUR, DAY = 60, 3_600, 86_400


def hours_of(path: Path, inner: int) -> Bars:
    """Bars of so many prices each, so fine that the extremes between them are not missed."""
    price = path.price[:-1].reshape(-1, inner)
    last = np.append(price[1:, 0], path.price[-1])
    every = np.column_stack((price, last))
    time = np.arange(len(price), dtype=np.int64) * HOUR
    return Bars("X", HOUR, time, every[:, 0], every.max(axis=1), every.min(axis=1), last)


def squares(path: Path) -> float:
    """Realized variance."""
    return float((np.diff(np.log(path.price)) ** 2).sum())


@pytest.mark.parametrize(("per_bar", "off"), [(20, 0.12), (60, 0.04), (240, 0.04)])
def test_the_variance_of_a_motion_is_found_again_in_its_hours(per_bar: int, off: float) -> None:
    motion = BrownianMotion(0.0, 0.8, step=2)
    bars = hours_of(motion.path(1, 0, 1_800 * 1_500 + 1, 100.0), 1_800)
    true = 0.8**2 * 1_500 * HOUR / 31_536_000
    assert squares(Path.sampled(bars, per_bar)) == pytest.approx(true, rel=off)
    assert squares(Path.of(bars)) > 3 * true, "the four extremes are far too rough: what this test would find"
    assert squares(Path.of_closes(bars.time, bars.close)) == pytest.approx(true, rel=0.1)


def nav_of(rule: Rule, bars: Bars, ways: int) -> tuple[float, float]:
    """Mean logarithm of the NAV over ways inside the bars, and its standard error."""
    world = World.default()
    navs = [rule.run(Path.sampled(bars, None, 1, way), world, record=False).totals.nav for way in range(ways)]
    logs = np.log(navs)
    return float(logs.mean()), float(logs.std(ddof=1)) / ways**0.5


@pytest.mark.parametrize("name", ["borrowed:3", "borrowed:-2", "ftx:3", "continuous:3"])
def test_hours_of_random_minutes_end_where_the_minutes_do(name: str) -> None:
    """Over many months the differences must average out: a bias would not."""
    rule, world, gaps, rough = named(name), World.default(), [], []
    for month in range(40):
        fine = BrownianMotion(0.0, 1.0, step=10).path(7, month, 360 * 24 * 10 + 1, 2_000.0)
        bars = hours_of(fine, 360)
        minutes = Path(fine.time[:-1:6], fine.price[:-1:6], 1)
        log_nav = np.log(rule.run(minutes, world, record=False).totals.nav)
        gaps.append(np.log(rule.run(Path.sampled(bars, None, 1, month), world, record=False).totals.nav) - log_nav)
        rough.append(np.log(max(rule.run(Path.of(bars), world, record=False).totals.nav, 1e-9)) - log_nav)
    error = float(np.std(gaps, ddof=1)) / len(gaps) ** 0.5
    assert abs(np.mean(gaps)) < 3 * error + 0.004
    if name == "continuous:3":
        assert abs(np.mean(rough)) > 5 * error + 0.05, "through four extremes the NAV is another one"


def test_days_of_real_hours_end_where_the_hours_do() -> None:
    """Bundled hours of ETH in 2022 beside the days that they make up, both with sampled ways inside."""
    hours = best("ETH", HOUR).bars(HOUR).between(1_640_995_200, 1_656_633_600)
    days = aggregate(hours, DAY)
    for name in ("borrowed:2", "borrowed:-1", "fli:2"):
        fine, coarse = nav_of(named(name), hours, 8), nav_of(named(name), days, 24)
        # A day knows four prices of its 24 hours: single ways differ by tens of percent, the mean by few.
        assert abs(fine[0] - coarse[0]) < 3 * (fine[1] ** 2 + coarse[1] ** 2) ** 0.5 + 0.1, name


def test_walks_taken_all_alike_are_too_rough(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: without the weights of the library the variance comes out a third too high."""
    motion = BrownianMotion(0.0, 0.8, step=2)
    bars = hours_of(motion.path(1, 0, 1_800 * 500 + 1, 100.0), 1_800)
    true = squares(Path.sampled(bars, 60))
    monkeypatch.setattr(bridges, "_weights", lambda ranges, squares: np.full(len(ranges), 1 / len(ranges)))
    monkeypatch.setattr(bridges, "library", bridges.library.__wrapped__)
    assert squares(Path.sampled(bars, 60)) > 1.2 * true
