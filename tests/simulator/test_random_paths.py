# SPDX-License-Identifier: Apache-2.0
"""Random paths follow their laws, and path `index` of a seed is always the same.

Seeds are fixed, so a test passes or fails for good; bounds are four standard errors.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

from steelyard.simulator.bars import Bars, Floats
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import BlockBootstrap, BrownianMotion, Generator, JumpDiffusion

DAY = 86_400
DAYS = 365  # of a year
MOTION = BrownianMotion(drift=0.3, volatility=0.8, step=DAY)
JUMPS = JumpDiffusion(drift=0.1, volatility=0.5, jumps=20, jump_mean=-0.05, jump_deviation=0.1, step=DAY)


def bars_of(closes: Floats, step: int = DAY) -> Bars:
    return Bars("ETH", step, step * np.arange(len(closes)), closes, closes, closes, closes)


def source(count: int, seed: int = 3) -> Bars:
    """Closes whose returns all differ."""
    return bars_of(100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.04, count))))


def log_returns(path: Path) -> Floats:
    returns: Floats = np.diff(np.log(path.price))
    return returns


def growth_of_a_year(generator: Generator, paths: int) -> Floats:
    """Last over first price."""
    return np.array([generator.path(1, index, DAYS + 1, 100).price[-1] / 100 for index in range(paths)])


def assert_mean(sample: Floats, expected: float) -> None:
    assert abs(sample.mean() - expected) < 4 * sample.std() / len(sample) ** 0.5


def assert_variance(sample: Floats, expected: float) -> None:
    assert_mean((sample - sample.mean()) ** 2, expected)


GENERATORS: list[Generator] = [MOTION, JUMPS, BlockBootstrap.of(source(500), 24)]


@pytest.mark.parametrize("generator", GENERATORS, ids=lambda one: type(one).__name__)
class TestEveryGenerator:
    def test_one_price_a_bar_from_the_start_on(self, generator: Generator) -> None:
        path = generator.path(1, 2, 1000, 250.0)
        assert (path.per_bar, path.bars, path.price[0]) == (1, 1000, 250)
        np.testing.assert_array_equal(path.time, DAY * np.arange(1000))
        assert np.isfinite(path.price).all() and (path.price > 0).all()

    def test_the_start_only_scales(self, generator: Generator) -> None:
        one, other = (generator.path(1, 2, 50, start).price for start in (1.0, 3000.0))
        np.testing.assert_allclose(other, one * 3000, rtol=1e-15)

    def test_an_index_is_the_same_path_in_any_order(self, generator: Generator) -> None:
        there = [generator.path(9, index, 100, 1).price for index in range(5)]
        for index in (4, 0, 2):
            np.testing.assert_array_equal(generator.path(9, index, 100, 1).price, there[index])

    def test_indices_and_seeds_are_independent(self, generator: Generator) -> None:
        count = 20_000
        keys = [(1, 0), (1, 1), (2, 0), (0, 1), (10**12, 10**6)]
        returns = [log_returns(generator.path(*key, count + 1, 1)) for key in keys]
        off_diagonal = np.asarray(np.corrcoef(returns))[~np.eye(len(keys), dtype=bool)]
        assert np.abs(off_diagonal).max() < 5 / count**0.5

    def test_the_shortest_path(self, generator: Generator) -> None:
        assert len(generator.path(1, 1, 2, 1).price) == 2

    @pytest.mark.parametrize("bars", [1, 0, -1])
    def test_too_few_bars(self, generator: Generator, bars: int) -> None:
        with pytest.raises(ValueError, match="at least 2 bars"):
            generator.path(1, 1, bars, 1)


def test_an_index_is_the_same_path_in_any_process() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        elsewhere = [pool.submit(generator.path, 9, 3, 100, 1) for generator in GENERATORS]
    for generator, path in zip(GENERATORS, elsewhere, strict=True):
        np.testing.assert_array_equal(path.result().price, generator.path(9, 3, 100, 1).price)


def test_moments_of_brownian_motion() -> None:
    returns = log_returns(MOTION.path(1, 0, 200_001, 1))
    variance = 0.8**2 / DAYS
    assert_mean(returns, (0.3 - 0.8**2 / 2) / DAYS)
    assert_variance(returns, variance)
    assert_mean(returns**4 / variance**2, 3)
    assert_mean(returns[1:] * returns[:-1] / variance, 0)


@pytest.mark.parametrize("step", [300, 3600, DAY])
def test_a_year_has_the_same_volatility_at_any_step(step: int) -> None:
    returns = log_returns(BrownianMotion(0, 0.8, step).path(1, 0, 100_001, 1))
    assert_variance(returns, 0.8**2 * step / (DAYS * DAY))


@pytest.mark.parametrize("drift", [0.0, 0.4])
def test_expected_price_of_brownian_motion(drift: float) -> None:
    assert_mean(growth_of_a_year(BrownianMotion(drift, 0.8, DAY), 4000), np.exp(drift))


@pytest.mark.parametrize("drift", [0.0, 0.4])
@pytest.mark.parametrize("jump_mean", [-0.1, 0.0, 0.1])
def test_expected_price_with_jumps(drift: float, jump_mean: float) -> None:
    assert_mean(growth_of_a_year(JumpDiffusion(drift, 0.5, 10, jump_mean, 0.1, DAY), 4000), np.exp(drift))


def test_moments_with_jumps() -> None:
    growth = np.log(growth_of_a_year(JUMPS, 4000))
    allowed_for = 20 * np.expm1(-0.05 + 0.1**2 / 2)
    assert_mean(growth, 0.1 - allowed_for - 0.5**2 / 2 + 20 * -0.05)
    assert_variance(growth, 0.5**2 + 20 * (0.05**2 + 0.1**2))


def test_number_and_size_of_jumps() -> None:
    alone = JumpDiffusion(drift=0, volatility=0, jumps=20, jump_mean=-0.05, jump_deviation=0.1, step=600)
    years = 50
    returns = log_returns(alone.path(1, 0, years * DAYS * 144 + 1, 1))
    jumps = returns[np.abs(returns - np.median(returns)) > 1e-9]
    assert abs(len(jumps) - 20 * years) < 4 * (20 * years) ** 0.5
    assert_mean(jumps, -0.05)
    assert_variance(jumps, 0.1**2)


def test_without_jumps_only_the_motion_is_left() -> None:
    none = JumpDiffusion(0.3, 0.8, 0, 0, 0, DAY)
    np.testing.assert_array_equal(none.path(1, 2, 100, 1).price, MOTION.path(1, 2, 100, 1).price)


def places(generator: BlockBootstrap, path: Path) -> list[int]:
    """Which of the source's returns each return is."""
    distance = np.abs(log_returns(path)[:, None] - generator.returns)
    assert distance.min(axis=1).max() < 1e-12
    return [int(place) for place in distance.argmin(axis=1)]


