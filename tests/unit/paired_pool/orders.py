# SPDX-License-Identifier: Apache-2.0
"""A market whose desk does what a test says."""

from typing import Any

from tests.unit.paired_pool.world import LT, PoolWorld, live_terms

UNIT = 10**18


def ordered(*accounts: str) -> PoolWorld:
    """A 10x of live terms, opened with 1,000 ether; the desk has U and one ether's worth of LT."""
    world = PoolWorld(live_terms(10), desk="ScriptedCaller")
    world.fund(*accounts)
    world.open()
    world.asset.mint(world.desk.address, 100 * UNIT)
    world.desk.act(world.asset.address, world.asset.approve.prepare_calldata(world.address, 2**256 - 1))
    as_desk(world, "mint_ordered", LT, UNIT, 0, world.desk.address, 0)
    return world


def as_desk(world: PoolWorld, name: str, *arguments: Any) -> None:
    """The desk calls the market."""
    world.desk.act(world.address, getattr(world.pool, name).prepare_calldata(*arguments))


def event_of(world: PoolWorld, name: str) -> Any:
    """The market's only one of that name in the desk's last call."""
    logs = [event for event in world.desk.get_logs() if event.address == world.address]
    (found,) = [event for event in logs if type(event).__name__ == name]
    return found
