# SPDX-License-Identifier: Apache-2.0
import random

import pytest

from steelyard.model.errors import Refused
from steelyard.model.interest import KinkedRateModel
from tests.support.contracts import deploy
from tests.support.refusal import refuses

WAD = 10**18
YEAR = 31_536_000
CURVE = (WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD)


@pytest.mark.parametrize(
    ("utilization", "yearly"),
    [(0, WAD // 100), (45 * WAD // 100, 55 * WAD // 1000), (9 * WAD // 10, WAD // 10), (2 * WAD, 2 * WAD)],
)
def test_points(utilization: int, yearly: int) -> None:
    assert deploy("KinkedRateModel", *CURVE).accrue(utilization, 1) == yearly // YEAR


def test_equals_the_twin(holder: str) -> None:
    contract, twin = deploy("KinkedRateModel", *CURVE), KinkedRateModel(*CURVE)
    chance = random.Random(1)
    for _ in range(100):
        utilization, elapsed = chance.randint(0, 11 * WAD // 10), chance.randint(0, YEAR)
        expected = twin.mean_rate(holder, utilization, elapsed)
        assert contract.mean_rate(holder, utilization, elapsed) == expected
        assert contract.accrue(utilization, elapsed, sender=holder) == twin.accrue(utilization, elapsed, sender=holder)


def test_parameters_read_back() -> None:
    model = deploy("KinkedRateModel", *CURVE)
    assert (model.BASE(), model.KINK(), model.RATE_AT_KINK(), model.RATE_AT_FULL()) == CURVE


@pytest.mark.parametrize(
    ("curve", "reason"),
    [
        ((0, 0, 0, 0), "rate model: kink"),
        ((0, WAD, 0, 0), "rate model: kink"),
        ((2, 1, 1, 3), "rate model: not rising"),
        ((1, 1, 3, 2), "rate model: not rising"),
        ((0, 1, 1, 3 * WAD + 1), "rate model: above maximum"),
    ],
)
def test_refuses(curve: tuple[int, int, int, int], reason: str) -> None:
    with refuses(reason):
        deploy("KinkedRateModel", *curve)
    with pytest.raises(Refused) as refusal:
        KinkedRateModel(*curve)
    assert refusal.value.reason == reason
