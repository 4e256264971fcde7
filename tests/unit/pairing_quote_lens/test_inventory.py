# SPDX-License-Identifier: Apache-2.0
"""What LP can still sell, as the twin says."""

from typing import Any

import pytest

from steelyard.model.pairing import pairing_engine as engine
from steelyard.model.pairing.valuation import Side
from tests.support.pairing import FT, LP, LT
from tests.support.reverts import reverts
from tests.unit.pairing_lens.test_status import twin_of
from tests.unit.pairing_pool.world import PoolWorld


@pytest.mark.parametrize("side", [LT, FT])
def test_agrees_with_the_twin(lens: Any, world: PoolWorld, side: int) -> None:
    seen = (world.price(2_030), world.price(2_010), 0)
    position = twin_of(world.pool.accrued_position(), world.terms.target)
    assert lens.inventory(world.address, side) == engine.mint_room(position, world.terms, seen, Side(side)) > 0


def test_nothing_while_nobody_can_trade(lens: Any, bull: PoolWorld) -> None:
    bull.see(1_700)
    assert lens.inventory(bull.address, LT) == 0
    bull.kill_source()
    assert lens.inventory(bull.address, LT) == 0
    assert lens.inventory(PoolWorld().address, FT) == 0


def test_liquidity_is_not_for_sale(lens: Any, bull: PoolWorld) -> None:
    with reverts("mint: not LT or FT"):
        lens.inventory(bull.address, LP)
