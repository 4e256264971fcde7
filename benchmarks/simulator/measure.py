# SPDX-License-Identifier: Apache-2.0
"""Times everything in one run, and compares with the goals."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from benchmarks.simulator import peers
from steelyard.simulator.bars import Bars
from steelyard.simulator.borrowed import Borrowed
from steelyard.simulator.montecarlo import Experiment, repeat
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.world import World

PATHS, HOURS = 10_000, 8_760
MARGIN = 2.0  # by which a goal may be missed: machines differ, and share their cores
REPEATS = 7
PLAIN_PART = 10  # the plain loop is given that part of the bars
STEPS_GOAL, HISTORY_GOAL, YEAR_GOAL = 20e6, 0.1, 60.0
ENGINE = "engine, closes"


@dataclass(frozen=True)
class Row:
    """`bars` done in `seconds`; a goal is either bar-steps per second or seconds, else 0; `note` says what was run."""

    name: str
    bars: int
    seconds: float
    note: str
    least_speed: float = 0.0
    most_seconds: float = 0.0

    @property
    def speed(self) -> float:
        """Bar-steps per second."""
        return self.bars / self.seconds

    @property
    def room(self) -> float | None:
        """How many times better than its goal; None without one."""
        if self.least_speed:
            return self.speed / self.least_speed
        return self.most_seconds / self.seconds if self.most_seconds else None

    @property
    def fails(self) -> bool:
        """Whether it misses its goal by more than the margin."""
        return self.room is not None and self.room < 1 / MARGIN


def measure(bars: Bars, paths: int, tick: Callable[[int], None]) -> Iterator[Row]:
    """One row after the other; `tick` is told of random paths that are done."""
    rule, world = Borrowed(), World.default()
    closes, prices = Path.of_closes(bars.time, bars.close), Path.of(bars)
    part = Path.of_closes(closes.time[::PLAIN_PART], closes.price[::PLAIN_PART])
    yield Row(
        ENGINE, len(bars), best_of(lambda: rule.run(closes, world)),
        "one token, every bar recorded", least_speed=STEPS_GOAL,
    )  # fmt: skip
    yield Row(
        "engine, four prices a bar", len(bars), best_of(lambda: rule.run(prices, world)),
        "open, low, high, close", most_seconds=HISTORY_GOAL,
    )  # fmt: skip
    yield Row(
        "plain Python loop", len(part.time), best_of(lambda: peers.plain_loop(rule, part), 2),
        "band and interval only: no oracle, exchange, keeper, interest",
    )  # fmt: skip
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


def best_of(function: Callable[[], object], repeats: int = REPEATS) -> float:
    """Seconds of the fastest run, after one that compiles."""
    function()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return min(times)


def _many(rule: Borrowed, world: World, paths: int, tick: Callable[[int], None]) -> Row:
    experiment = Experiment(rule, world, BrownianMotion(0.0, 0.8), HOURS, 100.0, seed=1)
    start = perf_counter()
    repeat(experiment, paths, tick=tick)
    seconds = perf_counter() - start
    goal = YEAR_GOAL if paths == PATHS else 0.0
    note = "Monte Carlo over all cores, start of the processes included"
    return Row(f"{paths:,} years of hours", paths * HOURS, seconds, note, most_seconds=goal)
