# SPDX-License-Identifier: Apache-2.0
"""Sweeps, Monte Carlo and how they are spread: the same answers whoever computes them."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest

from steelyard.simulator.montecarlo import Experiment, Sample, repeat
from steelyard.simulator.path import Path
from steelyard.simulator.peers import PEERS
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.run import Totals
from steelyard.simulator.spread import spread
from steelyard.simulator.sweep import sweep, vary
from steelyard.simulator.world import World

HOURS = 24 * 30
EXPERIMENT = Experiment(PEERS["ftx"](3.0), World.default(), BrownianMotion(0.0, 0.8), HOURS, 2_000.0, 7)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a Dask scheduler with two workers, on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as running:
        yield running.scheduler_address


def test_processes_and_a_cluster_give_what_one_process_gives(cluster: str) -> None:
    alone = repeat(EXPERIMENT, 520, jobs=1)
    ticks: list[int] = []
    many = repeat(EXPERIMENT, 520, jobs=2, tick=ticks.append)
    far = repeat(EXPERIMENT, 520, cluster=cluster)
    assert np.array_equal(alone.rows, many.rows)
    assert np.array_equal(alone.rows, far.rows)
    assert sum(ticks) == 520


def test_a_longer_sample_begins_with_the_shorter_one() -> None:
    short, long = (repeat(EXPERIMENT, paths, jobs=1) for paths in (10, 20))
    assert np.array_equal(short.rows, long.rows[:10])
    assert not np.array_equal(short.rows[0], short.rows[1])


def test_the_ideal_of_a_martingale_is_a_martingale() -> None:
    """The mean NAV of a costless 2x on a price that goes nowhere on average lies around 100."""
    fair = Experiment(PEERS["continuous"](2.0), World.default(), BrownianMotion(0.0, 0.8), HOURS, 2_000.0, 11)
    mean = repeat(fair, 2_000, jobs=1).mean("nav", confidence=0.999)
    assert mean.low < 100 < mean.high


def test_intervals_cover_as_often_as_they_promise() -> None:
    rng, hits = np.random.default_rng(5), np.zeros(4)
    rounds = 400
    for _ in range(rounds):
        rows = np.zeros((200, len(Totals._fields)))
        rows[:, 0] = rng.exponential(size=200)
        sample = Sample(EXPERIMENT, rows)
        found = (
            (sample.mean("nav"), 1.0),
            (sample.quantile("nav", 0.5), np.log(2)),
            (sample.quantile("nav", 0.1), -np.log(0.9)),
            (sample.share(sample.column("nav") < 0.2), 1 - np.exp(-0.2)),
        )
        hits += [estimate.low <= true <= estimate.high for estimate, true in found]
    assert (hits / rounds > 0.91).all(), hits


def test_one_path_is_no_sample() -> None:
    with pytest.raises(ValueError, match="1 paths"):
        repeat(EXPERIMENT, 1)


def test_a_sweep_tries_every_combination_on_every_path() -> None:
    paths = {str(seed): BrownianMotion(0.0, 1.2).path(seed, 0, HOURS, 2_000.0) for seed in (1, 2)}
    grid = {"speed": [0.5, 1.0], "world.equity": [1e5, 1e7], "world.venue.fee": [0.0, 0.003]}
    rows = sweep(PEERS["toros"](3.0), World.default(), paths, grid, jobs=1)
    assert len(rows) == 16
    assert {row.path for row in rows} == {"1", "2"}
    costs = {tuple(row.values.values()): row.totals.cost for row in rows if row.path == "1"}
    assert costs[0.5, 1e5, 0.0] < costs[0.5, 1e5, 0.003] < costs[0.5, 1e7, 0.003]
    around = vary(World.default(), {"equity": 1e5, "venue.fee": 0.0})
    assert rows[0].totals == vary(PEERS["toros"](3.0), {"speed": 0.5}).run(paths["1"], around, record=False).totals


def test_an_unknown_parameter_is_named_before_anything_runs() -> None:
    path: dict[str, Path] = {}
    with pytest.raises(ValueError, match="no parameter 'sped'; it has name, factor, interval"):
        sweep(PEERS["ftx"](3.0), World.default(), path, {"sped": [1]})
    with pytest.raises(ValueError, match="Keeper has no parameter 'keeper.late'"):
        sweep(PEERS["ftx"](3.0), World.default(), path, {"world.keeper.late": [1]})


def test_an_exception_in_a_task_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        list(spread(_invert, [1, 0], jobs=2))


def _invert(number: int) -> float:
    return 1 / number


def test_memory_does_not_grow_with_the_paths() -> None:
    """But for their totals: 96 bytes a path, once in parts and once together."""
    peaks = []
    for paths in (250, 2_500):
        tracemalloc.start()
        repeat(EXPERIMENT, paths, jobs=1)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 2_250 < 3 * 96
