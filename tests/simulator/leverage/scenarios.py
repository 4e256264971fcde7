# SPDX-License-Identifier: Apache-2.0
"""Random tokens in random worlds on random paths: crashes, gaps, late and absent keepers, pools that run dry.

Amounts are large, so that the twin's whole units and its fee in steps of 1e-9 shares are not seen.
"""

import numpy as np

from steelyard.model.clock import DAY, HOUR, YEAR
from steelyard.simulator.bars import Floats, Ints
from steelyard.simulator.leverage import Borrowed, Fees, Tolerance
from steelyard.simulator.path import Path
from steelyard.simulator.series import Series
from steelyard.simulator.world import (
    ActiveLiquidity,
    Adaptive,
    FixedRate,
    FlatCost,
    Flows,
    Gas,
    HistoricRate,
    Keeper,
    Kinked,
    Lenders,
    Oracle,
    Pool,
    Reserves,
    Venue,
    World,
)

Random = np.random.Generator
KINDS = [(2, False), (3, False), (5, False), (1, True), (2, True), (3, True)]
START = 1_600_000_000


def scenario(seed: int) -> tuple[Borrowed, Path, World]:
    """What a seed stands for."""
    rng = np.random.default_rng(seed)
    path = _path(rng)
    return _terms(rng), path, _world(rng, path.time)


def _terms(rng: Random) -> Borrowed:
    exposure, is_bear = KINDS[rng.integers(len(KINDS))]
    return Borrowed(
        exposure=exposure,
        is_bear=is_bear,
        lower=rng.uniform(0.76, 0.98),
        upper=rng.uniform(1.02, 1.32),
        landing=rng.choice([0.0, 0.5, 0.65, 0.9]),
        tolerance=Tolerance(minimum=rng.choice([0, 0.0002, 0.001, 0.002])),
        fees=Fees(mint=rng.choice([0, 0.002]), redeem=rng.choice([0, 0.003]), management=rng.choice([0, 0.02])),
    )


def _path(rng: Random) -> Path:
    per_bar, step = int(rng.choice([1, 4])), int(rng.choice([60, 300, 900, HOUR]))
    count = int(rng.integers(25, 150)) * 4
    moves = rng.standard_normal(count) * rng.choice([0.5, 1, 2, 4]) * np.sqrt(step / YEAR)
    for _ in range(rng.integers(3)):
        at, length = rng.integers(count), int(rng.integers(1, 20))
        moves[at : at + length] += rng.uniform(-0.8, 0.8) / length
    price = 10 ** rng.uniform(-2, 4.5) * np.exp(np.cumsum(moves))
    if rng.random() < 0.5:
        at = rng.integers(count - 30)
        price[at : at + rng.integers(1, 30)] = np.nan
    time = START + int(rng.integers(DAY)) + np.arange(count) * step
    return Path(time, price, per_bar)


def _world(rng: Random, time: Ints) -> World:
    out = int(rng.choice(time))
    return World(
        oracle=Oracle(
            rng.choice([0.001, 0.005, 0.01]), int(rng.choice([600, HOUR, DAY])), int(rng.choice([0, 30, 400]))
        ),
        venue=_venue(rng),
        gas=Gas(gwei=_steps(rng, time, rng.choice([0, 5, 50, 1_000], 5).astype(float))),
        keeper=Keeper(
            latency=int(rng.choice([0, 60, 300, HOUR, 10**9], p=[0.25, 0.25, 0.2, 0.2, 0.1])),
            outages=((out, out + int(rng.integers(6 * HOUR))),) if rng.random() < 0.3 else (),
            min_profit=rng.choice([0, 10]),
            share=rng.choice([0, 0.5, 1]),
        ),
        lenders=_lenders(rng, time),
        flows=Flows(_steps(rng, time, rng.uniform(-0.2, 0.2, 5)) if rng.random() < 0.5 else 0.0),
        equity=10 ** rng.uniform(5.5, 7),
    )


def _venue(rng: Random) -> Venue:
    depth = 10 ** rng.uniform(6, 8)
    venues: list[Venue] = [
        ActiveLiquidity(depth, reach=rng.uniform(0.01, 0.3)),
        Reserves(depth),
        FlatCost(rng.uniform(0, 0.002)),
    ]
    return venues[rng.integers(len(venues))]


def _lenders(rng: Random, time: Ints) -> Lenders:
    used, part = rng.uniform(0.3, 0.95), rng.uniform(0.05, 1)
    lenders: list[Lenders] = [
        FixedRate(rng.uniform(0, 0.3)),
        HistoricRate(_steps(rng, time, rng.uniform(0, 1, 5))),
        Pool(utilization=used, hourly_part=part, model=Kinked()),
        Pool(utilization=used, hourly_part=part, model=Adaptive(), reserve_factor=0.2),
    ]
    return lenders[rng.integers(len(lenders))]


def _steps(rng: Random, time: Ints, values: Floats) -> Series:
    """Five values, the first of them from before the path on."""
    later = np.sort(rng.choice(np.arange(time[0], time[-1]), len(values) - 1, replace=False))
    return Series(np.concatenate(([time[0] - DAY], later)), values)
