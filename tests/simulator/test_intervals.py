# SPDX-License-Identifier: Apache-2.0
"""Means of heavy tails with intervals that cover, bootstraps that keep what they should, and lenders' risk."""

from functools import cache

import numpy as np
import pytest

from steelyard.simulator import random_paths
from steelyard.simulator.bars import Floats
from steelyard.simulator.data.catalogue import best
from steelyard.simulator.drawing import Law, montecarlo
from steelyard.simulator.montecarlo import Experiment, Sample
from steelyard.simulator.random_paths import (
    BlockBootstrap,
    BrownianMotion,
    Generator,
    JumpDiffusion,
    RandomVolatility,
    compounded,
    returns_of,
)
from steelyard.simulator.rules import named
from steelyard.simulator.run import FIRST_NAV, Totals
from steelyard.simulator.world import World

HOUR, DAY = 3_600, 86_400
ROUNDS, PATHS = 150, 1_000


@cache
def eth() -> Floats:
    return returns_of(best("ETH", HOUR).bars(HOUR))


def generators() -> list[Generator]:
    return [
        BrownianMotion(0.3, 0.8, DAY // 4),
        JumpDiffusion(0.2, 0.8, 50, -0.1, 0.2, DAY // 4),
        RandomVolatility(0.1, 0.8, step=DAY // 4),
        BlockBootstrap(eth()[:20_000], 72, HOUR),
    ]


@pytest.mark.parametrize("generator", generators(), ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("factor", [1.0, 3.0, -2.0])
def test_the_mean_of_the_multiple_is_known(generator: Generator, factor: float) -> None:
    bars = 121
    drawn = np.array([compounded(generator.path(3, index, bars, 100.0).price, factor) for index in range(4_000)])
    error = float(drawn.std(ddof=1)) / len(drawn) ** 0.5
    known = generator.multiple(factor, bars)
    assert abs(drawn.mean() - known) < 4 * error
    assert abs(drawn.mean() - (known + 0.15)) > 4 * error, "a mean that is wrong by 15 points would be found"


def drawn(rng: np.random.Generator, cost: float) -> tuple[Floats, Floats]:
    """NAVs of a daily 3x with a cost, and of one kept twice a day, after half a year that varies like a year at 80%."""
    deviation = 0.8 / np.sqrt(365)
    moves = np.exp(rng.standard_normal((PATHS, 182, 2)) * deviation - deviation**2 / 2)
    daily = np.prod(1 + 3 * (moves.prod(axis=2) - 1), axis=1) * (1 - cost)
    return FIRST_NAV * daily, FIRST_NAV * np.prod(1 + 3 * (moves - 1), axis=(1, 2))


@pytest.mark.parametrize("cost", [0.0, 0.1])
def test_intervals_of_the_mean_cover_in_heavy_tails(cost: float) -> None:
    """The price has no drift and no day takes everything: the true mean is 100 less the cost."""
    rng, hits, widths = np.random.default_rng(3), np.zeros(2), np.zeros(2)
    experiment = Experiment(named("daily:3"), World.default(), BrownianMotion(0.0, 1.13, DAY // 2), 365, 1_000.0, 1)
    assert experiment.ideal == pytest.approx(FIRST_NAV)
    for _ in range(ROUNDS):
        nav, ideal = drawn(rng, cost)
        rows = np.zeros((PATHS, len(Totals._fields) + 1))
        rows[:, 0] = nav
        plain = Sample(experiment, rows.copy()).mean("nav")
        rows[:, -1] = ideal
        for place, one in enumerate((Sample(experiment, rows).mean("nav"), plain)):
            hits[place] += one.low <= FIRST_NAV * (1 - cost) <= one.high
            widths[place] += one.high - one.low
    assert hits[0] / ROUNDS > 0.91
    assert hits[1] / ROUNDS < 0.85, "the planted fault: without the control variate this test fails"
    assert widths[0] < 0.25 * widths[1]


def test_few_paths_that_carry_the_mean_are_told() -> None:
    found = montecarlo("continuous:3", Law(volatility=1.5), paths=500, days=365, jobs=1)
    assert any("the best hundredth of the paths carries" in warning for warning in found.warnings)
    calm = montecarlo("continuous:2", Law(volatility=0.2), paths=500, days=30, jobs=1)
    assert not any("hundredth" in warning for warning in calm.warnings)


@pytest.mark.parametrize("days", [7, 30, 90])
def test_the_block_keeps_the_deviation_of_real_returns(days: int) -> None:
    """Against the real one over the same time, which the old 72 hours lose a quarter of over 90 days."""
    bars = days * 24 + 1
    block = random_paths.tested_block(eth(), HOUR, bars)
    real = eth() - eth().mean()
    sums = np.add.reduceat(np.concatenate((real, real)), np.arange(0, len(real), 12))  # only to have them quickly
    real_sd = np.convolve(sums[: len(sums)], np.ones(days * 2), "valid").std()
    bootstrap = BlockBootstrap(real, block.length, HOUR)
    short = BlockBootstrap(real, 72, HOUR)
    drawn, of_short = (
        np.std([np.log(one.path(5, index, bars, 1.0).price[-1]) for index in range(1_500)])
        for one in (bootstrap, short)
    )
    assert drawn == pytest.approx(block.kept * real_sd, rel=0.1)
    assert drawn > 0.85 * real_sd
    if days == 90:
        assert of_short < 0.83 * real_sd


def test_a_bootstrap_grows_as_it_is_told() -> None:
    bars = best("ETH", HOUR).bars(HOUR)
    count = 90 * 24 + 1
    for drift in (0.0, 0.5):
        generator = BlockBootstrap.of(bars, 720, drift, count)
        assert generator.multiple(1.0, count) == pytest.approx(np.exp(drift * 90 / 365), rel=1e-6)
    assert BlockBootstrap.of(bars, 720).multiple(1.0, count) > 1.3, "what survived grew: by that a mean would be off"


def test_random_volatility_is_random_and_as_large_as_told() -> None:
    generator = RandomVolatility(0.0, 0.8, spread=0.6, calm=5.0, step=HOUR)
    year = 365 * 24
    moves = [np.diff(np.log(generator.path(1, index, year + 1, 100.0).price)) for index in range(40)]
    assert np.sqrt(np.mean([float((one**2).sum()) for one in moves])) == pytest.approx(0.8, rel=0.08)
    days = np.concatenate([(one.reshape(365, 24) ** 2).sum(axis=1) for one in moves])
    steady = np.diff(np.log(BrownianMotion(0.0, 0.8).path(1, 0, year + 1, 100.0).price)).reshape(365, 24) ** 2
    assert np.log(days).std() > 2.5 * np.log(steady.sum(axis=1)).std()
    falls = np.concatenate([one.reshape(365, 24).sum(axis=1) for one in moves])
    assert np.corrcoef(falls[:-1], days[1:])[0, 1] < -0.02


def test_value_at_risk_and_shortfall_of_a_known_loss() -> None:
    """Exponential losses in one path of four: both have a closed form, and their intervals cover it."""
    rng, hits = np.random.default_rng(1), np.zeros(2)
    experiment = Experiment(named("daily:2"), World.default(), BrownianMotion(0.0, 0.5), 3, 100.0, 1)
    place = Totals._fields.index("lender_loss")
    true_risk = -np.log(0.05 / 0.25)
    for _ in range(200):
        rows = np.zeros((2_000, len(Totals._fields) + 1))
        losses = rng.exponential(size=2_000)
        rows[:, place] = np.where(rng.random(2_000) < 0.25, losses, 0.0)
        sample = Sample(experiment, rows)
        for number, (one, true) in enumerate(
            ((sample.value_at_risk(0.95), true_risk), (sample.expected_shortfall(0.95), true_risk + 1))
        ):
            hits[number] += one.low <= true <= one.high
    assert (hits / 200 > 0.9).all(), hits / 200


def test_lenders_lose_in_jumps_and_the_risk_says_how_often() -> None:
    law = Law("jumps", jumps=24, jump_mean=-0.6, jump_deviation=0.2)
    found = montecarlo("borrowed:3", law, paths=100, days=30, jobs=1)
    data = found.data()
    assert data["shares"]["lenders_lost"]["low"] > 0
    risk = data["lenders_risk"]
    assert 0 < risk["value_at_risk"]["0.95"]["value"] <= risk["expected_shortfall"]["0.95"]["value"] <= 1
    assert risk["value_at_risk"]["0.95"]["value"] <= risk["value_at_risk"]["0.99"]["value"]
