# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy
from tests.support.reverts import reverts

WAD = 10**18


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
    """As does the twin."""
    with reverts(reason):
        deploy("KinkedRateModel", *curve)
    with pytest.raises(Reverted) as refusal:
        KinkedRateModel(*curve)
    assert refusal.value.reason == reason
