# SPDX-License-Identifier: Apache-2.0
"""What a path may cost: m/(1 + R1*m) of a sale, m/(1 - (R1 - 1)*m) of a purchase, m the mean tolerance over it."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.market import WAD, Market


@pytest.mark.parametrize(
    ("start", "end", "mean"),
    [
        (4, 3, (1 / 3 * 0.0002 + 2 / 3 * 0.0051)),
        (6, 4, 0.02),
        (12, 6, 0.03),
        (2, 3, (0.25 * 0.005 + 0.45 * 0.0026 + 0.3 * 0.0002)),
    ],
)
def test_mean_over_the_path(lens: VyperContract, bull: Market, start: int, end: int, mean: float) -> None:
    allowed = lens.allowed_cost(bull.token.address, start * WAD, end * WAD)
    divisor = 1 + end * mean if start > end else 1 - (end - 1) * mean
    assert allowed == pytest.approx(mean / divisor * WAD, rel=10**-9)


def test_empty_path(lens: VyperContract, bull: Market) -> None:
    assert lens.allowed_cost(bull.token.address, 3 * WAD, 3 * WAD) == 2 * 10**14
