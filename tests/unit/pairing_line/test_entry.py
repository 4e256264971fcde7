# SPDX-License-Identifier: Apache-2.0
"""An entry that waits."""

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.pairing_line import DELAY
from tests.support.line_world import UNIT, LineWorld


def test_until_it_is_carried_out(world: LineWorld) -> None:
    line = world.market.contract.line
    queue, number = world.give(Kind.DEPOSIT, UNIT, min_out=5, good_until=world.clock.now + 99, pay=3)
    entry = line.entry(queue, number)
    assert (entry.owner, entry.kind) == (world.market.contract.account("trader"), Kind.DEPOSIT)
    assert (entry.amount, entry.min_out, entry.pay) == (UNIT, 5, 3)
    assert (entry.due, entry.good_until) == (world.clock.now + DELAY, world.clock.now + 99)
    assert (entry.leaving, entry.generation) == (0, 1)
    world.carry_out()
    assert line.entry(queue, number).amount == 0
