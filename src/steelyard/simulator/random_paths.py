# SPDX-License-Identifier: Apache-2.0
"""Random price paths: geometric Brownian motion, Merton's jump diffusion, random volatility, blocks of real returns.

Path `index` of `seed` is the same whichever process draws it and in whatever order; paths of different indices are
independent. They repeat as long as numpy keeps its streams, which it may change between versions.
"""

from dataclasses import dataclass
from math import exp, expm1, inf, log, sqrt
from statistics import NormalDist
from typing import NamedTuple, Protocol

import numpy as np

from steelyard.model.clock import DAY, YEAR
from steelyard.simulator.bars import Bars, Floats
from steelyard.simulator.compiled import compiled
from steelyard.simulator.path import Path
from steelyard.simulator.world.bounds import within

MOST_DRIFT, MOST_VOLATILITY, MOST_JUMPS = 20.0, 20.0, 100_000.0
LEAST_STEP, MOST_STEP = 1, 7 * DAY


class Generator(Protocol):
    """Whatever draws paths; `step` is the seconds between their prices."""

    @property
    def step(self) -> int: ...

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        ...

    def multiple(self, factor: float, bars: int) -> float:
        """What a NAV that has `factor` times each return, and at least nothing, is multiplied by on average over all
        paths of so many bars."""
        ...


@dataclass(frozen=True)
class BrownianMotion:
    """Geometric: the expected price grows by `drift` a year (0: a martingale), `volatility` is that of log returns a
    year; both are fractions (0.8 = 80 %)."""

    drift: float
    volatility: float
    step: int = 3600

    def __post_init__(self) -> None:
        _check_motion(self.drift, self.volatility, self.step)

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        returns = _normal_returns(_stream(seed, index), _steps(bars), self)
        return _of_returns(returns, self.step, start)

    def multiple(self, factor: float, bars: int) -> float:
        """See `Generator`."""
        years = self.step / YEAR
        mean = (self.drift - self.volatility**2 / 2) * years
        return _multiple_of(factor, mean, self.volatility * sqrt(years)) ** _steps(bars)


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

    def __post_init__(self) -> None:
        _check_motion(self.drift, self.volatility, self.step)
        within("jumps", self.jumps, 0, MOST_JUMPS, "a year")
        within("jump mean", self.jump_mean, -5, 5, "of the logarithm: -0.05 is a fall of about 5%")
        within("jump deviation", self.jump_deviation, 0, 5, "of the logarithm")

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

    def multiple(self, factor: float, bars: int) -> float:
        """See `Generator`."""
        years = self.step / YEAR
        growth = self.jumps * expm1(self.jump_mean + self.jump_deviation**2 / 2)
        mean, expected = (self.drift - growth - self.volatility**2 / 2) * years, self.jumps * years
        answer, chance, count = 0.0, exp(-expected), 0
        while count <= expected or chance > 1e-18:
            deviation = sqrt(self.volatility**2 * years + count * self.jump_deviation**2)
            answer += chance * _multiple_of(factor, mean + count * self.jump_mean, deviation)
            count += 1
            chance *= expected / count
        return answer ** _steps(bars)


@dataclass(frozen=True)
class RandomVolatility:
    """Brownian motion whose volatility itself is random: its logarithm returns to its mean with a half-life of
    `calm` days, and deviates by `spread` from it in the long run (0.5: volatility is often two thirds or three halves
    of the usual). `volatility` is the root of the mean square. `link` is the correlation of both motions: below zero
    volatility rises when the price falls. The expected price grows by `drift` a year."""

    drift: float
    volatility: float
    spread: float = 0.5
    calm: float = 10.0
    link: float = -0.3
    step: int = 3600

    def __post_init__(self) -> None:
        _check_motion(self.drift, self.volatility, self.step)
        within("volatility spread", self.spread, 0, 3, "of the logarithm of the volatility")
        within("calm", self.calm, 0.01, 3_650, "it is a half-life in days")
        within("link", self.link, -1, 1, "it is a correlation")

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        rng, steps, years = _stream(seed, index), _steps(bars), self.step / YEAR
        kept = 0.5 ** (self.step / DAY / self.calm)
        usual = log(self.volatility) - self.spread**2 if self.volatility else -inf
        returns = _with_volatility(
            rng.standard_normal(steps), rng.standard_normal(steps), usual, self.spread * rng.standard_normal(),
            kept, self.spread * sqrt(1 - kept**2), self.link, self.drift * years, years,
        )  # fmt: skip
        return _of_returns(returns, self.step, start)

    def multiple(self, factor: float, bars: int) -> float:
        """See `Generator`. Falls within one step that take everything are left out: at any volatility there is they do
        not happen."""
        return float((1 + factor * expm1(self.drift * self.step / YEAR)) ** _steps(bars))


