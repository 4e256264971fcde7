# SPDX-License-Identifier: Apache-2.0
"""The engines against what is published: flows of rebalances, tables of prospectuses, growth, closed formulas."""

import numpy as np
import pytest

from steelyard.simulator import decay
from steelyard.simulator.bars import Floats
from steelyard.simulator.path import Path
from steelyard.simulator.random_paths import BrownianMotion
from steelyard.simulator.rules import named
from steelyard.simulator.world import World

DAY = 86_400
WORLD = World.default()


def path_of(price: Floats, step: int) -> Path:
    return Path.of_closes(np.arange(len(price), dtype=np.int64) * step, price)


@pytest.mark.parametrize("factor", [3, 2, -1, -2, -3])
@pytest.mark.parametrize("move", [0.05, -0.05, 0.01])
def test_a_move_asks_for_a_rebalance_of_k_times_k_less_one(factor: int, move: float) -> None:
    """Cheng and Madhavan (2009): of the equity before it, for bulls and bears in the direction of the move."""
    run = named(f"daily:{factor}").run(path_of(np.array([100.0, 100.0 * (1 + move), 100.0 * (1 + move)]), DAY), WORLD)
    after = 1 + factor * move
    bought = (run.fills.exposure_after[0] - run.fills.exposure_before[0]) * after
    assert abs(bought) == pytest.approx(run.fills.volume[0] * after)
    assert bought == pytest.approx(factor * (factor - 1) * move, rel=1e-9)


@pytest.mark.parametrize(
    ("factor", "volatility", "left"),
    # What a leveraged fund's prospectus shows for a year in which the index ends where it began.
    [(3, 0.25, -0.171), (3, 0.50, -0.528), (3, 1.00, -0.950), (2, 0.25, -0.061), (2, 1.00, -0.632), (-1, 0.25, -0.061)]
    + [(-2, 0.25, -0.171), (-2, 0.50, -0.528), (-3, 0.25, -0.313)],
)
def test_the_table_of_a_prospectus(factor: int, volatility: float, left: float) -> None:
    assert decay.growth(factor, volatility, 1.0, 1.0) - 1 == pytest.approx(left, abs=6e-4)
    steps = 365 * 24
    moves = np.random.default_rng(1).standard_normal(steps)
    moves = (moves - moves.mean()) / moves.std() * volatility / steps**0.5
    price = 100 * np.exp(np.concatenate(([0.0], np.cumsum(moves))))
    nav = named(f"continuous:{factor}").run(path_of(price, 3_600), WORLD, record=False).totals.nav
    assert nav / 100 - 1 == pytest.approx(left, abs=0.01)
    wrong = named(f"continuous:{factor + (1 if factor > 0 else -1)}")
    assert abs(wrong.run(path_of(price, 3_600), WORLD, record=False).totals.nav / 100 - 1 - left) > 0.04


def test_growth_is_k_times_drift_less_half_of_k_squared_variance() -> None:
    drift, volatility, years, paths = 0.4, 0.6, 1.0, 400
    generator = BrownianMotion(drift, volatility, DAY // 4)
    for factor in (1, 2, 3, -1):
        rule = named(f"continuous:{factor}")
        logs = [
            np.log(rule.run(generator.path(2, index, 1_461, 100.0), WORLD, record=False).totals.nav / 100)
            for index in range(paths)
        ]
        expected = (factor * drift - factor**2 * volatility**2 / 2) * years
        error = abs(factor) * volatility / paths**0.5
        assert abs(np.mean(logs) - expected) < 3.5 * error


@pytest.mark.parametrize(("days", "mean", "deviation"), [(30, 0.003, 0.043), (90, -0.006, 0.071), (365, -0.056, 0.165)])
def test_how_far_the_closed_formula_is_off_what_is_restored_daily(days: int, mean: float, deviation: float) -> None:
    """At 3x and 80%, with the volatility that the price really had: what `decay` says of its own error."""
    generator, rule, gaps = BrownianMotion(0.0, 0.8, 3_600), named("daily:3"), []
    for index in range(150):
        path = generator.path(4, index, days * 24 + 1, 100.0)
        moves = np.diff(np.log(path.price))
        real = float(np.sqrt((moves**2).sum() * 365 / days))
        formula = decay.growth(3, real, days / 365, float(path.price[-1] / path.price[0]))
        gaps.append(np.log(rule.run(path, WORLD, record=False).totals.nav / 100 / formula))
    assert np.mean(gaps) == pytest.approx(mean, abs=0.01)
    assert np.std(gaps) == pytest.approx(deviation, rel=0.1)
