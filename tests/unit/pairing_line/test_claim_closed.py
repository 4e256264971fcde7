# SPDX-License-Identifier: Apache-2.0
"""Shares of an ended generation."""

from steelyard.model.pairing.line import Kind, Outcome, Result
from steelyard.model.pairing.pairing_line import DEATH
from steelyard.model.pairing.valuation import Side
from tests.support.line_world import UNIT, LineWorld
from tests.support.reverts import reverts


def test_after_death_everything_is_a_claim(world: LineWorld) -> None:
    held = world.holding(Kind.MINT_LEVERAGED)
    key = world.give(Kind.REDEEM_LEVERAGED, held // 2)
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.now = world.market.line.mark.time + DEATH - 1
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.advance(1)
    world.market.declare()
    assert world.market.advance(99, sender="keeper") == 1
    assert world.market.line.outcomes[key] == _returned(Result.DEATH, held // 2)
    for refused in (world.market.declare, lambda: world.give(Kind.DEPOSIT, UNIT)):
        with reverts("line: ended"):
            refused()
    world.market.claim_shares_for("trader", Side.LEVERAGED, 1)
    before = world.asset.balance_of("trader")
    amount = world.market.claim_closed(Side.LEVERAGED, 1, "trader", sender="trader")
    assert world.asset.balance_of("trader") - before == amount > 9 * UNIT
    with reverts("claim: no closed shares"):
        world.market.claim_closed(Side.LEVERAGED, 1, "trader", sender="trader")


def _returned(result: Result, amount: int) -> Outcome:
    return Outcome(result, amount)
