# SPDX-License-Identifier: Apache-2.0
"""How fast drag works, as its twin says; the published figures at a volatility of 80% and 150%."""

from dataclasses import replace
from typing import Any

import pytest

from steelyard.model.pairing import outlook
from tests.support.pairing import live_terms
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import WAD, PoolWorld


@pytest.mark.parametrize(("target", "days"), [(3, (132, 37)), (5, (40, 11)), (10, (8.8, 2.5))])
def test_agrees_with_the_twin(lens: Any, target: int, days: tuple[float, float]) -> None:
    market = PoolWorld(replace(live_terms(target), commits=False)).address
    for percent, published in zip((80, 150), days, strict=True):
        volatility = percent * WAD // 100
        answer = lens.half_life(market, volatility)
        assert answer == outlook.half_life(target, volatility)
        assert answer / WAD == pytest.approx(published, rel=0.03)


def test_needs_a_volatility(lens: Any, world: PoolWorld) -> None:
    with reverts("lens: no volatility"):
        lens.half_life(world.address, 10**9 - 1)
    assert lens.half_life(world.address, 10**9) == outlook.half_life(3, 10**9)
