# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    CANCEL,
    HOUR,
    OPEN,
    SALE,
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
    assert (sheet.last_price, sheet.last_read) == (bull.price(1_900), now())


def test_the_pool_is_told_at_once(bull: TokenWorld, keeper: str) -> None:
    """POOL-LOSS-01: from the start, not from the booking."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    assert bull.pool.loan_state(bull.address).winding
    assert bull.pool.pool_state().stops


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
    with reverts("wind-down: under a dollar"):
        empty.token.start_wind_down(sender=keeper)


@pytest.mark.parametrize(("left", "starts"), [(999_999, False), (1_000_000, True)])
def test_a_dollar_of_debt_is_at_stake(
    bull: TokenWorld, holder: str, filler: str, keeper: str, left: int, starts: bool
) -> None:
    """LEV-END-01: what a token owes is what counts; a unit under a dollar is dust, which starts nothing."""
    bull.redeem(holder, bull.token.balanceOf(holder))
    dollars = 3_000
    while (over := bull.balance_sheet()[1] - left) > 0:
        dollars = dollars * 8 // 10
        bull.set_dollars(dollars)
        bull.deleverage(filler, over * ETHER // (dollars * USD))
    assert bull.balance_sheet()[1] == left
    bull.set_dollars(1)
    if starts:
        bull.token.start_wind_down(sender=keeper)
        assert bull.token.balance_sheet().state == STARTED
    else:
        with reverts("wind-down: under a dollar"):
            bull.token.start_wind_down(sender=keeper)


def test_refuses_twice(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    with reverts("wind-down: already started"):
        bull.token.start_wind_down(sender=keeper)
    assert bull.token.balance_sheet().state == SALE


def test_refuses_a_second_start(bull: TokenWorld, keeper: str) -> None:
    """Nobody can set the clock back."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    with reverts("wind-down: already started"):
        bull.token.start_wind_down(sender=keeper)


def test_takes_a_start_back(bull: TokenWorld, holder: str, keeper: str) -> None:
    """Any call that reads R < 50 and E > 0 does; the pool lends again."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    bull.set_dollars(3_000)
    bull.token.start_wind_down(sender=keeper)
    assert bull.state_event().operation == CANCEL
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().since) == (OPEN, 0)
    assert not bull.pool.loan_state(bull.address).winding
    bull.mint(holder, SHARE)


def test_a_start_by_report_needs_a_call_that_sees_the_reason(bull: TokenWorld, keeper: str) -> None:
    """LEV-END-01: R >= 50 that nobody read is no reason: ten minutes count from the call that did."""
    bull.break_oracle()
    bull.wait(1)
    bull.token.report_oracle(sender=keeper)
    bull.wait(2 * HOUR)
    bull.token.report_oracle(sender=keeper)
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().since) == (STARTED, 0)
    bull.set_dollars(1_900)
    with reverts("wind-down: wait 10 minutes"):
        bull.token.confirm_wind_down(sender=keeper)
    bull.token.start_wind_down(sender=keeper)
    assert bull.token.balance_sheet().since == now()
    bull.wait(600)
    with reverts("wind-down: wait for a round"):
        bull.token.confirm_wind_down(sender=keeper)
    bull.set_dollars(1_900)
    bull.token.confirm_wind_down(sender=keeper)
    assert bull.token.balance_sheet().state == SALE


@pytest.mark.parametrize("price", [0, 2**160])
def test_refuses_what_is_no_price(bull: TokenWorld, keeper: str, price: int) -> None:
    """LEV-END-01: a rescue price of 0 is none, and one that its word cannot hold is refused, never wrapped."""
    world = bull
    world.oracle.set_answers(1, 1, price)
    with reverts(BARE if price == 0 else "oracle: price out of range"):
        world.token.start_wind_down(sender=keeper)


def test_the_management_fee_ends_with_the_sale(curator: str, guardian: str, holder: str, keeper: str) -> None:
    """Not with the start; what is owed stays owed."""
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(1_900)
    world.token.start_wind_down(sender=keeper)
    world.wait(31_536_000)
    world.set_dollars(1_900)
    world.token.confirm_wind_down(sender=keeper)
    owed = world.token.balance_sheet().fees_owed
    assert owed >= 100 * SHARE
    world.wait(31_536_000)
    assert world.token.balance_sheet().fees_owed == owed
    assert world.token.totalSupply() == 1_000 * SHARE + owed