def test_blocks_are_real_returns_in_their_order() -> None:
    generator = BlockBootstrap.of(source(201), block=20)
    found = np.array(places(generator, generator.path(1, 0, 4001, 1)))
    new = (found[:-1] + 1) % len(generator.returns) != found[1:]
    assert_mean(new.astype(float), 1 / 20 * (1 - 1 / 200))


@pytest.mark.parametrize("block", [1, 2, 50])
def test_every_return_is_as_likely_from_the_first_bar_on(block: float) -> None:
    generator = BlockBootstrap.of(source(11), block)
    chosen = np.array([places(generator, generator.path(1, index, 4, 1)) for index in range(4000)])
    counts = np.array([np.bincount(bar, minlength=10) for bar in chosen.T])
    assert np.abs(counts - 400).max() < 4 * (400 * 0.9) ** 0.5


def test_gaps_are_skipped() -> None:
    nothing = np.nan
    generator = BlockBootstrap.of(bars_of(np.array([1.0, 2.0, nothing, 8.0, 8.8, nothing, nothing, 5.0])), 3)
    np.testing.assert_allclose(np.exp(generator.returns), [2, 1.1])
    assert set(places(generator, generator.path(1, 0, 100, 1))) == {0, 1}


def test_the_drift_of_blocks() -> None:
    bars = source(400)
    own, shifted = BlockBootstrap.of(bars, 10), BlockBootstrap.of(bars, 10, drift=0.2)
    assert np.ptp(shifted.returns - own.returns) < 1e-15
    assert np.exp(shifted.returns).mean() == pytest.approx(np.exp(0.2 / DAYS))


def test_blocks_of_independent_returns_are_a_martingale() -> None:
    assert_mean(growth_of_a_year(BlockBootstrap.of(source(2000), 1, drift=0), 4000), 1)


def test_clusters_of_volatility_stay() -> None:
    rng = np.random.default_rng(8)
    calm_and_wild = np.repeat([0.01, 0.1], 500)
    bars = bars_of(100 * np.exp(np.cumsum(np.tile(calm_and_wild, 4) * rng.normal(size=4000))))

    def clustering(block: float) -> float:
        size = np.abs(log_returns(BlockBootstrap.of(bars, block).path(1, 0, 20_001, 1)))
        return float(np.corrcoef(size[1:], size[:-1])[0, 1])

    assert clustering(1) < 0.03
    assert clustering(100) > 0.3


def test_what_is_no_source() -> None:
    with pytest.raises(ValueError, match="no two bars in a row"):
        BlockBootstrap.of(bars_of(np.array([1.0, np.nan, 2.0])), 2)
    with pytest.raises(ValueError, match=r"a block of 0\.5 bars"):
        BlockBootstrap.of(source(10), 0.5)
