# SPDX-License-Identifier: Apache-2.0
"""Results do not depend on the unit of account: a coin of a millionth of the price gives the same relative result."""

from dataclasses import replace

import numpy as np
import pytest

from steelyard.simulator.path import Path
from steelyard.simulator.rule import Verifiable
from steelyard.simulator.rules import FAMILIES, named
from steelyard.simulator.world import World

SCALES = pytest.mark.parametrize("scale", [1e-12, 1e-6, 1e6])


def walk(scale: float, count: int = 600) -> Path:
    """Twenty-five days of hours at 100% a year from 2,500 on, with a gap."""
    moves = np.random.default_rng(14).standard_normal(count) / np.sqrt(8_760)
    price = 2_500 * np.exp(np.cumsum(moves)) * scale
    price[[10, 11, 30]] = np.nan
    return Path(np.arange(count) * 900, price, 4)


@SCALES
@pytest.mark.parametrize("rule", [f"{family}:3" for family in FAMILIES] + ["borrowed:-2", "paired:-2"])
def test_every_rule(rule: str, scale: float) -> None:
    one, two = (named(rule).run(walk(factor), World.default()) for factor in (1.0, scale))
    assert two.nav == pytest.approx(one.nav, rel=1e-7, nan_ok=True)
    assert two.totals == pytest.approx(one.totals, rel=1e-5, abs=1e-7)
    assert two.price == pytest.approx(one.price * scale, rel=1e-12, nan_ok=True), "told in dollars"


@SCALES
@pytest.mark.parametrize("rule", ["borrowed:3", "borrowed:-2", "paired:3"])
def test_the_integer_twin(rule: str, scale: float) -> None:
    chosen = named(rule)
    assert isinstance(chosen, Verifiable)
    one, two = (chosen.run_exact(walk(factor, 60), World.default()) for factor in (1.0, scale))
    assert two.nav == pytest.approx(one.nav, rel=1e-7, nan_ok=True)


def test_a_feed_of_dollars_is_too_coarse_for_a_cheap_coin() -> None:
    """Why paths are brought to units of their own: 2.5 millionths of a dollar have three digits in such a feed."""
    cheap = walk(1e-9)
    said = World.default().oracle.answers(cheap)
    assert np.max(np.abs(said.answer / cheap.price - 1)[said.is_new]) > 1e-3
    fine = cheap.normal()
    said = World.default().oracle.answers(fine)
    assert np.max(np.abs(said.answer / fine.price - 1)[said.is_new]) < 1e-11


def test_units_are_powers_of_two_and_lose_nothing() -> None:
    for price in (3e-9, 0.7, 1_023.9, 1_024.0, 2_047.0, 2_048.0, 1e12):
        path = Path.of_closes(np.array([0, 60, 120]), np.array([np.nan, price, price / 3]))
        normal = path.normal()
        assert 1_024 <= normal.price[1] < 2_048
        np.testing.assert_array_equal(normal.bar_price, path.price)
        assert normal.normal() is normal
    empty = replace(path, price=np.full(3, np.nan))
    assert empty.normal() is empty
