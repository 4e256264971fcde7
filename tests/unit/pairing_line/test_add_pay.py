# SPDX-License-Identifier: Apache-2.0
"""More native coin for an entry that waits."""

import boa

from steelyard.model.pairing.line import Kind
from tests.support.line_world import UNIT, LineWorld
from tests.support.reverts import reverts


def test_whoever_carries_it_out_gets_what_was_added(world: LineWorld) -> None:
    queue, number = world.give(Kind.DEPOSIT, UNIT)
    world.market.add_pay(queue, number, pay=7)
    world.market.add_pay(queue, number, pay=5)
    assert world.market.contract.line.entry(queue, number).pay == 12
    world.carry_out()
    assert boa.env.get_balance(world.market.contract.account("keeper")) == 12
    with reverts("entry: pay"):
        world.market.add_pay(queue, number, pay=1)
    with reverts("entry: pay"):
        world.market.add_pay(queue, number + 1, pay=1)
