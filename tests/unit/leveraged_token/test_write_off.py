# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import (
    ALL,
    CLOSED,
    SHARE,
    WAD,
    WRITE_OFF,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18


@pytest.fixture
def sold(bull: TokenWorld, filler: str) -> TokenWorld:
    """All of the collateral but a few units sold for 95% of $1,900 apiece: $19,500 of debt left."""
    bull.wind_down(1_900, filler)
    bull.refuse(filler, 3)
    bull.deleverage(filler, cost=WAD // 20)
    collateral, debt, _ = bull.balance_sheet()
    assert collateral == 0 and debt == pytest.approx(19_500 * USD, abs=10)
    return bull


def test_the_rest_is_the_lenders_loss(sold: TokenWorld, keeper: str) -> None:
    lost = sold.balance_sheet()[1]
    sold.token.write_off(sender=keeper)
    assert sold.state_event() == State(WRITE_OFF, keeper, 0, 0, 1_000 * SHARE, debt_moved=lost, state=CLOSED)
    own = sold.pool.loan_state(sold.address)
    assert (own.debt, own.limit, own.winding) == (0, 0, False)
    assert sold.balance_sheet() == (0, 0, 1_000 * SHARE)


def test_reserve_first(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(rates=(10**17, 9 * 10**17, 10**17, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(31_536_000)
    before, reserve = world.pool.totalAssets(), world.pool.pool_state().reserve
    assert reserve > 1_000 * USD
    world.wind_down(1_900, keeper)
    world.refuse(holder, 3)
    world.deleverage(holder, cost=WAD // 20)
    lost = world.balance_sheet()[1]
    world.token.write_off(sender=keeper)
    assert world.pool.pool_state().reserve <= 10  # of what the last units earned
    assert before - world.pool.totalAssets() == pytest.approx(lost - reserve, rel=1e-3)  # some minutes of interest


def test_after_an_impairment_only_what_was_carried(sold: TokenWorld, keeper: str) -> None:
    """Collateral is gone: the impairment books it all, the write-off nothing more."""
    sold.token.impair(sender=keeper)
    before = sold.pool.totalAssets()
    sold.token.write_off(sender=keeper)
    assert sold.pool.totalAssets() == before


@pytest.mark.parametrize("left", [1, ETHER // 10**6, ETHER])
def test_refuses_while_any_collateral_is_left(bull: TokenWorld, filler: str, keeper: str, left: int) -> None:
    """LEV-END-04: under a dollar, who cares buys the dust; it was 1.19 BTC in a market that stated no dollar."""
    bull.wind_down(1_900, filler)
    bull.refuse(filler, 3)
    bull.deleverage(filler, bull.balance_sheet()[0] - left, cost=WAD // 20)
    with reverts("write-off: collateral left"):
        bull.token.write_off(sender=keeper)
    bull.deleverage(filler, cost=0)
    bull.token.write_off(sender=keeper)
    assert (bull.token.balance_sheet().state, bull.balance_sheet()[:2]) == (CLOSED, (0, 0))


def test_never_strands_the_lenders_behind_a_dead_oracle(bull: TokenWorld, filler: str, keeper: str) -> None:
    """LEV-END-04: 72 offers an hour apart, then half of the last one each hour, then one unit for the rest."""
    bull.kill_oracle(keeper)
    bull.refuse(filler, 80, 3_600)
    bull.deleverage(filler, ALL)
    bull.token.write_off(sender=keeper)
    assert (bull.pool.pool_state().debt, bull.pool.pool_state().nominal) == (0, 0)


def test_refuses_before_a_sale(bull: TokenWorld, keeper: str) -> None:
    with reverts("write-off: not winding down"):
        bull.token.write_off(sender=keeper)
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    with reverts("write-off: not winding down"):
        bull.token.write_off(sender=keeper)


def test_refuses_a_second_time(sold: TokenWorld, keeper: str) -> None:
    sold.token.write_off(sender=keeper)
    with reverts("write-off: not winding down"):
        sold.token.write_off(sender=keeper)
