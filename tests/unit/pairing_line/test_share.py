# SPDX-License-Identifier: Apache-2.0
"""The share of a generation, made when it is first needed."""

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.support.line import token_of
from tests.support.line_world import PRICE, UNIT, LineWorld


def test_by_its_token(world: LineWorld) -> None:
    line = world.market.contract.line
    assert int(line.share(token_of(Side.LEVERAGED, 1)), 16) == 0
    world.holding(Kind.MINT_LEVERAGED)
    share = world.market.contract.share(Side.LEVERAGED, 1)
    assert (share.name(), share.symbol(), share.MARKET()) == ("Line LT", "LINE-LT", line.address)


def test_the_next_generation_bears_its_number(world: LineWorld) -> None:
    world.market.every_state = False
    price = PRICE
    for _ in range(20):  # ten dollars of LT that nobody owns fade to less than one
        price = price * 8 // 10
        world.carry_out(price)
    assert world.market.line.generation[Side.LEVERAGED] == 2
    world.give(Kind.MINT_LEVERAGED, 50 * UNIT)
    world.carry_out(price)
    world.market.claim_shares_for("trader", Side.LEVERAGED, 2)
    share = world.market.contract.share(Side.LEVERAGED, 2)
    assert (share.name(), share.symbol()) == ("Line LT2", "LINE-LT2")
    world.market.compare()
