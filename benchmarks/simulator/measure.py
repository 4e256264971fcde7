# SPDX-License-Identifier: Apache-2.0
"""Times everything in one run, and compares with the goals."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path as Folder
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from benchmarks.simulator import peers
from steelyard.model.clock import YEAR
from steelyard.simulator.bars import Bars
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.montecarlo import Experiment, repeat
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.world import World

PATHS, HOURS = 10_000, 8_760
MARGIN = 2.0  # by which a goal may be missed: machines differ, and share their cores
REPEATS = 7
PLAIN_PART = 10  # the plain loop is given that part of the bars
UNCOMPILED = 4_000  # bars for the engine without its compiler
STEPS_GOAL, HISTORY_GOAL, YEAR_GOAL = 20e6, 0.1, 60.0
ENGINE = "engine, closes"
LIVING = 2.0  # exposure whose token lives through all the bars: at 3x decay ends it


@dataclass(frozen=True)
class Row:
    """`bars` done in `seconds` of one core; a goal is either bar-steps per second or seconds, else 0."""

    name: str
    bars: int
    seconds: float
    note: str
    min_speed: float = 0.0
    max_seconds: float = 0.0

    @property
    def speed(self) -> float:
        """Bar-steps per second."""
        return self.bars / self.seconds

    @property
    def room(self) -> float | None:
        """How many times better than its goal; None without one."""
        if self.min_speed:
            return self.speed / self.min_speed
        return self.max_seconds / self.seconds if self.max_seconds else None

    @property
    def fails(self) -> bool:
        """Whether it misses its goal by more than the margin."""
        return self.room is not None and self.room < 1 / MARGIN


def measure(bars: Bars, paths: int, tick: Callable[[int], None]) -> Iterator[Row]:
    """One row after the other; `tick` is told of random paths that are done."""
    rule, world = Borrowed(exposure=LIVING), World.default()
    closes, prices = Path.of_closes(bars.time, bars.close), Path.of(bars)
    part = Path.of_closes(closes.time[::PLAIN_PART], closes.price[::PLAIN_PART])
    yield Row(
        ENGINE, len(bars), best_of(lambda: rule.run(closes, world)),
        "one token, every bar recorded", min_speed=STEPS_GOAL,
    )  # fmt: skip
    yield Row(
        "engine, four prices a bar", len(bars), best_of(lambda: rule.run(prices, world)),
        "open, low, high, close", max_seconds=HISTORY_GOAL,
    )  # fmt: skip
    if (end := rule.run(prices, world, record=False).totals.ended) >= 0:
        raise ValueError(f"speed: the token ended in bar {end:,.0f} of {len(bars):,}, and what is dead runs fast")
    yield from _loops(rule, closes)
    yield Row(
        "plain Python loop", len(part.time), best_of(lambda: peers.plain_loop(rule, part, world), 2),
        "the rule as one writes it first: one cost, no delays, flows or wind-down",
    )  # fmt: skip
    few = Path.of_closes(closes.time[:UNCOMPILED], closes.price[:UNCOMPILED])
    yield Row("engine, not compiled", UNCOMPILED, uncompiled(few), "the same code in Python, in a process of its own")
    yield Row(
        "numpy, whole arrays", len(bars), best_of(lambda: peers.vectors(rule.factor, closes)),
        "daily rebalance by cumprod: no band",
    )  # fmt: skip
    if peers.has_vectorbt():
        yield Row(
            "vectorbt", len(bars), best_of(lambda: peers.vectorbt(closes), 3),
            "daily target of 100%: no leverage, no band",
        )  # fmt: skip
    yield _many(rule, world, paths, tick)


def _loops(rule: Borrowed, closes: Path) -> Iterator[Row]:
    """The least that a band needs, by numba and in C, which must come to the same."""
    numbers = (rule.exposure, rule.exposure * rule.lower, rule.exposure * rule.upper, 1 + 0.05 * 300 / YEAR, 0.001)
    price, count = np.ascontiguousarray(closes.price), len(closes.price)
    note = "interest, a band and one cost: no oracle, delay, gas or wind-down"
    yield Row("15 lines by numba", count, best_of(lambda: peers.short_loop(price, *numbers)), note)
    with TemporaryDirectory() as folder:
        loop = peers.c_loop(Folder(folder))
        if loop is not None:
            if not np.allclose(loop(price, *numbers), peers.short_loop(price, *numbers), rtol=1e-9):
                raise ValueError("speed: the loops by numba and in C do not agree")
            yield Row("the same in C", count, best_of(lambda: loop(price, *numbers)), "cc -O2")


def best_of(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Processor seconds of the fastest run, after one that compiles: what else the machine does is not counted."""
    function()
    times = []
    for _ in range(repeats):
        start = process_time()
        function()
        times.append(process_time() - start)
    return min(times)


def uncompiled(path: Path) -> float:
    """Processor seconds of the engine's own code without the compiler, which numba only leaves out from the start."""
    code = "from benchmarks.simulator.measure import time_one; time_one()"
    task = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(path),
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    )
    return float(task.stdout)


def time_one() -> None:
    """Prints the processor seconds of one run on a path from the standard input."""
    path = pickle.load(sys.stdin.buffer)
    start = process_time()
    Borrowed().run(path, World.default())
    print(process_time() - start)


def _many(rule: Borrowed, world: World, paths: int, tick: Callable[[int], None]) -> Row:
    experiment = Experiment(rule, world, BrownianMotion(0.0, 0.8), HOURS, 100.0, seed=1)
    start = perf_counter()
    repeat(experiment, paths, tick=tick)
    seconds = perf_counter() - start
    goal = YEAR_GOAL if paths == PATHS else 0.0
    note = "Monte Carlo over all cores, by the clock, start of the processes included"
    return Row(f"{paths:,} years of hours", paths * HOURS, seconds, note, max_seconds=goal)
