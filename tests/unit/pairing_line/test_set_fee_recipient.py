# SPDX-License-Identifier: Apache-2.0
"""The fee recipient's place."""

from steelyard.model.erc20 import ZERO_ADDRESS
from tests.support.line_world import LineWorld
from tests.support.reverts import reverts


def test_the_fee_recipient(world: LineWorld) -> None:
    with reverts("fees: nothing owed"):
        world.market.collect_fees()
    with reverts("fees: not the recipient"):
        world.market.set_fee_recipient("trader", sender="trader")
    with reverts("fees: zero recipient"):
        world.market.set_fee_recipient(ZERO_ADDRESS, sender="treasury")
    world.market.set_fee_recipient("trader", sender="treasury")
    assert world.market.line.fee_recipient == "trader"
