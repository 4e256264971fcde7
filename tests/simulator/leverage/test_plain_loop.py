# SPDX-License-Identifier: Apache-2.0
"""The loop that the benchmark sets beside the engine keeps the same rule: for free it comes to the same NAV."""

import numpy as np
import pytest

from benchmarks.simulator.inputs import synthetic
from benchmarks.simulator.peers import FREE, plain_loop, vectors
from steelyard.model.clock import HOUR
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.path import Path
from steelyard.simulator.world import World


def hours(count: int) -> Path:
    """A random walk."""
    moves = np.random.default_rng(2).standard_normal(count) * 0.006
    return Path.of_closes(np.arange(count) * HOUR, np.round(100 * np.exp(np.cumsum(moves)), 8))


def test_for_free_both_are_the_same() -> None:
    path, rule = hours(8_000), Borrowed(exposure=2)
    rows, run = np.array(plain_loop(rule, path, FREE)), rule.run(path, FREE)
    assert run.totals.fills > 40
    assert rows[:, 0] == pytest.approx(run.nav, rel=1e-6)
    assert rows[:, 1] == pytest.approx(run.exposure, rel=1e-6)


def test_at_the_default_costs_both_are_near() -> None:
    path, rule = hours(3_000), Borrowed(exposure=2)
    rows, run = np.array(plain_loop(rule, path, World.default())), rule.run(path, World.default())
    assert rows[-1, 0] == pytest.approx(run.totals.nav, rel=0.05)
    assert rows[-1, 2] == pytest.approx(run.totals.interest, rel=0.05)


def test_vectors_rebalance_once_a_day() -> None:
    path = hours(48)
    nav = vectors(3, path)
    assert nav[0] == 100
    day = 1 + 3 * (path.price[23] / path.price[0] - 1)
    assert nav[47] == pytest.approx(100 * day * (1 + 3 * (path.price[47] / path.price[23] - 1)))


def test_synthetic_bars_are_bars() -> None:
    bars = synthetic()
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()
