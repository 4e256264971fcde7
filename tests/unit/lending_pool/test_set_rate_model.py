# SPDX-License-Identifier: Apache-2.0
from tests.support.contracts import deploy
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import DAY, WAD, World


def test_the_time_before_is_charged_by_the_old_model(ruled: World) -> None:
    model = deploy("KinkedRateModel", 0, WAD // 2, 0, 0)
    ruled.factory.register_rate_model(model.address)
    ruled.wait(DAY)
    expected = ruled.pool.pool_state().debt
    ruled.dictate("set_rate_model", model.address)
    assert ruled.pool.pool_state().debt == expected
    ruled.wait(DAY)
    assert ruled.pool.pool_state().debt == expected
    assert (ruled.pool.rate_model(), ruled.pool.deposit_cap()) == (model.address, ruled.terms.deposit_cap)


def test_hard_bound(ruled: World, holder: str) -> None:
    with reverts("settings: out of bounds"):
        ruled.dictate("set_rate_model", holder)


def test_nobody_else(ruled: World, curator: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.set_rate_model(ruled.model.address, sender=curator)
