# SPDX-License-Identifier: Apache-2.0
"""A share's price for others."""

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.pairing_line import BEHIND, DELAY
from steelyard.model.pairing.valuation import Side
from tests.support.line_world import UNIT, LineWorld
from tests.support.reverts import reverts


def test_a_price_for_others_needs_the_line_at_its_latest(world: LineWorld) -> None:
    assert abs(world.market.nav(Side.LIQUIDITY) - WAD) <= 1
    world.give(Kind.DEPOSIT, UNIT)
    world.round(after=DELAY)
    world.clock.advance(BEHIND)
    assert world.market.nav(Side.LEVERAGED) > 0
    world.clock.advance(1)
    with reverts("line: behind"):
        world.market.nav(Side.LEVERAGED)
    world.market.advance(2, sender="keeper")
    with reverts("line: behind"):
        world.market.nav(Side.LEVERAGED)  # in the middle of a mark
    world.market.advance(99, sender="keeper")
    assert world.market.nav(Side.FUNDING) > 0
