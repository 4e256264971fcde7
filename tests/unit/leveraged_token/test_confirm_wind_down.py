# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import CANCEL, CONFIRM, CONFIRMED, SHARE, State, TokenTerms, TokenWorld

USD = 10**6
ETHER = 10**18
YEAR = 31_536_000


@pytest.fixture
def started(bull: TokenWorld, keeper: str) -> TokenWorld:
    """A wind-down started at $1,900."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    return bull


def test_is_final_and_told_to_the_pool(started: TokenWorld, keeper: str) -> None:
    started.wait(600)
    started.set_dollars(1_950)
    started.token.confirm_wind_down(sender=keeper)
    assert started.state_event() == State(
        CONFIRM, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=started.price(1_950), state=CONFIRMED
    )
    sheet = started.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.round) == (CONFIRMED, now(), 0)
    assert started.pool.loan_state(started.address).winding
    assert started.pool.pool_state().winding == 1


def test_not_before_ten_minutes(started: TokenWorld, keeper: str) -> None:
    started.wait(599)
    started.set_dollars(1_900)
    with reverts("wind-down: wait 10 minutes"):
        started.token.confirm_wind_down(sender=keeper)
    started.wait(1)
    started.token.confirm_wind_down(sender=keeper)


def test_not_on_the_same_round(started: TokenWorld, keeper: str) -> None:
    """However long it takes: one wrong answer of a feed ends no token."""
    started.wait(86_400)
    with reverts("wind-down: wait for a round"):
        started.token.confirm_wind_down(sender=keeper)
    started.set_dollars(1_900)
    started.token.confirm_wind_down(sender=keeper)


def test_cancels_when_the_reason_is_gone(started: TokenWorld, holder: str, keeper: str) -> None:
    """At once, by anyone; then all is open again."""
    started.set_dollars(3_000)
    started.token.confirm_wind_down(sender=keeper)
    assert started.state_event() == State(
        CANCEL, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=started.price(3_000)
    )
    assert not started.pool.loan_state(started.address).winding
    started.mint(holder, SHARE)
    with reverts("wind-down: not started"):
        started.token.confirm_wind_down(sender=keeper)


def test_a_cancelled_wind_down_waits_again(started: TokenWorld, keeper: str) -> None:
    started.wait(600)
    started.set_dollars(3_000)
    started.token.confirm_wind_down(sender=keeper)
    started.set_dollars(1_900)
    started.token.start_wind_down(sender=keeper)
    started.set_dollars(1_900)
    with reverts("wind-down: wait 10 minutes"):
        started.token.confirm_wind_down(sender=keeper)


def test_a_recovery_does_not_undo_it(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    bull.set_dollars(9_000)
    with reverts("wind-down: not started"):
        bull.token.confirm_wind_down(sender=keeper)
    with reverts("wind-down: already started"):
        bull.token.start_wind_down(sender=keeper)
    assert bull.token.balance_sheet().state == CONFIRMED


def test_refuses_what_was_not_started(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    with reverts("wind-down: not started"):
        bull.token.confirm_wind_down(sender=keeper)


def test_refuses_without_a_rescue_price(started: TokenWorld, keeper: str) -> None:
    started.wait(600)
    started.break_oracle()
    with reverts(BARE):
        started.token.confirm_wind_down(sender=keeper)


def test_no_fee_for_the_time_of_a_cancelled_one(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(1_900)
    world.token.start_wind_down(sender=keeper)
    owed = world.token.balance_sheet().fees_owed
    world.wait(YEAR)
    world.set_dollars(3_000)
    world.token.confirm_wind_down(sender=keeper)
    assert world.token.balance_sheet().fees_owed == owed
    world.wait(YEAR)
    assert world.token.balance_sheet().fees_owed - owed == (1_000 * SHARE + owed) // 10 // 10**9 * 10**9
