# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.leveraged_token.world import (
    ALL,
    CONFIRMED,
    DEAD_ORACLE,
    SHARE,
    WAD,
    WRITE_OFF,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18
DAY = 86_400


@pytest.fixture
def sold(bull: TokenWorld, filler: str) -> TokenWorld:
    """All of the collateral sold for half of $1,900 apiece: $105,000 of debt left."""
    bull.wind_down(1_900, filler)
    bull.wait(DAY)
    bull.deleverage(filler, cost=WAD // 2)
    assert bull.balance_sheet()[:2] == (0, 105_000 * USD)
    return bull


def test_the_rest_is_the_lenders_loss(sold: TokenWorld, keeper: str) -> None:
    before = sold.pool.totalAssets()
    sold.token.write_off(sender=keeper)
    assert sold.state_event() == State(
        WRITE_OFF, keeper, 0, 0, 1_000 * SHARE, debt_moved=105_000 * USD, state=CONFIRMED
    )
    assert before - sold.pool.totalAssets() == 105_000 * USD
    own = sold.pool.loan_state(sold.address)
    assert (own.debt, own.limit, own.winding) == (0, 0, False)
    assert sold.balance_sheet() == (0, 0, 1_000 * SHARE)


def test_reserve_first(curator: str, guardian: str, holder: str, keeper: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(rates=(10**17, 9 * 10**17, 10**17, 10**17)))
    world.mint(holder, 1_000 * SHARE)
    world.wait(31_536_000)
    world.wind_down(1_900, keeper)
    world.wait(DAY)
    world.deleverage(holder, cost=WAD // 2)
    before, reserve, lost = world.pool.totalAssets(), world.pool.pool_state().reserve, world.balance_sheet()[1]
    assert reserve > 1_000 * USD
    world.token.write_off(sender=keeper)
    assert before - world.pool.totalAssets() == lost - reserve


def test_after_an_impairment_only_what_was_carried(sold: TokenWorld, keeper: str) -> None:
    """Collateral is gone: the impairment books it all, the write-off nothing more."""
    sold.token.impair(sender=keeper)
    before = sold.pool.totalAssets()
    sold.token.write_off(sender=keeper)
    assert sold.pool.totalAssets() == before


def _leave(world: TokenWorld, filler: str, left: int) -> None:
    world.wind_down(1_900, filler)
    world.wait(DAY)
    world.deleverage(filler, 100 * ETHER - left, cost=WAD // 2)
    assert world.balance_sheet()[0] == left


def test_collateral_below_a_dollar_is_dust(bull: TokenWorld, filler: str, keeper: str) -> None:
    """Worth rounded up: $0.999999 goes, a fraction of a unit more stays."""
    _leave(bull, filler, 999_999 * ETHER // (1_900 * USD))
    bull.token.write_off(sender=keeper)
    assert bull.balance_sheet()[1] == 0


def test_refuses_while_collateral_is_worth_a_dollar(bull: TokenWorld, filler: str, keeper: str) -> None:
    _leave(bull, filler, 999_999 * ETHER // (1_900 * USD) + 1)
    with reverts("write-off: collateral left"):
        bull.token.write_off(sender=keeper)
    bull.set_dollars(1_899)
    bull.token.write_off(sender=keeper)


def test_bear_dust_is_counted_in_quote(bear: TokenWorld, filler: str, keeper: str) -> None:
    bear.wind_down(3_000, filler)
    bear.wait(DAY)
    bear.deleverage(filler, 400_000 * USD - USD, cost=WAD // 2)
    with reverts("write-off: collateral left"):
        bear.token.write_off(sender=keeper)
    bear.deleverage(filler, 2, cost=WAD // 2)
    bear.token.write_off(sender=keeper)
    assert bear.balance_sheet()[1] == 0


def test_after_the_oracles_death_at_the_last_good_price(bull: TokenWorld, filler: str, keeper: str) -> None:
    """Else the fall of the auction's price would make good collateral dust."""
    bull.kill_oracle(keeper)
    bull.wait(3 * DAY - 60)
    bull.deleverage(filler, 100 * ETHER - 999_999 * ETHER // (3_000 * USD) - 1)
    with reverts("write-off: collateral left"):
        bull.token.write_off(sender=keeper)
    bull.deleverage(filler, 10**12)
    bull.token.write_off(sender=keeper)
    assert (bull.token.balance_sheet().state, bull.balance_sheet()[1]) == (CONFIRMED | DEAD_ORACLE, 0)


def test_never_strands_the_lenders_behind_a_dead_oracle(bull: TokenWorld, filler: str, keeper: str) -> None:
    bull.kill_oracle(keeper)
    bull.wait(3 * DAY)
    bull.deleverage(filler, ALL)
    bull.token.write_off(sender=keeper)
    assert bull.pool.pool_state().debt == 0


def test_refuses_outside_a_confirmed_wind_down(bull: TokenWorld, keeper: str) -> None:
    with reverts("write-off: not winding down"):
        bull.token.write_off(sender=keeper)
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=keeper)
    with reverts("write-off: not winding down"):
        bull.token.write_off(sender=keeper)


def test_refuses_a_second_time(sold: TokenWorld, keeper: str) -> None:
    sold.token.write_off(sender=keeper)
    with reverts("borrower: not winding down"):
        sold.token.write_off(sender=keeper)
