# SPDX-License-Identifier: Apache-2.0
"""What a keeper of a paired pool foresees: the pool does it, or refuses where nothing was foreseen."""

from dataclasses import replace

import pytest

from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.pairing import ALL_FEES
from steelyard.strategy.pairing import is_due, is_scheduled, preview
from tests.model.pairing.support import FT, LT, UNIT, World, parameters, price_of

FEES = replace(ALL_FEES, max_reward=UNIT // 1_000)


def held() -> World:
    world = World(parameters(fees=FEES))
    for side in (FT, LT):
        world.mint(side, UNIT)
    return world


@pytest.mark.parametrize("at", [80, 130])
def test_the_pool_does_what_was_foreseen(at: int) -> None:
    world = held()
    world.quiet(at)
    due = preview(world.pool)
    assert due is not None
    done = world.pool.rebalance(sender="keeper")
    assert (done.steps, done.backlog, done.reward) == (len(due.outcome.steps), due.outcome.backlog, due.reward)
    assert world.pool.position == due.outcome.position
    assert due.reward > 0 and done.reward != due.reward + 1


def test_the_reward_has_its_bound() -> None:
    world = World(parameters(fees=replace(FEES, max_reward=7)))
    world.quiet(80)
    due = preview(world.pool)
    assert due is not None and due.reward == 7 < due.outcome.fee * FEES.reward // WAD


def test_nothing_is_foreseen_where_the_pool_refuses() -> None:
    world = held()
    world.quiet(101)
    assert preview(world.pool) is None
    with pytest.raises(Reverted):
        world.pool.rebalance(sender="keeper")
    world.quiet(80)
    world.clock.advance(2 * HOUR)
    assert preview(world.pool) is None  # stale


def test_a_keeper_comes_out_of_range_on_schedule_or_for_a_queue() -> None:
    world, near = held(), price_of(100)
    assert not is_due(world.pool, near, for_queues=True)
    assert is_due(world.pool, price_of(80), for_queues=False)
    world.enqueue(LT, world.pool.tokens[LT].balance_of("holder"))
    world.clock.advance(3 * HOUR)
    assert is_due(world.pool, near, for_queues=True) and not is_due(world.pool, near, for_queues=False)
    assert not is_scheduled(world.pool, world.pool.last_rebalance + DAY - 1)
    assert is_scheduled(world.pool, world.pool.last_rebalance + DAY)
    world.clock.advance(DAY)
    assert is_due(world.pool, near, for_queues=False)
