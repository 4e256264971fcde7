# SPDX-License-Identifier: Apache-2.0
import math
import random

import boa
import pytest

from steelyard.model.errors import Refused
from steelyard.model.interest import AdaptiveRateModel
from tests.support.contracts import deploy
from tests.support.refusal import refuses

WAD = 10**18
YEAR = 31_536_000
DAY = 86_400
CURVE = (9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)


def test_at_target_nothing_moves(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    assert model.accrue(9 * WAD // 10, YEAR, sender=holder) == WAD // 25 // YEAR
    assert model.rate_at_target(holder) == WAD // 25


def test_the_curve_spans_steepness_both_ways(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    assert model.mean_rate(holder, WAD, 0) == 4 * WAD // 25 // YEAR
    assert model.mean_rate(holder, 0, 0) == WAD // 100 // YEAR
    assert model.mean_rate(holder, 2 * WAD, 0) == model.mean_rate(holder, WAD, 0)


@pytest.mark.parametrize("days", [1, 5, 30, 400])
@pytest.mark.parametrize("utilization", [0, WAD // 2, 95 * WAD // 100, WAD])
def test_mean_is_the_integral(holder: str, utilization: int, days: int) -> None:
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


@pytest.mark.parametrize("utilization", [0, WAD // 2, 95 * WAD // 100, WAD])
def test_additive_over_parts_of_a_span(holder: str, filler: str, utilization: int) -> None:
    """POOL-TIME-01: a thousand parts give the mean of the whole, to a unit a second."""
    model = deploy("AdaptiveRateModel", *CURVE)
    whole = model.accrue(utilization, 10**7, sender=holder)
    parts = sum(model.accrue(utilization, 10**4, sender=filler) for _ in range(1000))
    assert 0 <= whole - parts // 1000 <= 2
    assert model.rate_at_target(filler) == pytest.approx(model.rate_at_target(holder), rel=1e-12)


def test_state_is_the_callers_own(holder: str, attacker: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    before = model.mean_rate(holder, WAD, DAY)
    model.accrue(WAD, YEAR, sender=attacker)
    assert model.mean_rate(holder, WAD, DAY) == before


def test_stays_within_bounds(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    model.accrue(WAD, 10 * YEAR, sender=holder)
    assert model.rate_at_target(holder) == 2 * WAD // 10
    model.accrue(0, 10 * YEAR, sender=holder)
    assert model.rate_at_target(holder) == WAD // 1000


def test_equals_the_twin() -> None:
    chance = random.Random(2)
    for _ in range(8):
        low = chance.choice([1, 10**15, chance.randint(1, 10**16)])
        high = chance.randint(low, 7 * 10**17)
        curve = (
            chance.randint(1, WAD - 1), chance.randint(low, high), low, high,
            chance.randint(WAD, 4 * WAD), chance.choice([0, 50 * WAD, chance.randint(0, 1000 * WAD)]),
        )  # fmt: skip
        contract, twin = deploy("AdaptiveRateModel", *curve), AdaptiveRateModel(*curve)
        for _ in range(60):
            account = str(boa.env.generate_address(f"account {chance.randint(0, 2)}"))
            utilization = chance.choice([0, WAD, curve[0], curve[0] + 1, chance.randint(0, WAD)])
            elapsed = chance.choice([0, 1, 12, chance.randint(0, 10**6), chance.randint(0, 2**32)])
            assert contract.mean_rate(account, utilization, elapsed) == twin.mean_rate(account, utilization, elapsed)
            answer = twin.accrue(utilization, elapsed, sender=account)
            assert contract.accrue(utilization, elapsed, sender=account) == answer
            assert contract.rate_at_target(account) == twin.rate_at_target(account)


@pytest.mark.parametrize(
    ("position", "number", "reason"),
    [
        (0, 0, "rate model: target"),
        (0, WAD, "rate model: target"),
        (1, WAD // 2000, "rate model: not rising"),
        (1, WAD // 2, "rate model: not rising"),
        (2, 0, "rate model: not rising"),
        (3, WAD, "rate model: above maximum"),
        (4, WAD - 1, "rate model: steepness"),
        (4, 101 * WAD, "rate model: steepness"),
        (5, 1001 * WAD, "rate model: speed"),
    ],
)
def test_refuses(position: int, number: int, reason: str) -> None:
    curve = (*CURVE[:position], number, *CURVE[position + 1 :])
    with refuses(reason):
        deploy("AdaptiveRateModel", *curve)
    with pytest.raises(Refused) as refusal:
        AdaptiveRateModel(*curve)
    assert refusal.value.reason == reason
