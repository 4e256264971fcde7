# SPDX-License-Identifier: Apache-2.0
"""The share of a generation, made when it is first needed."""

from steelyard.model.pairing.line import Kind
from steelyard.model.pairing.valuation import Side
from tests.support.line import token_of
from tests.support.line_world import LineWorld


def test_by_its_token(world: LineWorld) -> None:
    line = world.market.contract.line
    assert int(line.share(token_of(Side.LEVERAGED, 1)), 16) == 0
    world.holding(Kind.MINT_LEVERAGED)
    share = world.market.contract.share(Side.LEVERAGED, 1)
    assert (share.name(), share.symbol(), share.MARKET()) == ("Line LT", "LINE-LT", line.address)
