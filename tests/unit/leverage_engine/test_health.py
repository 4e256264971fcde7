# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from tests.unit.leverage_engine.cases import ETHER, USD, position, positions
from tests.unit.leverage_engine.conftest import Both


@pytest.mark.parametrize("is_bear", [False, True])
def test_every_position(both: Both, is_bear: bool) -> None:
    for p in positions(seed=3):
        for scale in (1, 10**9, 10**20):
            both.health(replace(p, collateral=p.collateral // scale, debt=p.debt // scale), is_bear, USD)


def test_thresholds(both: Both) -> None:
    """Dying from R = 50 on; a loss below zero equity only; worthless below one quote unit."""

    def health(ratio: float, collateral: int = 100 * ETHER) -> tuple[bool, bool, int, bool]:
        return both.health(replace(position(ratio), collateral=collateral), False, USD)

    assert [health(49.9)[0], health(50.1)[0], health(1, 0)[0]] == [False, True, False]
    assert health(0.9)[:3] == (True, True, 285_000 * USD)
    cent = ETHER // 3_000
    assert [health(3, cent)[3], health(3, cent * 99 // 100)[3]] == [False, True]
