# SPDX-License-Identifier: Apache-2.0
"""What an ended generation left."""

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.pairing_line import DEATH
from steelyard.model.pairing.valuation import Side
from tests.support.line import token_of
from tests.support.line_world import UNIT, LineWorld


def test_amount_and_supply(world: LineWorld) -> None:
    contract = world.market.contract
    assert tuple(contract.line.pot(token_of(Side.LEVERAGED, 1))) == (0, 0)
    world.holding(Kind.MINT_LEVERAGED)
    world.clock.advance(DEATH)
    world.market.declare()
    pot = world.market.line.pots[Side.LEVERAGED, 1]
    assert tuple(contract.line.pot(token_of(Side.LEVERAGED, 1))) == (pot.amount, pot.supply)
    assert pot.amount > 9 * UNIT
