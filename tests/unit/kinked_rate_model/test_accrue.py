# SPDX-License-Identifier: Apache-2.0
import random

import pytest

from steelyard.model.lending.rate_models import KinkedRateModel
from tests.support.contracts import deploy

WAD = 10**18
YEAR = 31_536_000
CURVE = (WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD)


@pytest.mark.parametrize(
    ("utilization", "yearly"),
    [
        (0, WAD // 100),
        (45 * WAD // 100, 55 * WAD // 1000),
        (9 * WAD // 10, WAD // 10),
        (95 * WAD // 100, 105 * WAD // 100),
        (WAD, 2 * WAD),
        (2 * WAD, 2 * WAD),
    ],
)
def test_two_lines_that_meet_at_the_kink(utilization: int, yearly: int) -> None:
    """Per second, rounded down."""
    assert deploy("KinkedRateModel", *CURVE).accrue(utilization, 1) == yearly // YEAR


def test_time_and_caller_have_no_influence(holder: str, attacker: str) -> None:
    model = deploy("KinkedRateModel", *CURVE)
    answers = {model.accrue(WAD // 3, elapsed, sender=who) for elapsed in (0, 1, YEAR) for who in (holder, attacker)}
    assert len(answers) == 1


def test_equals_the_twin(holder: str) -> None:
    contract, twin = deploy("KinkedRateModel", *CURVE), KinkedRateModel(*CURVE)
    chance = random.Random(1)
    for _ in range(100):
        utilization, elapsed = chance.randint(0, 11 * WAD // 10), chance.randint(0, YEAR)
        assert contract.accrue(utilization, elapsed, sender=holder) == twin.accrue(utilization, elapsed, sender=holder)
