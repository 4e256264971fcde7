# SPDX-License-Identifier: Apache-2.0
"""Random price paths: geometric Brownian motion, Merton's jump diffusion, blocks of real returns.

Path `index` of `seed` is the same whichever process draws it and in whatever order; paths of different indices are
independent. They repeat as long as numpy keeps its streams, which it may change between versions.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from steelyard.model.clock import YEAR
from steelyard.simulator.bars import Bars, Floats
from steelyard.simulator.compiled import compiled
from steelyard.simulator.path import Path


class Generator(Protocol):
    """Whatever draws paths; `step` is the seconds between their prices."""

    @property
    def step(self) -> int: ...

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        ...


@dataclass(frozen=True)
class BrownianMotion:
    """Geometric: the expected price grows by `drift` a year (0: a martingale), `volatility` is that of log returns a
    year; both are fractions (0.8 = 80 %)."""

    drift: float
    volatility: float
    step: int = 3600

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        returns = _normal_returns(_stream(seed, index), _steps(bars), self)
        return _of_returns(returns, self.step, start)


@dataclass(frozen=True)
class JumpDiffusion:
    """Merton's: Brownian motion, and `jumps` a year on average that add a normal `jump_mean` and `jump_deviation` to
    the logarithm of the price. The jumps are allowed for in the drift: the expected price grows by `drift` a year, and
    `volatility` is that of the motion between jumps."""

    drift: float
    volatility: float
    jumps: float
    jump_mean: float
    jump_deviation: float
    step: int = 3600

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        rng, steps = _stream(seed, index), _steps(bars)
        growth = self.jumps * np.expm1(self.jump_mean + self.jump_deviation**2 / 2)
        motion = BrownianMotion(self.drift - growth, self.volatility, self.step)
        returns = _normal_returns(rng, steps, motion)
        # The same law as a Poisson number in every step, for one draw instead of thousands.
        number = rng.poisson(self.jumps * steps * self.step / YEAR)
        sizes = rng.normal(self.jump_mean, self.jump_deviation, number)
        np.add.at(returns, rng.integers(steps, size=number), sizes)
        return _of_returns(returns, self.step, start)


@dataclass(frozen=True)
class BlockBootstrap:
    """Real log returns in blocks of random length, `block` on average: the stationary bootstrap of Politis and Romano
    (1994). Volatility that comes in clusters stays as far as blocks reach."""

    returns: Floats
    block: float
    step: int

    @classmethod
    def of(cls, bars: Bars, block: float, drift: float | None = None) -> "BlockBootstrap":
        """From the closes of neighbouring bars that both have a price; what a gap hides is no return.

        With `drift` all returns are shifted so that a price grows by it a year on average, as fraction; else they keep
        the source's. Raises ValueError if two neighbours with a price are nowhere.
        """
        changes = np.diff(np.log(bars.close))
        returns = changes[~np.isnan(changes)]
        if not len(returns):
            raise ValueError(f"bootstrap: {bars.symbol} has no two bars in a row with a price")
        if drift is not None:
            returns = returns + drift * bars.step / YEAR - np.log(np.exp(returns).mean())
        return cls(returns, block, bars.step)

    def __post_init__(self) -> None:
        if self.block < 1:
            raise ValueError(f"bootstrap: a block of {self.block} bars is none")

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        draws = _stream(seed, index).random(_steps(bars))
        return _of_returns(_blocks(self.returns, draws, 1 / self.block), self.step, start)


@compiled
def _blocks(returns: Floats, draws: Floats, chance: float) -> Floats:
    """Returns in a row, from a new place wherever a draw is below `chance`; after the last comes the first."""
    chosen = np.empty(len(draws))
    place = int(draws[0] * len(returns))
    for step in range(len(draws)):
        if step and draws[step] < chance:
            # Given that it is below the chance, the draw is even over what is below.
            place = int(draws[step] / chance * len(returns))
        chosen[step] = returns[place]
        place = place + 1 if place + 1 < len(returns) else 0
    return chosen


@compiled
def _sums(returns: Floats) -> Floats:
    """0 and the running sums: numpy's own take four times as long."""
    sums = np.empty(len(returns) + 1)
    total = sums[0] = 0.0
    for step in range(len(returns)):
        total += returns[step]
        sums[step + 1] = total
    return sums


def _stream(seed: int, index: int) -> np.random.Generator:
    """The stream that `SeedSequence(seed).spawn` gives its child `index`."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(index,))))


def _steps(bars: int) -> int:
    if bars < 2:
        raise ValueError(f"random path: it needs at least 2 bars, not {bars}")
    return bars - 1


def _normal_returns(rng: np.random.Generator, steps: int, motion: BrownianMotion) -> Floats:
    years = motion.step / YEAR
    returns = rng.standard_normal(steps)
    returns *= motion.volatility * years**0.5
    returns += (motion.drift - motion.volatility**2 / 2) * years
    return returns


def _of_returns(returns: Floats, step: int, start: float) -> Path:
    price = _sums(returns)
    np.exp(price, out=price)
    price *= start
    return Path.of_closes(np.arange(len(price)) * step, price)
