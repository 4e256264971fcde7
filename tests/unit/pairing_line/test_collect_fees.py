# SPDX-License-Identifier: Apache-2.0
"""Fees in U and in LP shares."""

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.valuation import Side
from tests.support.line import MirroredLine
from tests.support.line_world import LineWorld


def test_the_cut_of_swap_fees_is_lp_shares() -> None:
    world = LineWorld(shell=MirroredLine, fees=Fees(cut=WAD // 10)).opened()
    world.holding(Kind.MINT_LEVERAGED)
    cut = world.market.line.cut
    assert world.market.collect_fees()[1] == cut > 0
    assert world.market.tokens[Side.LIQUIDITY, 1].raw_balance("treasury") == cut
