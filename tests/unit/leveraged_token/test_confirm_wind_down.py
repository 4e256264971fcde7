# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import CANCEL, CONFIRM, SALE, SHARE, WAD, State, TokenTerms, TokenWorld

USD = 10**6
ETHER = 10**18
YEAR = 31_536_000


@pytest.fixture
def started(bull: TokenWorld, keeper: str) -> TokenWorld:
    """A wind-down started at $1,900."""
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    return bull


def test_is_final_and_books_the_loss(started: TokenWorld, keeper: str) -> None:
    """LEV-END-01, POOL-LOSS-01: A 195 of D 200: 95% of it counts from this call on."""
    started.wait(600)
    started.set_dollars(1_950)
    started.token.confirm_wind_down(sender=keeper)
    assert started.state_event() == State(
        CONFIRM, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=started.price(1_950), state=SALE
    )
    sheet = started.token.balance_sheet()
    assert (sheet.state, sheet.since, sheet.clock, sheet.ramp) == (SALE, now(), 0, 0)
    assert (sheet.under, sheet.bound, sheet.refused) == (True, WAD // 200, started.price(1_950))
    own = started.pool.loan_state(started.address)
    assert (own.winding, own.nominal, own.carried) == (True, 200_000 * USD, 195_000 * USD * 95 // 100)


def test_with_equity_nothing_is_booked(bull: TokenWorld, keeper: str) -> None:
    """E 4 of A 204: the sale may cost half of it."""
    bull.wind_down(2_040, keeper)
    sheet = bull.token.balance_sheet()
    assert (sheet.under, sheet.bound) == (False, 4_000 * WAD // (2 * 204_000))
    assert bull.pool.loan_state(bull.address).nominal == 0


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
    assert bull.token.balance_sheet().state == SALE


def test_refuses_what_was_not_started(bull: TokenWorld, keeper: str) -> None:
    bull.set_dollars(1_900)
    with reverts("wind-down: not started"):
        bull.token.confirm_wind_down(sender=keeper)


def test_refuses_without_a_rescue_price(started: TokenWorld, keeper: str) -> None:
    started.wait(600)
    started.break_oracle()
    with reverts(BARE):
        started.token.confirm_wind_down(sender=keeper)


def test_the_fee_goes_on_in_a_start_that_is_taken_back(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(0, 0, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(1_900)
    world.token.start_wind_down(sender=keeper)
    owed = world.token.balance_sheet().fees_owed
    world.wait(YEAR)
    world.set_dollars(3_000)
    world.token.confirm_wind_down(sender=keeper)
    assert world.token.balance_sheet().fees_owed - owed == (1_000 * SHARE + owed) // 10 // 10**9 * 10**9
