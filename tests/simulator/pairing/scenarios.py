# SPDX-License-Identifier: Apache-2.0
"""Paths written down by hand, and whole scenarios drawn from a seed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

import numpy as np

from steelyard.simulator.bars import Floats
from steelyard.simulator.pairing import Curve, Fees, Pairing
from steelyard.simulator.path import Path
from steelyard.simulator.world import Gas, Keeper, Oracle, World

START = 1_700_000_000
FIVE_MINUTES = 300
NO_FUNDING = Curve(0.0, 0.0, 0.0)
AT_ONCE = World(keeper=Keeper(latency=0))
KNOTS = 240
MIN_PRICE = 1e-3  # five digits of a feed's hundred-millionths
MAX_PRICE = 1e9

Side = Literal["lt", "ft", "lp"]
SIDES: tuple[Side, ...] = ("lt", "ft", "lp")


def path_of(price: Sequence[float] | Floats, step: int = FIVE_MINUTES) -> Path:
    return Path.of_closes(START + np.arange(len(price), dtype=np.int64) * step, np.array(price, dtype=float))


class Scenario(NamedTuple):
    rule: Pairing
    path: Path
    world: World


def scenario(seed: int, *, wild: bool) -> Scenario:
    """Any leverage, side and terms; prices with gaps; keepers late or away. Wild: jumps that end vaults."""
    rng = np.random.default_rng(seed)
    step = int(rng.choice([60, 300, 900, 3_600]))
    return Scenario(_rule(rng), _path(rng, step, wild), _world(rng, step * KNOTS))


def _rule(rng: np.random.Generator) -> Pairing:
    paid = Fees(float(rng.choice([0, 0.01])), float(rng.choice([0, 5e-4])), reward=0.5, max_reward=50.0)
    return Pairing(
        multiple=int(rng.choice([2, 3, 4, 5, 10, -1, -2, -3, -4, -9])),
        side=("lt", "ft", "lp")[rng.integers(3)],
        fill=float(rng.choice([0.2, 0.5, 1.0])),
        cap_leveraged=float(rng.choice([0.2, 0.5, 0.9])),
        fees=paid if rng.random() < 0.5 else Fees(),
        period=int(rng.choice([3_600, 86_400])),
        window=int(rng.choice([900, 3_600])),
        holders_rebalance=bool(rng.random() < 0.7),
    )


def _path(rng: np.random.Generator, step: int, wild: bool) -> Path:
    moves = rng.normal(0, rng.choice([0.003, 0.01, 0.03] if wild else [0.0005, 0.003, 0.01, 0.03]), KNOTS)
    jumps = rng.random(KNOTS) < (0.05 if wild else 0.005)
    moves[jumps] += rng.normal(-0.3, 1.5, jumps.sum()) if wild else rng.normal(-0.1, 0.3, jumps.sum())
    price = rng.choice([3.0, 2_000.0, 60_000.0]) * np.exp(np.cumsum(moves))
    price = np.clip(price, MIN_PRICE * (1 + rng.random(KNOTS)), MAX_PRICE * (1 + rng.random(KNOTS)))
    price[rng.random(KNOTS) < rng.choice([0, 0.02])] = np.nan
    if rng.random() < 0.3:
        gap = int(rng.integers(1, KNOTS))
        price[gap : gap + int(rng.integers(5, 60))] = np.nan
    return replace(path_of(price, step), per_bar=int(rng.choice([1, 4])))


def _world(rng: np.random.Generator, seconds: int) -> World:
    away = START + int(rng.integers(0, seconds))
    outages = ((away, away + int(rng.integers(600, 40_000))),) if rng.random() < 0.3 else ()
    return World(
        oracle=Oracle(
            deviation=float(rng.choice([0.0025, 0.005, 0.01])),
            heartbeat=int(rng.choice([3_600, 86_400])),
            lag=int(rng.choice([0, 30, 400])),
        ),
        keeper=Keeper(int(rng.choice([0, 60, 900, 7_200])), outages, min_profit=float(rng.choice([0, 5]))),
        gas=Gas(gwei=float(rng.choice([1, 50, 500]))),
        equity=float(rng.choice([1e5, 1e6])),
    )
