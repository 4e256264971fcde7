# SPDX-License-Identifier: Apache-2.0
"""Bull and bear on one exchange, and an exchange that thins out when prices jump."""

from dataclasses import replace

import numpy as np
import pytest

import steelyard as sy
from steelyard.simulator.leverage import Borrowed
from steelyard.simulator.path import Path
from steelyard.simulator.world import FlatCost, World

HOUR, DAY = 3_600, 86_400


def storm() -> Path:
    """Five calm days, then a day and a half that falls by half in leaps, and calm again."""
    rng = np.random.default_rng(2)
    moves = np.concatenate((rng.normal(0, 5e-4, 1_440), rng.normal(-1.6e-3, 6e-3, 432), rng.normal(0, 5e-4, 600)))
    price = 2_000 * np.exp(np.concatenate(([0.0], np.cumsum(moves))))
    return Path.of_closes(np.arange(len(price), dtype=np.int64) * 300, price)


def test_depth_shrinks_in_a_storm_and_comes_back() -> None:
    path, world = storm(), replace(World.default(), thinning=1.0)
    found = world.depths(path)
    days = (found.time - path.time[0]) / DAY
    assert found.value.max() == 1.0
    assert found.value[days < 4.9].mean() > 0.85
    assert found.value[(days > 5.5) & (days < 6.4)].mean() < 0.2
    assert len(World.default().depths(path)) == 1


def test_both_engines_agree_and_lenders_are_worse_off_where_depth_thins() -> None:
    path, rule = storm(), Borrowed()
    losses = []
    for thinning in (0.0, 1.0):
        world = replace(World.default(), equity=4e6, thinning=thinning)
        fast, exact = rule.run(path, world), rule.run_exact(path, world)
        assert fast.totals.nav == pytest.approx(exact.totals.nav, rel=1e-9)
        assert fast.totals.cost == pytest.approx(exact.totals.cost, rel=1e-9)
        losses.append((fast.totals.nav, fast.totals.outside))
    assert losses[1][1] > losses[0][1], "outside the band for longer"
    again = rule.run(path, replace(World.default(), equity=4e6)).totals.nav
    assert again == losses[0][0], "a run leaves nothing behind for the next"


def test_a_bull_and_a_bear_share_one_exchange() -> None:
    prices = sy.prices("ETH", start="2022-05-08", end="2022-05-20")
    world = sy.world(settings={"equity": 5e6})
    one = sy.Inside(samples=1)
    alone = sy.backtest(["borrowed:3", "borrowed:-3"], prices, world, inside=one)
    shared = sy.backtest(["borrowed:3", "borrowed:-3"], prices, world, inside=one, together=True)
    for rule, part in (("borrowed:3", 6 / 18), ("borrowed:-3", 12 / 18)):
        assert shared[rule].multiple.mean > alone[rule].multiple.mean, "further from what it promises"
        less = sy.backtest(rule, prices, sy.world(settings={"equity": 5e6, "venue.depth": 50e6 * part}), inside=one)
        assert shared[rule].totals == less[rule].totals
    assert "2 tokens on one exchange" in shared.notes[-1]
    assert shared.world == world
    with pytest.raises(ValueError, match="there is no depth to share"):
        sy.backtest(["borrowed:3", "ftx:3"], prices, replace(world, venue=FlatCost()), together=True)
