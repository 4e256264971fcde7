# SPDX-License-Identifier: Apache-2.0
"""What no contract can be asked: the tape, the line in the middle of a mark, and terms under which a step could fail.

The rules one by one are played on model and contract at once: tests/unit/pairing_line.
"""

from dataclasses import replace

import pytest

from steelyard.model.clock import Clock
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.line import Entry, Kind, Line
from steelyard.model.pairing.tape import PHASE_SIZE, Mark, Round, Tape, is_mark
from steelyard.model.pairing.valuation import Side, Vault, has_leverage_over
from tests.model.pairing.line_search import START, PushFeed
from tests.support.line_world import PRICE, LineWorld
from tests.support.reverts import reverts


@pytest.fixture
def world() -> LineWorld:
    return LineWorld().opened()


def test_lp_worth_next_to_nothing_is_over_any_leverage(world: LineWorld) -> None:
    """Its leverage has no number that fits a word: a mint of FT that reverted would stop the line for ever."""
    position = world.market.line.position
    assert has_leverage_over(position, PRICE, position.underlying, 100 * WAD)
    assert not has_leverage_over(position, PRICE, 0, WAD)
    short = replace(position, funding=Vault(0, position.liquidity.funding), reference=position.reference - 1)
    worth = short.value(Side.LIQUIDITY, PRICE)  # of L alone
    assert worth % PRICE and short.liquidity.leveraged > worth // PRICE
    assert has_leverage_over(short, PRICE, worth // PRICE, 100 * WAD)


def test_what_is_no_mark() -> None:
    good = Round(PRICE, 100, 110)
    assert is_mark(good, 99, PRICE)
    for bad in (Round(0, 100, 110), Round(PRICE, 0, 110), Round(PRICE, 111, 110), Round(PRICE + 1, 100, 110), Round()):
        assert not is_mark(bad, 99, PRICE)
    assert not is_mark(good, 100, PRICE)


def test_a_round_of_the_future_is_not_there_yet() -> None:
    tape, feed = Tape(PHASE_SIZE), PushFeed(Clock(100), [[Round(PRICE, 90, 101)]], [])
    tape.record(PHASE_SIZE + 1)
    assert tape.next(feed, 100) is None and tape.next(feed, 101) is not None


def test_a_phase_that_was_never_seen_is_skipped() -> None:
    tape, feed = Tape(PHASE_SIZE), PushFeed(Clock(100), [[], [Round(PRICE, 1, 1)], [Round(PRICE, 2, 2)]], [])
    tape.record(3 * PHASE_SIZE + 1)
    assert tape.next(feed, 100) == Round(PRICE, 2, 2)
    tape.record(2 * PHASE_SIZE + 9)  # a proxy that goes back
    assert tape.seen == 3 * PHASE_SIZE + 1


def test_a_line_refuses_marks_and_ends_in_the_middle_of_one(world: LineWorld) -> None:
    line = world.market.line
    line.begin(Mark(START + 60, PRICE))
    for refused in (lambda: line.begin(Mark(START + 70, PRICE)), line.end):
        with reverts("line: mark not finished"):
            refused()


def test_arithmetic_errors_go_through(world: LineWorld) -> None:
    line = world.market.line
    line.enter(Entry(Kind.REDEEM_LEVERAGED, "trader", 1, START + 1, generation=1))
    line.supply[Side.LEVERAGED] = 0
    with reverts("math: mul_div division by zero"):
        _play(line)


def _play(line: Line) -> None:
    line.begin(Mark(START + 60, PRICE))
    while line.has_step:
        line.step()
