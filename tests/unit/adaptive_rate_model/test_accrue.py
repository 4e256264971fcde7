# SPDX-License-Identifier: Apache-2.0
import random

import boa
import pytest

from steelyard.model.lending.rate_models import AdaptiveRateModel
from tests.support.contracts import deploy

WAD = 10**18
YEAR = 31_536_000
CURVE = (9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)


def test_at_target_nothing_moves(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    assert model.accrue(9 * WAD // 10, YEAR, sender=holder) == WAD // 25 // YEAR
    assert model.rate_at_target(holder) == WAD // 25


def test_answers_the_mean_and_moves_on(holder: str) -> None:
    model = deploy("AdaptiveRateModel", *CURVE)
    expected = model.mean_rate(holder, WAD, 86_400)
    assert model.accrue(WAD, 86_400, sender=holder) == expected
    assert model.mean_rate(holder, WAD, 86_400) > expected


@pytest.mark.parametrize("utilization", [0, WAD // 2, 95 * WAD // 100, WAD])
def test_additive_over_parts_of_a_span(holder: str, filler: str, utilization: int) -> None:
    """POOL-TIME-01: a thousand parts give the mean of the whole, to a unit a second."""
    model = deploy("AdaptiveRateModel", *CURVE)
    whole = model.accrue(utilization, 10**7, sender=holder)
    parts = sum(model.accrue(utilization, 10**4, sender=filler) for _ in range(1000))
    assert 0 <= whole - parts // 1000 <= 2
    assert model.rate_at_target(filler) == pytest.approx(model.rate_at_target(holder), rel=1e-12)


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
