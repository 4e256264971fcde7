# SPDX-License-Identifier: Apache-2.0
"""The pool's rates in floats against the integer models."""

from dataclasses import asdict
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.model.clock import YEAR
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.leverage import lending
from steelyard.simulator.leverage.position import Position
from steelyard.simulator.record import record_of
from steelyard.simulator.world import Adaptive, Kinked

PART = 1e-18  # of a rate per second: what the models round by


@given(st.floats(0, 1))
def test_kinked(utilization: float) -> None:
    pool = record_of(lending.Pool, kind=lending.KINKED, **asdict(Kinked()))
    ours = lending.per_second(lending.kinked_rate(pool, utilization))
    assert ours == pytest.approx(Kinked().twin().mean_rate("a", int(utilization * WAD), 1) / WAD, abs=2 * PART)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, YEAR)), min_size=1, max_size=5))
def test_adaptive(spans: list[tuple[float, int]]) -> None:
    pool, twin = record_of(lending.Pool, kind=lending.ADAPTIVE, **asdict(Adaptive())), Adaptive().twin()
    at_target = pool.initial_rate
    for utilization, elapsed in spans:
        rate, at_target = lending.adaptive_rate(pool, at_target, utilization, float(elapsed))
        expected = twin.accrue(int(utilization * WAD), elapsed, sender="a") / WAD
        assert lending.per_second(rate) == pytest.approx(expected, rel=1e-9, abs=2 * PART)


@given(st.floats(0, 3))
def test_growth(exponent: float) -> None:
    assert lending.growth(exponent) == pytest.approx(exp(min(exponent, 2)), rel=1e-15)


def test_a_loss_falls_on_the_reserve_first() -> None:
    pool = record_of(lending.Pool, kind=lending.TOLD, hourly_part=1.0)
    position = record_of(Position, debt=100.0, cash=10.0, reserve=3.0, limit=110.0, collateral=80.0, refused=1.0)
    assert lending.impair(position, pool, 80.0, 0) == pytest.approx((21, 3.0))
    assert lending.repay(position, pool, 30.0) == (0, 0)
    assert lending.repay(position, pool, 50.0) == pytest.approx((4, 0)), "above the 76 that they counted"
    assert lending.write_off(position, pool, 0) == (0, 0)
    assert (position.debt, position.cash, position.reserve) == (0, 90, 0)


def test_a_recovery_goes_to_the_reserve_last() -> None:
    pool = record_of(lending.Pool, kind=lending.TOLD, hourly_part=1.0)
    position = record_of(Position, debt=100.0, cash=10.0, reserve=3.0, limit=110.0, collateral=80.0, refused=1.0)
    lending.impair(position, pool, 80.0, 0)
    assert lending.repay(position, pool, 98.0) == pytest.approx((21, 1)), "of 24 that were lost 2 are"
    assert lending.repay(position, pool, 2.0) == pytest.approx((0, 2))
    assert position.reserve == pytest.approx(3)


def test_nothing_is_booked_on_a_debt_under_the_line() -> None:
    pool = record_of(lending.Pool, kind=lending.TOLD, hourly_part=1.0)
    for cash, is_booked in ((999_900.0, 1), (1_000_100.0, 0)):
        position = record_of(Position, debt=100.0, cash=cash, limit=110.0, collateral=80.0, refused=1.0)
        assert (lending.impair(position, pool, 80.0, 0) != (0, 0)) is bool(is_booked)
        assert position.is_impaired == is_booked
