# SPDX-License-Identifier: Apache-2.0
from typing import Any

import pytest

from steelyard.model.lending.rate_models import AdaptiveRateModel
from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy
from tests.support.reverts import reverts

WAD = 10**18
CURVE = (9 * WAD // 10, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD)


@pytest.mark.parametrize(
    ("position", "number", "reason"),
    [
        (0, 0, "rate model: target"),
        (0, WAD, "rate model: target"),
        (1, WAD // 2000, "rate model: not rising"),
        (1, WAD // 2, "rate model: not rising"),
        (2, 0, "rate model: not rising"),
        (3, WAD, "rate model: above maximum"),
        (3, 3 * WAD + 1, "rate model: above maximum"),
        (4, WAD - 1, "rate model: steepness"),
        (4, 101 * WAD, "rate model: steepness"),
        (5, 1001 * WAD, "rate model: speed"),
    ],
)
def test_refuses(position: int, number: int, reason: str) -> None:
    """As does the twin."""
    curve: Any = (*CURVE[:position], number, *CURVE[position + 1 :])
    with reverts(reason):
        deploy("AdaptiveRateModel", *curve)
    with pytest.raises(Reverted) as refusal:
        AdaptiveRateModel(*curve)
    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    "curve",
    [
        (1, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD),
        (WAD - 1, WAD // 25, WAD // 1000, 2 * WAD // 10, 4 * WAD, 50 * WAD),
        (WAD // 2, WAD // 25, WAD // 25, WAD // 25, WAD, 1000 * WAD),
        (WAD // 2, 1, 1, 3 * WAD, WAD, 0),
        (WAD // 2, 1, 1, 3 * WAD // 100, 100 * WAD, 0),
    ],
)
def test_takes_what_is_just_within_its_bounds(curve: tuple[int, int, int, int, int, int]) -> None:
    """As does the twin."""
    model = deploy("AdaptiveRateModel", *curve)
    assert (model.INITIAL_RATE(), model.STEEPNESS()) == (curve[1], curve[4])
    AdaptiveRateModel(*curve)
