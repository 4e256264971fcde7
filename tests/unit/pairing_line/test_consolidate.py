# SPDX-License-Identifier: Apache-2.0
"""A million shares become one as shown."""

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.support.line import MirroredLine
from tests.support.line_world import PRICE, UNIT, LineWorld
from tests.support.reverts import reverts


def test_once_a_share_is_small() -> None:
    """A 10x whose price falls by 4% thirty times loses more than 999,999 parts of a million."""
    market = {"max_underlying": 10**25, "cap_leveraged": WAD}
    world = LineWorld(target=10, shell=MirroredLine, market=market).opened(4_000_000 * UNIT)
    with reverts("consolidate: not small enough"):
        world.market.consolidate(Side.LEVERAGED)
    world.market.every_state = False
    world.holding(Kind.MINT_LEVERAGED, 200_000 * UNIT)
    price = PRICE
    for _ in range(30):
        price = price * 96 // 100
        world.carry_out(price)
    before = world.market.nav(Side.LEVERAGED)
    world.market.consolidate(Side.LEVERAGED)
    assert world.market.tokens[Side.LEVERAGED, 1].index == 10**6
    assert world.market.nav(Side.LEVERAGED) >= before * 10**6
    world.round(price, after=60)
    world.market.advance(1, sender="keeper")
    with reverts("line: behind"):
        world.market.consolidate(Side.LEVERAGED)
