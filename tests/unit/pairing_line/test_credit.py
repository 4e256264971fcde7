# SPDX-License-Identifier: Apache-2.0
"""What is owed to whom."""

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.support.line import token_of
from tests.support.line_world import UNIT, LineWorld


def test_shares_and_u(world: LineWorld) -> None:
    contract = world.market.contract
    world.give(Kind.MINT_LEVERAGED, UNIT)
    world.give(Kind.MINT_LEVERAGED, 10**23)  # more than there is: returned
    line = world.carry_out()
    trader = contract.account("trader")
    assert contract.line.credit(0, trader) == 10**23
    shares = contract.line.credit(token_of(Side.LEVERAGED, 1), trader)
    assert shares == line.credits["trader", (Side.LEVERAGED, 1)] > 0
