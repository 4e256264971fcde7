# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    CONFIRMED,
    REBALANCING,
    SHARE,
    START,
    STARTED,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18


def test_at_fifty(bull: TokenWorld, keeper: str) -> None:
    """R = 50 at $2,040.82."""
    bull.set_dollars(2_041)
    with reverts("wind-down: no reason"):
        bull.token.start_wind_down(sender=keeper)
    bull.oracle.set_price(200_000 * 50 * USD * 10**36 // (49 * 100 * ETHER))
    bull.token.start_wind_down(sender=keeper)


def test_event_and_clock(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    assert bull.state_event() == State(
        START, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=bull.price(1_900), state=STARTED
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.round) == (STARTED, now(), 2)


@pytest.mark.parametrize("dollars", [2_000, 1_000])
def test_without_equity(bull: TokenWorld, keeper: str, dollars: int) -> None:
    bull.set_dollars(dollars)
    bull.token.start_wind_down(sender=keeper)


def test_bear(bear: TokenWorld, keeper: str) -> None:
    """A 400, 150 ether owed: E 8 at $2,613.33."""
    bear.set_dollars(2_613)
    with reverts("wind-down: no reason"):
        bear.token.start_wind_down(sender=keeper)
    bear.set_dollars(2_614)
    bear.token.start_wind_down(sender=keeper)


def test_by_the_rescue_price(bull: TokenWorld, keeper: str) -> None:
    """The strict price is no reason, and no hindrance."""
    bull.oracle.set_answers(bull.price(1_900), bull.price(1_900), bull.price(3_000))
    with reverts("wind-down: no reason"):
        bull.token.start_wind_down(sender=keeper)
    bull.oracle.set_answers(0, 0, bull.price(1_900))
    bull.token.start_wind_down(sender=keeper)


def test_refuses_without_any_price(bull: TokenWorld, keeper: str) -> None:
    bull.break_oracle()
    with reverts(BARE):
        bull.token.start_wind_down(sender=keeper)


def test_refuses_before_the_first_mint(empty: TokenWorld, keeper: str) -> None:
    """Nothing is at stake."""
    empty.set_dollars(1)
    with reverts("wind-down: no reason"):
        empty.token.start_wind_down(sender=keeper)


@pytest.mark.parametrize(("left", "starts"), [(999_999, False), (1_000_000, True)])
def test_a_dollar_of_debt_is_at_stake(bull: TokenWorld, filler: str, keeper: str, left: int, starts: bool) -> None:
    """At no equity all but a dollar's worth of the collateral is sold: a unit less is dust."""
    bull.set_dollars(2_000)
    bull.deleverage(filler, 100 * ETHER - left * ETHER // (2_000 * USD))
    assert bull.balance_sheet()[1] == left
    if starts:
        bull.token.start_wind_down(sender=keeper)
        assert bull.token.balance_sheet().state == STARTED | REBALANCING
    else:
        with reverts("wind-down: no reason"):
            bull.token.start_wind_down(sender=keeper)


def test_dust_with_equity_is_not_at_stake(bull: TokenWorld, filler: str, keeper: str) -> None:
    """R = 201 on half a dollar."""
    bull.set_dollars(2_000)
    bull.deleverage(filler, 100 * ETHER - ETHER // 4_000)
    bull.set_dollars(2_010)
    with reverts("wind-down: no reason"):
        bull.token.start_wind_down(sender=keeper)


def test_refuses_twice(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    with reverts("wind-down: already started"):
        bull.token.start_wind_down(sender=keeper)
    assert bull.token.balance_sheet().state == CONFIRMED


def test_refuses_a_second_start(bull: TokenWorld, keeper: str) -> None:
    """Nobody can set the clock back."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    with reverts("wind-down: already started"):
        bull.token.start_wind_down(sender=keeper)


def test_ends_the_management_fee(curator: str, guardian: str, holder: str, keeper: str) -> None:
    """What is owed stays owed."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(31_536_000)
    world.set_dollars(1_900)
    world.token.start_wind_down(sender=keeper)
    owed = world.token.balance_sheet().fees_owed
    assert owed >= 100 * SHARE
    world.wait(31_536_000)
    assert world.token.balance_sheet().fees_owed == owed
    assert world.token.totalSupply() == 1_000 * SHARE + owed
