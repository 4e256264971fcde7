# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import CLOSED, DEAD_SALE, GIFT, SALE, SHARE, State, TokenWorld

USD = 10**6
ETHER = 10**18


@pytest.fixture
def selling(bull: TokenWorld, keeper: str) -> TokenWorld:
    """A sale at $1,900: A 190, D 200, 95% of A booked."""
    bull.wind_down(1_900, keeper)
    return bull


def test_a_part(selling: TokenWorld, filler: str) -> None:
    """What is given is the lenders' at once: nothing of it is the holders'."""
    before = selling.debt_asset.balanceOf(filler), selling.pool.totalAssets()
    assert selling.token.repay_debt(50_000 * USD, sender=filler) == 50_000 * USD
    assert selling.state_event() == State(
        GIFT, filler, 100 * ETHER, 150_000 * USD, 1_000 * SHARE, debt_moved=50_000 * USD, state=SALE
    )
    assert before[0] - selling.debt_asset.balanceOf(filler) == 50_000 * USD
    assert selling.pool.totalAssets() == before[1]


@pytest.mark.parametrize("amount", [200_000 * USD, 2**200])
def test_all_of_it_closes_for_good(selling: TokenWorld, filler: str, holder: str, amount: int) -> None:
    """LEV-END-04: no more is taken than is owed; holders take all of the collateral."""
    assert selling.token.repay_debt(amount, sender=filler) == 200_000 * USD
    assert selling.token.balance_sheet().state == CLOSED
    assert not selling.pool.pool_state().stops
    assert selling.redeem(holder, 100 * SHARE) == (10 * ETHER, 0)
    selling.break_oracle()
    selling.wait(86_400)
    with reverts("oracle: known to be dead"):
        selling.token.report_oracle(sender=filler)
    with reverts("fill: no sale"):
        selling.set_dollars(1_900)
        selling.deleverage(filler)


def test_in_a_dead_sale_the_debt_is_marked_anew(bull: TokenWorld, filler: str, keeper: str) -> None:
    """At most the offer last refused: a gift that the collateral now covers lifts it to the nominal."""
    bull.kill_oracle(keeper)
    bull.refuse(filler, 60, 3_600)
    collateral, debt, _ = bull.balance_sheet()
    worth = collateral * bull.token.balance_sheet().refused // 10**36
    assert bull.pool.loan_state(bull.address).carried == worth < debt
    bull.token.repay_debt(debt - worth // 2, sender=filler)
    own = bull.pool.loan_state(bull.address)
    assert own.carried == own.nominal == worth // 2
    assert bull.token.balance_sheet().state == DEAD_SALE


def test_refuses_before_and_after_a_sale(bull: TokenWorld, filler: str) -> None:
    """LEV-END-01: a gift of $40 would end an open market for good."""
    with reverts("gift: no sale"):
        bull.token.repay_debt(USD, sender=filler)
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=filler)
    with reverts("gift: no sale"):
        bull.token.repay_debt(USD, sender=filler)
    bull.wait(600)
    bull.set_dollars(1_900)
    bull.token.confirm_wind_down(sender=filler)
    bull.token.repay_debt(2**200, sender=filler)
    with reverts("gift: no sale"):
        bull.token.repay_debt(USD, sender=filler)


def test_a_gift_that_lifts_a_over_d_buys_no_time(selling: TokenWorld, filler: str) -> None:
    """LEV-END-02: clocks advance at fills alone."""
    before = tuple(selling.token.balance_sheet())[8:15]
    selling.token.repay_debt(15_000 * USD, sender=filler)
    assert tuple(selling.token.balance_sheet())[8:15] == before
