# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import IMPAIR, SALE, SHARE, State, TokenWorld

USD = 10**6
ETHER = 10**18


def test_lenders_count_95_percent_of_the_collateral(bull: TokenWorld, keeper: str) -> None:
    """A 190, D 200: 180.5 carried, no reserve to cover the rest."""
    before = bull.pool.totalAssets()
    bull.wind_down(1_900, keeper)
    bull.token.impair(sender=keeper)
    assert bull.state_event() == State(
        IMPAIR, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=bull.price(1_900), state=SALE
    )
    own = bull.pool.loan_state(bull.address)
    assert (own.nominal, own.carried) == (200_000 * USD, 180_500 * USD)
    assert before - bull.pool.totalAssets() == 19_500 * USD
    assert bull.balance_sheet()[1] == 200_000 * USD


def test_the_carried_value_is_rounded_down(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    bull.oracle.set_price(bull.price(1_900) + 10**16 + 1)  # 1.0...1 units more for the whole
    bull.token.impair(sender=keeper)
    assert bull.pool.loan_state(bull.address).carried == (190_000 * USD + 1) * 95 // 100


def test_it_marks_both_ways(bull: TokenWorld, filler: str, keeper: str) -> None:
    """Down with the price, up again with it: at most the offer last refused, and at most what is owed."""
    bull.wind_down(1_900, keeper)
    carried = []
    for dollars in (1_800, 1_900, 1_990, 4_000):
        bull.set_dollars(dollars)
        bull.token.impair(sender=keeper)
        carried.append(bull.pool.loan_state(bull.address).carried)
    # 95% of A, and from 2,000 on 100 ether at the $1,900 that were refused at the confirmation
    assert carried == [171_000 * USD, 180_500 * USD, 199_000 * USD * 95 // 100, 190_000 * USD]
    bull.wait(600)
    bull.deleverage(filler, 1)  # refused at $4,000 less a step of the floor
    bull.token.impair(sender=keeper)
    own = bull.pool.loan_state(bull.address)
    assert own.carried == own.nominal


def test_at_most_the_offer_last_refused(bull: TokenWorld, filler: str, keeper: str) -> None:
    """LEV-END-02: six offers refused, the last at 5% and a little: less than 95% of A counts."""
    bull.wind_down(1_900, keeper)
    bull.refuse(filler, 6)
    bull.token.impair(sender=keeper)
    sheet = bull.token.balance_sheet()
    assert sheet.refused < bull.price(1_900) * 95 // 100
    assert bull.pool.loan_state(bull.address).carried == sheet.collateral * sheet.refused // 10**36


def test_redeemers_still_owe_the_nominal_claim(bull: TokenWorld, holder: str, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    bull.token.impair(sender=keeper)
    assert bull.redeem(holder, 100 * SHARE) == (10 * ETHER, 20_000 * USD)


def test_recoveries_above_the_carried_value_are_the_lenders(bull: TokenWorld, filler: str, keeper: str) -> None:
    """The price comes back, all is sold at it: the loss is undone."""
    before = bull.pool.totalAssets()
    bull.wind_down(1_900, keeper)
    bull.token.impair(sender=keeper)
    bull.set_dollars(2_100)
    bull.deleverage(filler)
    assert bull.balance_sheet()[1] == 0
    assert bull.pool.totalAssets() == before


@pytest.mark.parametrize("dollars", [2_000, 2_040])
def test_refuses_without_a_loss(bull: TokenWorld, keeper: str, dollars: int) -> None:
    bull.wind_down(dollars, keeper)
    with reverts("impair: no loss"):
        bull.token.impair(sender=keeper)


def test_refuses_before_confirmation(bull: TokenWorld, keeper: str) -> None:
    with reverts("impair: not winding down"):
        bull.token.impair(sender=keeper)
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    with reverts("impair: not winding down"):
        bull.token.impair(sender=keeper)


def test_a_dead_sale_is_booked_from_its_start(bull: TokenWorld, filler: str, keeper: str) -> None:
    """POOL-LOSS-01, LEV-END-04: at the nominal while twice the last price covers it, then at the offer last refused."""
    bull.kill_oracle(keeper)
    own = bull.pool.loan_state(bull.address)
    assert (own.nominal, own.carried) == (200_000 * USD, 200_000 * USD)
    bull.refuse(filler, 60, 3_600)
    own, sheet = bull.pool.loan_state(bull.address), bull.token.balance_sheet()
    assert own.carried == sheet.collateral * sheet.refused // 10**36 < own.nominal
    bull.token.impair(sender=keeper)
    assert bull.pool.loan_state(bull.address).carried == own.carried


def test_refuses_when_closed(bull: TokenWorld, filler: str, keeper: str) -> None:
    bull.wind_down(2_040, keeper)
    bull.deleverage(filler)
    with reverts("impair: not winding down"):
        bull.token.impair(sender=keeper)


def test_refuses_without_a_price(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    bull.break_oracle()
    with reverts(BARE):
        bull.token.impair(sender=keeper)
