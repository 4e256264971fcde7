# SPDX-License-Identifier: Apache-2.0
import random

from steelyard.model.lending.rate_models import KinkedRateModel
from tests.support.contracts import deploy

WAD = 10**18
YEAR = 31_536_000
CURVE = (WAD // 100, 9 * WAD // 10, WAD // 10, 2 * WAD)


def test_is_what_accrue_answers(holder: str) -> None:
    """And what the twin does, to whomever it is."""
    contract, twin = deploy("KinkedRateModel", *CURVE), KinkedRateModel(*CURVE)
    chance = random.Random(2)
    for _ in range(100):
        utilization, elapsed = chance.randint(0, 11 * WAD // 10), chance.randint(0, YEAR)
        rate = contract.mean_rate(holder, utilization, elapsed)
        assert rate == twin.mean_rate(holder, utilization, elapsed) == contract.accrue(utilization, elapsed)


def test_flat_where_both_lines_are(holder: str) -> None:
    model = deploy("KinkedRateModel", WAD // 20, WAD // 2, WAD // 20, WAD // 20)
    assert {model.mean_rate(holder, part * WAD // 10, 1) for part in range(11)} == {WAD // 20 // YEAR}
