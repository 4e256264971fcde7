# SPDX-License-Identifier: Apache-2.0
"""A market whose delayed orders does what a test says."""

from typing import Any

from tests.unit.pairing_pool.world import LT, PoolWorld, live_terms

UNIT = 10**18


def ordered(*accounts: str) -> PoolWorld:
    """A 10x of live terms, opened with 1,000 ether; the delayed orders has U and one ether's worth of LT."""
    world = PoolWorld(live_terms(10), delayed_orders="ScriptedCaller")
    world.fund(*accounts)
    world.open()
    world.asset.mint(world.delayed_orders.address, 100 * UNIT)
    world.delayed_orders.act(world.asset.address, world.asset.approve.prepare_calldata(world.address, 2**256 - 1))
    as_orders(world, "mint_ordered", LT, UNIT, 0, world.delayed_orders.address, 0)
    return world


def as_orders(world: PoolWorld, name: str, *arguments: Any) -> None:
    """The delayed orders calls the market."""
    world.delayed_orders.act(world.address, getattr(world.pool, name).prepare_calldata(*arguments))


def event_of(world: PoolWorld, name: str) -> Any:
    """The market's only one of that name in the delayed orders' last call."""
    logs = [event for event in world.delayed_orders.get_logs() if event.address == world.address]
    (found,) = [event for event in logs if type(event).__name__ == name]
    return found
