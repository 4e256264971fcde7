# SPDX-License-Identifier: Apache-2.0
"""What a mark does, in which order, and what it pays."""

import boa

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Kind, Result, Stage
from steelyard.model.pairing.pairing_line import DELAY, NOTICE
from steelyard.model.pairing.valuation import Side
from tests.support.line import MirroredLine
from tests.support.line_world import PRICE, UNIT, LineWorld


def test_the_book_pays_for_marks_and_for_rebalances_that_are_due() -> None:
    world = LineWorld(shell=MirroredLine, mark_pay=3, rebalance_pay=50).opened()
    world.carry_out()
    assert world.market.claim_for("keeper") == 3
    world.carry_out(PRICE * 8 // 10)  # two bands: a step at the bound and one at the price
    assert world.market.claim_for("keeper") == 53
    world.give(Kind.EXIT_LIQUIDITY, UNIT, owner="creator")
    world.carry_out(PRICE * 8 // 10, after=NOTICE)  # exits pay for themselves
    assert world.market.claim_for("keeper") == 3


def test_exits_in_pieces_get_what_one_gets() -> None:
    paid = []
    for pieces in (1, 20):
        with boa.env.anchor():
            world = LineWorld(shell=MirroredLine).opened()
            held = world.holding(Kind.MINT_LEVERAGED)
            for _ in range(pieces):
                world.give(Kind.EXIT_LEVERAGED, held // pieces)
            world.carry_out()
            paid.append(world.market.claim_for("trader"))
    assert 0 <= paid[0] - paid[1] <= 60


def test_an_exit_pays_no_less_than_the_dearest_redeem_and_the_recipient_gets_it(world: LineWorld) -> None:
    held = world.holding(Kind.MINT_LEVERAGED)
    worth = world.market.line.position.value(Side.LEVERAGED, PRICE) * held // world.market.line.supply[0] // PRICE
    owed = world.market.line.fees_owed
    world.give(Kind.EXIT_LEVERAGED, held)
    line = world.carry_out()
    fee = line.fees_owed - owed
    assert abs(worth * 15 // 1000 - fee) <= fee // 10**5  # a minute of funding
    assert world.market.collect_fees() == (owed + fee, 0)
    assert world.asset.balance_of("treasury") == owed + fee


def test_lp_that_asked_for_its_exit_before_does_not_protect_ft() -> None:
    results = []
    for queued in (False, True):
        with boa.env.anchor():
            world = LineWorld(shell=MirroredLine, liquidity_leverage=10 * WAD).opened()
            lp = world.market.tokens[Side.LIQUIDITY, 1].raw_balance("creator")
            if queued:
                world.give(Kind.EXIT_LIQUIDITY, lp * 9 // 10, owner="creator")
            key = world.give(Kind.MINT_FUNDING, 80 * UNIT)
            results.append(world.carry_out().outcomes[key].result)
    assert results == [Result.DONE, Result.CAP]


def test_ft_leaves_lp_at_most_a_quarter_more_than_whole() -> None:
    results = []
    for most in (5 * WAD // 4, 10 * WAD):
        with boa.env.anchor():
            world = LineWorld(shell=MirroredLine, liquidity_leverage=most).opened()
            key = world.give(Kind.MINT_FUNDING, 300 * UNIT)
            results.append(world.carry_out().outcomes[key].result)
    assert results == [Result.CAP, Result.DONE]


def test_a_line_stops_between_any_two_steps(world: LineWorld) -> None:
    for _ in range(5):
        world.give(Kind.DEPOSIT, UNIT)
    world.round(PRICE * 7 // 10, after=DELAY)
    stages = []
    while world.market.advance(1, sender="keeper"):
        stages.append(world.market.line.stage)
    assert stages.count(Stage.STEPS) == 3 and stages.count(Stage.EXITS) == 1  # two at bounds, one merge
    assert len(world.market.line.outcomes) == 5 and stages[-1] is Stage.IDLE


def test_a_mark_takes_any_number_of_entries(world: LineWorld) -> None:
    for _ in range(200):
        world.give(Kind.DEPOSIT, UNIT // 100)
    assert len(world.carry_out().outcomes) == 200
