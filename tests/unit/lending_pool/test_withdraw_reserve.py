# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def _spare(ruled: World) -> int:
    sheet = ruled.pool.pool_state()
    return int(sheet.reserve + -sheet.debt // 100)  # 1% of the debt, rounded up, must stay


def test_what_is_above_the_requirement(ruled: World, holder: str) -> None:
    """POOL-SHARE-01: the share price stays."""
    ruled.wait(10**8)
    spare, assets = _spare(ruled), ruled.pool.totalAssets()
    with reverts("settings: out of bounds"):
        ruled.dictate("withdraw_reserve", holder, spare + 1)
    ruled.dictate("withdraw_reserve", holder, spare)
    assert ruled.asset.balanceOf(holder) == spare
    assert (_spare(ruled), ruled.pool.totalAssets()) == (0, assets)


def test_nothing_in_a_wind_down(ruled: World, holder: str, token: str) -> None:
    ruled.wait(10**8)
    ruled.pool.begin_wind_down(sender=token)
    with reverts("settings: out of bounds"):
        ruled.dictate("withdraw_reserve", holder, 1)


def test_nothing_that_the_queue_waits_for(ruled: World, holder: str, depositor: str) -> None:
    ruled.wait(10**8)
    ruled.pool.enqueue(ruled.pool.balanceOf(depositor), sender=depositor)
    with reverts("settings: out of bounds"):
        ruled.dictate("withdraw_reserve", holder, 1)


def test_nobody_else(ruled: World, curator: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.withdraw_reserve(curator, 0, sender=curator)
