# SPDX-License-Identifier: Apache-2.0
import math

import pytest

from tests.support.contracts import deploy

WAD = 10**18
YEAR = 31_536_000
DAY = 86_400
CURVE = (9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)


def test_the_curve_spans_steepness_both_ways(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    assert model.mean_rate(holder, WAD, 0) == 4 * WAD // 25 // YEAR
    assert model.mean_rate(holder, 0, 0) == WAD // 100 // YEAR
    assert model.mean_rate(holder, 2 * WAD, 0) == model.mean_rate(holder, WAD, 0)


@pytest.mark.parametrize("days", [1, 5, 30, 400])
@pytest.mark.parametrize("utilization", [0, WAD // 2, 95 * WAD // 100, WAD])
def test_is_the_integral(holder: str, utilization: int, days: int) -> None:
    """Against a fine numerical integral, through the bounds."""
    model = deploy("AdaptiveRateModel", *CURVE)
    error = (utilization - 0.9 * WAD) / (0.1 * WAD if utilization > 0.9 * WAD else 0.9 * WAD)
    steps = 20_000
    at_target = [
        min(max(0.04 * math.exp(50 * error * days / 365 * (i + 0.5) / steps), 0.001), 0.2) for i in range(steps)
    ]
    curve = 1 + (3 * error if error > 0 else 0.75 * error)
    expected = sum(at_target) / steps * curve * WAD / YEAR
    assert model.mean_rate(holder, utilization, days * DAY) == pytest.approx(expected, rel=1e-6)


def test_moves_nothing(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    assert model.mean_rate(holder, WAD, YEAR) == model.mean_rate(holder, WAD, YEAR)
    assert model.rate_at_target(holder) == WAD // 25


def test_state_is_the_callers_own(holder: str, attacker: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    before = model.mean_rate(holder, WAD, DAY)
    model.accrue(WAD, YEAR, sender=attacker)
    assert model.mean_rate(holder, WAD, DAY) == before


def test_on_target_nothing_drifts_at_a_bound_either(holder: str) -> None:
    """There the way to the bound is as long as the drift: zero."""
    minimum = WAD // 1000
    model = deploy("AdaptiveRateModel", CURVE[0], minimum, minimum, *CURVE[3:])
    assert model.mean_rate(holder, CURVE[0], DAY) == minimum // YEAR
