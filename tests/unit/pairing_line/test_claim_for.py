# SPDX-License-Identifier: Apache-2.0
"""What is owed goes to whom it is owed."""

from steelyard.model.pairing.line import Kind, Result
from steelyard.model.pairing.valuation import Side
from tests.support.line_world import UNIT, LineWorld
from tests.support.reverts import reverts


def test_claims_of_nothing(world: LineWorld) -> None:
    with reverts("claim: no credit"):
        world.market.claim_for("trader")
    with reverts("claim: no credit"):
        world.market.claim_shares_for("trader", Side.LEVERAGED, 1)


def test_an_owner_on_a_blocklist_holds_up_nobody(world: LineWorld) -> None:
    """The line moves no token: what an owner cannot take stays their credit."""
    world.give(Kind.MINT_LEVERAGED, UNIT)
    other = world.give(Kind.MINT_LEVERAGED, UNIT, owner="creator")
    line = world.carry_out()
    assert line.outcomes[other].result is Result.DONE
    assert line.credits["trader", (Side.LEVERAGED, 1)] != 0
