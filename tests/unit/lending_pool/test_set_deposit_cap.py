# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_from_the_governance(ruled: World) -> None:
    ruled.dictate("set_deposit_cap", 2**95)
    assert (ruled.pool.deposit_cap(), ruled.pool.rate_model()) == (2**95, ruled.model.address)


def test_hard_bound(ruled: World) -> None:
    with reverts("settings: out of bounds"):
        ruled.dictate("set_deposit_cap", 2**95 + 1)


def test_nobody_else(ruled: World, curator: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.set_deposit_cap(1, sender=curator)
