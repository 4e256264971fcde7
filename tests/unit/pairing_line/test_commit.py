# SPDX-License-Identifier: Apache-2.0
"""When an entry is priced, what it brings, what is refused."""

from typing import Any

import boa
import pytest

from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.pairing.line import Kind, Result
from steelyard.model.pairing.pairing_line import DELAY, FOREVER, MAX_PAY, NOTICE
from steelyard.model.pairing.tape import PHASE_SIZE, Round
from tests.model.pairing.line_search import START
from tests.support.line import MirroredLine
from tests.support.line_world import PRICE, UNIT, LineWorld
from tests.support.reverts import reverts


def test_an_entry_is_priced_by_the_first_round_observed_a_minute_after_it(world: LineWorld) -> None:
    key = world.give(Kind.MINT_LEVERAGED, UNIT)
    world.carry_out(after=DELAY - 1)
    assert key not in world.market.line.outcomes
    world.clock.advance(60)
    world.round(at=world.clock.now - 59)  # transmitted late: the past
    world.market.advance(99, sender="keeper")
    outcome = world.market.line.outcomes[key]
    assert outcome.result is Result.DONE and world.market.line.mark.time == START + DELAY


def test_exits_of_lp_wait_an_hour_longer(world: LineWorld) -> None:
    key = world.give(Kind.EXIT_LIQUIDITY, UNIT, owner="creator")
    world.carry_out(after=NOTICE - 1)
    assert key not in world.market.line.outcomes
    world.carry_out(after=1)
    assert world.market.line.outcomes[key].result is Result.DONE


def test_good_until_bounds_the_mark_and_not_the_call(world: LineWorld) -> None:
    key = world.give(Kind.MINT_LEVERAGED, UNIT, good_until=START + DELAY)
    world.round(after=DELAY)
    world.clock.advance(10**6)
    world.market.advance(99, sender="keeper")
    assert world.market.line.outcomes[key].result is Result.DONE
    late = world.give(Kind.MINT_LEVERAGED, UNIT, good_until=world.clock.now + DELAY)
    world.carry_out(after=DELAY + 1)
    assert world.market.line.outcomes[late].result is Result.LATE


def test_an_entry_that_no_mark_could_price_is_refused(world: LineWorld) -> None:
    with reverts("entry: good before its mark"):
        world.give(Kind.MINT_LEVERAGED, UNIT, good_until=START + DELAY - 1)


@pytest.mark.parametrize(
    ("kind", "amount", "changes", "reason"),
    [
        (Kind.MINT_LEVERAGED, 0, {}, "entry: amount"),
        (Kind.MINT_LEVERAGED, 10**25, {}, "entry: amount"),
        (Kind.REDEEM_LEVERAGED, 2**128, {}, "entry: amount"),
        (Kind.DEPOSIT, UNIT, {"min_out": 2**128}, "entry: amount"),
        (Kind.DEPOSIT, UNIT, {"owner": ZERO_ADDRESS, "sender": "trader"}, "entry: zero owner"),
        (Kind.DEPOSIT, UNIT, {"good_until": FOREVER + 1}, "entry: good before its mark"),
        (Kind.EXIT_FUNDING, UNIT, {"min_out": 1}, "entry: an exit has no limit"),
        (Kind.EXIT_FUNDING, UNIT, {"good_until": START + 10**6}, "entry: an exit has no limit"),
        (Kind.REDEEM_FUNDING, UNIT, {}, "erc20: burn amount exceeds balance"),
    ],
)
def test_refused_entries(world: LineWorld, kind: Kind, amount: int, changes: dict[str, Any], reason: str) -> None:
    with reverts(reason):
        world.give(kind, amount, **changes)


def test_no_ft_where_there_is_none() -> None:
    world = LineWorld(shell=MirroredLine, market={"mints_funding": False}).opened()
    with reverts("entry: no FT here"):
        world.give(Kind.MINT_FUNDING, UNIT)


def test_an_entry_brings_twice_its_cost_and_whoever_carries_it_out_gets_it() -> None:
    world = LineWorld(shell=MirroredLine, entry_extra=10**9).opened()
    least = 2 * 10**9  # blocks here have no base fee
    with reverts("entry: pay"):
        world.give(Kind.DEPOSIT, UNIT, pay=least - 1)
    with reverts("entry: pay"):
        world.give(Kind.DEPOSIT, UNIT, pay=MAX_PAY + 1)
    world.give(Kind.DEPOSIT, UNIT, pay=least)
    world.give(Kind.MINT_LEVERAGED, 10**23, pay=3 * least)  # will be returned: paid all the same
    world.carry_out()
    assert boa.env.get_balance(world.market.contract.account("keeper")) == world.market.native["keeper"] == 4 * least


def test_gas_is_paid_at_the_base_fee() -> None:
    """On the model alone: blocks in process have no base fee."""
    world = LineWorld().opened()
    world.market.base_fee = 10**9
    least = 2 * world.terms.entry_gas * 10**9
    with reverts("entry: pay"):
        world.give(Kind.DEPOSIT, UNIT, pay=least - 1)
    world.give(Kind.DEPOSIT, UNIT, pay=least)


def test_no_entry_while_the_sequencer_catches_up(world: LineWorld) -> None:
    for sequencer, reason in (
        (Sequencer(3_600, False, START), "oracle: sequencer down"),
        (Sequencer(3_600, True, START - 3_600), "oracle: grace time"),
    ):
        world.feed.sequencer = sequencer
        with reverts(reason):
            world.give(Kind.DEPOSIT, UNIT)


def test_every_call_records_a_phase(world: LineWorld) -> None:
    calls = (lambda: world.give(Kind.DEPOSIT, UNIT), lambda: world.market.advance(0, sender="keeper"))
    for number, call in enumerate(calls, 2):
        world.feed.phases.append([Round(PRICE, world.clock.now, world.clock.now)])
        world.feed.cuts.append(world.clock.now)
        call()
        assert world.market.tape.seen // PHASE_SIZE == number
        assert tuple(world.market.contract.line.end_of(number - 1)) == ((number - 1) * PHASE_SIZE + 1, number)


def test_an_asset_that_takes_a_fee_is_refused(world: LineWorld) -> None:
    line, asset = world.market.contract.line, world.market.contract.asset
    asset.set_fee(100)
    with reverts("token: asset short"):
        line.commit(2, UNIT, 0, FOREVER, line.address, sender=world.market.contract.account("trader"))