@dataclass(frozen=True)
class BlockBootstrap:
    """Real log returns in blocks of random length, `block` on average: the stationary bootstrap of Politis and Romano
    (1994). Volatility that comes in clusters stays as far as blocks reach."""

    returns: Floats
    block: float
    step: int

    @classmethod
    def of(cls, bars: Bars, block: float, drift: float | None = None, count: int = 2) -> "BlockBootstrap":
        """From the closes of neighbouring bars that both have a price; what a gap hides is no return.

        With `drift` all returns are shifted so that a price grows by it a year on average over paths of `count` bars,
        as fraction; else they keep the source's. Raises ValueError if two neighbours with a price are nowhere.
        """
        found = cls(returns_of(bars), block, bars.step)
        if drift is None:
            return found
        within("drift", drift, -MOST_DRIFT, MOST_DRIFT, "0.1 is growth of 10% a year")
        shift = drift * bars.step / YEAR - log(found.multiple(1.0, count)) / _steps(count)
        return cls(found.returns + shift, block, bars.step)

    def __post_init__(self) -> None:
        if self.block < 1:
            raise ValueError(f"bootstrap: a block of {self.block} bars is none")

    def path(self, seed: int, index: int, bars: int, start: float) -> Path:
        """`bars` prices, of which the first is `start` dollars at second 0."""
        draws = _stream(seed, index).random(_steps(bars))
        return _of_returns(_blocks(self.returns, draws, 1 / self.block), self.step, start)

    def multiple(self, factor: float, bars: int) -> float:
        """See `Generator`: the mean over all ways to put blocks together."""
        parts = np.maximum(1 + factor * np.expm1(self.returns), 0.0)
        return float(_mean_product(parts, _steps(bars), 1 / self.block))


class Block(NamedTuple):
    """A length for blocks, in bars; what part of the real deviation of returns over a whole path they keep, and of the
    real deviation of their squares' sums."""

    length: int
    kept: float
    kept_squares: float


BLOCK_DAYS = (1, 3, 7, 14, 30, 60, 90, 180, 365)
KEPT, KEPT_SQUARES = 0.9, 0.8
MOST_OF_ALL = 8  # of the source's length


def tested_block(returns: Floats, step: int, bars: int) -> Block:
    """The shortest of `BLOCK_DAYS` whose paths of so many bars deviate nearly as much as the source's own, in returns
    and in volatility; the longest that the source has eight of, where none does."""
    steps = min(_steps(bars), len(returns) - 1)
    most = max(1, len(returns) // MOST_OF_ALL)
    block = Block(1, 0.0, 0.0)
    for days in BLOCK_DAYS:
        length = max(1, round(days * DAY / step))
        if length > most:
            break
        block = Block(length, _kept(returns, steps, length), _kept(returns**2, steps, length))
        if block.kept >= KEPT and block.kept_squares >= KEPT_SQUARES:
            break
    return block


def _kept(values: Floats, steps: int, block: float) -> float:
    """Deviation of sums of `steps` values in the stationary bootstrap, over that of the values as they follow each
    other: Politis and Romano (1994), by the circular autocovariances."""
    count = len(values)
    spectrum = np.abs(np.fft.rfft(values - values.mean())) ** 2
    covariances = np.fft.irfft(spectrum, count)[:steps] / count
    lags = np.arange(1, steps)
    weights = 2 * (1 - lags / steps)
    real = covariances[0] + float((weights * covariances[1:]).sum())
    drawn = covariances[0] + float((weights * (1 - 1 / block) ** lags * covariances[1:]).sum())
    return sqrt(max(drawn, 0.0) / real) if real > 0 else 1.0


def returns_of(bars: Bars) -> Floats:
    """Log returns of neighbouring bars that both have a price. Raises ValueError if there are none."""
    changes = np.diff(np.log(bars.close))
    returns: Floats = changes[~np.isnan(changes)]
    if not len(returns):
        raise ValueError(f"bootstrap: {bars.symbol} has no two bars in a row with a price")
    return returns


@compiled
def _mean_product(parts: Floats, steps: int, chance: float) -> float:
    """Mean of the product of parts in a row that begins anywhere, and anew with this chance."""
    count = len(parts)
    later, mean = np.ones(count), 1.0
    for _ in range(steps):
        first, total = later[0], 0.0
        for place in range(count):
            after = later[place + 1] if place + 1 < count else first
            later[place] = parts[place] * ((1 - chance) * after + chance * mean)
            total += later[place]
        mean = total / count
    return mean


@compiled
def compounded(prices: Floats, factor: float) -> float:
    """What a NAV is multiplied by that has `factor` times each return, and at least nothing."""
    product = 1.0
    for place in range(1, len(prices)):
        product *= max(1 + factor * (prices[place] / prices[place - 1] - 1), 0.0)
    return product


@compiled
def _with_volatility(
    own: Floats,
    others: Floats,
    usual: float,
    away: float,
    kept: float,
    deviation: float,
    link: float,
    drift: float,
    years: float,
) -> Floats:
    """Log returns; `away`: how far the logarithm of the volatility is from its `usual` value."""
    returns = np.empty(len(own))
    for step in range(len(own)):
        volatility = np.exp(usual + away)
        returns[step] = drift - volatility**2 * years / 2 + volatility * np.sqrt(years) * own[step]
        away = kept * away + deviation * (link * own[step] + np.sqrt(1 - link**2) * others[step])
    return returns


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


def _multiple_of(factor: float, mean: float, deviation: float) -> float:
    """Mean of max(1 + factor * (x - 1), 0) where ln x is normal."""
    whole = exp(mean + deviation**2 / 2)
    if 0 <= factor <= 1:
        return 1 + factor * (whole - 1)
    edge, normal = log((factor - 1) / factor), NormalDist()
    if deviation == 0:
        return max(1 + factor * (exp(mean) - 1), 0.0)
    sign = 1 if factor > 0 else -1
    far = sign * (mean - edge) / deviation
    return (1 - factor) * normal.cdf(far) + factor * whole * normal.cdf(far + sign * deviation)


def _check_motion(drift: float, volatility: float, step: int) -> None:
    within("drift", drift, -MOST_DRIFT, MOST_DRIFT, "0.1 is growth of 10% a year")
    within("volatility", volatility, 0, MOST_VOLATILITY, "0.8 is 80% a year")
    within("step", step, LEAST_STEP, MOST_STEP, "it is the seconds between two prices", is_whole=True)


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
