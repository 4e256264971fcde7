# SPDX-License-Identifier: Apache-2.0
"""What the second audit found in paired pools, played against the line: model and contract, every call answered alike.

On the contracts of today the same sentences are false (test_pairing_orders.py, test_pairing_queue.py).
"""

import boa
import pytest

from steelyard.artifacts import artifact
from steelyard.model.clock import DAY, HOUR
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Kind, Result
from steelyard.model.pairing.pairing_line import DEATH, DELAY, NOTICE
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.tape import Round
from steelyard.model.pairing.valuation import Side
from tests.support.line import MirroredLine
from tests.support.line_world import PRICE, UNIT, LineWorld
from tests.support.reverts import reverts

FALL = [PRICE * part // 100 for part in (89, 85, 81, 78, 77, 77, 77)]


@pytest.fixture
def world() -> LineWorld:
    return LineWorld(shell=MirroredLine).opened()


def test_a_short_last_second_is_no_option(world: LineWorld) -> None:
    """Two opposite orders, good for one second: the mark decides over both, not who comes and when."""
    orders = [
        world.give(kind, UNIT, good_until=world.clock.now + DELAY) for kind in (Kind.MINT_LEVERAGED, Kind.MINT_FUNDING)
    ]
    world.round(PRICE * 101 // 100, after=DELAY)
    world.market.advance(5, sender="trader")  # the trader carries one out, and lets the block pass
    world.clock.advance(HOUR)
    world.market.advance(99, sender="keeper")
    assert {world.market.line.outcomes[key].result for key in orders} == {Result.DONE}


def test_an_order_whose_price_has_left_the_range_ends() -> None:
    """A redeem given as a fall begins ends at its own mark, and alike whether keepers come in time or at the end."""
    outcomes = []
    for calls in (range(len(FALL)), [len(FALL) - 1]):
        with boa.env.anchor():
            world = LineWorld(shell=MirroredLine).opened()
            key = world.give(Kind.REDEEM_LEVERAGED, world.holding(Kind.MINT_LEVERAGED))
            for number, price in enumerate(FALL):
                world.round(price, after=300)
                if number in calls:
                    world.market.advance(4_096, sender="keeper")
            outcomes.append(world.market.line.outcomes[key])
    assert outcomes[0] == outcomes[1] and outcomes[0].result is Result.DONE


def test_an_order_ends_with_its_aggregator(world: LineWorld) -> None:
    key = world.give(Kind.MINT_LEVERAGED, UNIT)
    at = world.clock.now
    world.feed.phases.append([Round(PRICE, at + 30, at + 30), Round(PRICE, at + 90, at + 90)])
    world.feed.cuts.append(at + 30)
    world.clock.advance(120)
    world.market.advance(99, sender="keeper")
    assert world.market.line.outcomes[key].result is Result.DONE
    assert world.market.line.mark.time == at + 90


def test_a_unit_unbinds_no_exit(world: LineWorld) -> None:
    """Another unit a minute before moves nothing, and there is no call that takes an exit back."""
    due = world.clock.now + NOTICE
    key = world.give(Kind.EXIT_LIQUIDITY, 1_000 * WAD, owner="creator")
    world.clock.advance(NOTICE - 1)
    world.give(Kind.EXIT_LIQUIDITY, 1, owner="creator")
    assert world.market.contract.line.entry(*map(int, key)).due == due
    world.carry_out(after=1)
    assert world.market.line.outcomes[key].result is Result.DONE
    functions = {entry["name"] for entry in artifact("PairingLine").abi if entry["type"] == "function"}
    assert not functions & {"cancel", "refund", "recall"}


def test_liquidity_does_not_wait_in_the_queue_for_a_crash(world: LineWorld) -> None:
    """Nobody called for a day: the exit is paid by the mark of its own hour, not by that of the crash."""
    key = world.give(Kind.EXIT_LIQUIDITY, 1_000 * WAD, owner="creator")
    world.round(after=NOTICE)
    paid_at = world.clock.now
    world.round(PRICE // 2, after=DAY)
    while key not in world.market.line.outcomes:
        world.market.advance(1, sender="creator")
    assert world.market.line.mark.time == paid_at
    assert world.market.line.outcomes[key].amount == pytest.approx(1_000 * WAD * 995 // 1000 // 2_000, rel=1e-3)


def test_a_queued_unit_does_not_evade_the_rebalance_fee() -> None:
    world = LineWorld(shell=MirroredLine, fees=Fees(rebalance=WAD // 1_000)).opened()
    for _ in range(3):
        world.give(Kind.EXIT_LIQUIDITY, 1, owner="creator")
        before = world.market.line.fees_owed
        assert world.carry_out(after=DAY).fees_owed - before >= 99 * UNIT // 100


def test_two_short_outages_are_no_death(world: LineWorld) -> None:
    for _ in range(2):
        world.clock.advance(DEATH - HOUR)
        with reverts("line: not dead"):
            world.market.declare()
        world.carry_out(after=60)


def test_a_crash_of_many_rounds_closes_nothing(world: LineWorld) -> None:
    """A hundred rounds in a few minutes, each a mark: the order among them is priced by its own."""
    key, price = world.give(Kind.MINT_FUNDING, UNIT), PRICE
    for _ in range(100):
        price = price * 997 // 1_000
        world.round(price, after=3)
    world.market.every_state = False
    world.market.advance(4_096, sender="keeper")
    assert world.market.line.outcomes[key].result is Result.DONE
    assert world.market.line.supply[Side.FUNDING] > 0
    world.market.compare()
