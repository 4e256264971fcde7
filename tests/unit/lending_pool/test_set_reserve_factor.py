# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import DAY, WAD, World


def test_the_time_before_is_shared_by_the_old_factor(ruled: World) -> None:
    ruled.wait(DAY)
    expected = ruled.pool.pool_state().reserve
    ruled.dictate("set_reserve_factor", 0)
    ruled.wait(DAY)
    assert ruled.pool.pool_state().reserve == expected
    assert ruled.pool.reserve_factor() == 0


@pytest.mark.parametrize("amount", [3 * WAD // 10 + 10**14, WAD // 10 + 1])
def test_hard_bounds(ruled: World, amount: int) -> None:
    with reverts("settings: out of bounds"):
        ruled.dictate("set_reserve_factor", amount)


def test_nobody_else(ruled: World, curator: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.set_reserve_factor(0, sender=curator)
