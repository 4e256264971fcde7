# SPDX-License-Identifier: Apache-2.0
"""What a path may cost: m/(1 + landing*m), m the mean of the tolerance over it."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market


@pytest.mark.parametrize(
    ("start", "landing", "mean"),
    [
        (4, 3, (1 / 3 * 0.001 + 2 / 3 * 0.0055)),
        (6, 4, 0.02),
        (12, 6, 0.03),
        (2, 3, (0.25 * 0.005 + 0.45 * 0.003 + 0.3 * 0.001)),
    ],
)
def test_mean_over_the_path(lens: VyperContract, bull: Market, start: int, landing: int, mean: float) -> None:
    allowed = lens.allowed_cost(bull.token.address, start * WAD, landing * WAD)
    assert allowed == pytest.approx(mean / (1 + landing * mean) * WAD, rel=10**-9)


def test_empty_path(lens: VyperContract, bull: Market) -> None:
    assert lens.allowed_cost(bull.token.address, 3 * WAD, 3 * WAD) == 10**15
