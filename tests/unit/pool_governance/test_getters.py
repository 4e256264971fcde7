# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import World


def test_immutables(world: World) -> None:
    governance = world.governance
    assert (governance.POOL(), governance.FACTORY()) == (world.pool.address, world.factory.address)
    assert governance.TIMELOCK() == world.terms.timelock


def test_roles(world: World, curator: str, guardian: str) -> None:
    assert (world.governance.curator(), world.governance.guardian()) == (curator, guardian)
