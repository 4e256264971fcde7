# SPDX-License-Identifier: Apache-2.0
"""Gas, keepers, lenders and flows as they are handed to the engines."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.clock import YEAR
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.series import Series
from steelyard.simulator.world import Adaptive, FixedRate, Flows, Gas, HistoricRate, Keeper, Kinked, Pool, World

RISING = Series(np.array([0, 100]), np.array([0.02, 0.2]))
TIMES = np.array([0, 99, 100, 500])


def test_gas_is_units_times_gwei_times_ether() -> None:
    assert Gas().dollars().at(TIMES) == pytest.approx(250_000 * 5e-9 * 2_000)


def test_gas_follows_both_of_its_series() -> None:
    gwei, ether = Series(np.array([0, 100]), np.array([1.0, 2.0])), Series(np.array([-50, 99]), np.array([1e3, 2e3]))
    assert Gas(10**6, gwei, ether).dollars().at(TIMES) == pytest.approx([1, 2, 4, 4])


def test_rates() -> None:
    assert FixedRate(0.05).rates(TIMES) == pytest.approx(0.05)
    assert HistoricRate(RISING).rates(TIMES).tolist() == [0.02, 0.02, 0.2, 0.2]
    assert Pool(utilization=0.8).rates(TIMES) == pytest.approx(0.08)


@given(st.floats(0, 1))
def test_models_are_those_of_the_contracts(utilization: float) -> None:
    for model in (Kinked(), Adaptive()):
        twin = model.twin().mean_rate("pool", int(utilization * WAD), 0) / WAD * YEAR
        assert model.rate(utilization) == pytest.approx(twin, rel=1e-7, abs=1e-9)


def test_a_pool_is_given_by_its_size_or_by_its_utilization() -> None:
    assert Pool(utilization=0.8).deposit(2e6) == pytest.approx(2.5e6)
    assert Pool(size=9e6).deposit(2e6) == 9e6


def test_keepers() -> None:
    assert Keeper(outages=((10, 20), (30, 40))).edges().tolist() == [10, 20, 30, 40]
    with pytest.raises(ValueError, match="out of order"):
        Keeper(outages=((10, 30), (20, 40)))
    with pytest.raises(ValueError, match="keeper.latency is -1; it must be from 0"):
        Keeper(latency=-1)
    with pytest.raises(ValueError, match="keeper.share is 2; it must be from 0 to 1"):
        Keeper(share=2)
    with pytest.raises(ValueError, match="keeper.min_profit is -1; it must be from 0"):
        Keeper(min_profit=-1)


def test_flows() -> None:
    assert Flows(0.01).daily().at(TIMES) == pytest.approx(0.01)
    assert Flows(RISING).daily() is RISING


def test_a_world_travels_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(World.default())) == World.default()
