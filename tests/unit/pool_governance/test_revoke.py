# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import GUARDIAN, RESERVE_FACTOR, ZERO, World


def test_curator_and_guardian_may(world: World, curator: str, guardian: str, holder: str) -> None:
    for sender in (curator, guardian):
        for setting, target in ((RESERVE_FACTOR, ZERO), (GUARDIAN, holder)):
            world.governance.submit(setting, target, 0, sender=curator)
            world.governance.revoke(setting, target, sender=sender)
            assert world.governance.pending(setting, target) == (0, 0)


def test_nobody_else(world: World, curator: str, attacker: str) -> None:
    world.governance.submit(RESERVE_FACTOR, ZERO, 0, sender=curator)
    with reverts("revoke: no role"):
        world.governance.revoke(RESERVE_FACTOR, ZERO, sender=attacker)


def test_refuses_nothing(world: World, guardian: str) -> None:
    with reverts("revoke: nothing pending"):
        world.governance.revoke(RESERVE_FACTOR, ZERO, sender=guardian)
