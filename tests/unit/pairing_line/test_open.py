# SPDX-License-Identifier: Apache-2.0
"""The first U, at the feed's latest round."""

from steelyard.model.pairing.tape import Round
from steelyard.model.pairing.valuation import Side
from tests.model.pairing.line_search import START
from tests.support.line import MirroredLine
from tests.support.line_world import UNIT, LineWorld
from tests.support.reverts import reverts


def test_open_once_at_a_price() -> None:
    world = LineWorld(shell=MirroredLine)
    world.feed.phases[0] = [Round(0, START, START)]
    with reverts("line: not open"):
        world.market.advance(1, sender="keeper")
    with reverts("open: no price"):
        world.market.open(1_000 * UNIT, sender="creator")
    world.round(after=1)
    world.opened()
    assert world.market.tokens[Side.LIQUIDITY, 1].raw_balance("creator") > 0
    with reverts("open: already"):
        world.opened()
