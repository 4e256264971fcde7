# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import CONFIRMED, IMPAIR, SHARE, State, TokenWorld

USD = 10**6
ETHER = 10**18


def test_lenders_count_95_percent_of_the_collateral(bull: TokenWorld, keeper: str) -> None:
    """A 190, D 200: 180.5 carried, no reserve to cover the rest."""
    bull.wind_down(1_900, keeper)
    before = bull.pool.totalAssets()
    bull.token.impair(sender=keeper)
    assert bull.state_event() == State(
        IMPAIR, keeper, 100 * ETHER, 200_000 * USD, 1_000 * SHARE, price=bull.price(1_900), state=CONFIRMED
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


def test_again_when_the_price_falls_on(bull: TokenWorld, keeper: str) -> None:
    """Downward only."""
    bull.wind_down(1_900, keeper)
    bull.token.impair(sender=keeper)
    bull.set_dollars(1_800)
    bull.token.impair(sender=keeper)
    assert bull.pool.loan_state(bull.address).carried == 171_000 * USD
    bull.set_dollars(1_900)
    with reverts("impair: above counted"):
        bull.token.impair(sender=keeper)


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


def test_refuses_after_the_oracles_death(bull: TokenWorld, keeper: str) -> None:
    """The falling price is no value."""
    bull.wind_down(1_900, keeper)
    bull.kill_oracle(keeper)
    with reverts("impair: not winding down"):
        bull.token.impair(sender=keeper)


def test_refuses_without_a_price(bull: TokenWorld, keeper: str) -> None:
    bull.wind_down(1_900, keeper)
    bull.break_oracle()
    with reverts(BARE):
        bull.token.impair(sender=keeper)
