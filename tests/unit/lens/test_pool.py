# SPDX-License-Identifier: Apache-2.0
"""A pool with its loans: rates, cover, and the falls to the first bad debt and to the lenders' first loss."""

import pytest
from boa.contracts.vyper.vyper_contract import VyperContract

from tests.support.contracts import deploy
from tests.support.market import DAY, WAD, Market, Terms, build_market
from tests.unit.lending_pool.world import ANSWER, BURN, REVERT, SHORT, World
from tests.unit.lens.conftest import PRICE, USD, first_mint

YEAR = 31_536_000


def interest_bearing(bull: Market) -> Market:
    """The bull on a pool of $400,000 whose rate is 10% at its use of 50%; a tenth goes to the reserve."""
    terms = Terms(base_rate=10**17, rate_at_kink=10**17, rate_at_full=10**17, deposit=400_000)
    market = build_market(bull.environment, bull.factory, bull.quote, bull.underlying, PRICE, terms=terms)
    first_mint(market)
    return market


def test_one_loan(lens: VyperContract, bull: Market) -> None:
    state = lens.pool(bull.pool.address, [bull.token.address])
    assert state.sheet == bull.pool.pool_state()
    assert state.loans == [lens.loan(bull.pool.address, bull.token.address)]
    assert (state.unpriced, state.largest_limit) == (0, 20_000_000 * USD)
    assert state.coverage == 15 * 10**17
    assert state.fall_to_bad_debt == state.fall_to_loss == WAD // 3


def test_rates(lens: VyperContract, bull: Market) -> None:
    market = interest_bearing(bull)
    state = lens.pool(market.pool.address, [market.token.address])
    assert state.borrow_rate == pytest.approx(10**17, rel=10**-9)
    assert state.supply_rate == pytest.approx(45 * 10**15, rel=10**-9)  # half lent, nine tenths kept


def test_reserve_comes_first(lens: VyperContract, bull: Market) -> None:
    market = interest_bearing(bull)
    market.environment.wait(YEAR // 2)
    state = lens.pool(market.pool.address, [market.token.address])
    debt, reserve = state.sheet.debt, state.sheet.reserve
    assert reserve > 1_000 * USD
    assert state.fall_to_bad_debt == pytest.approx((1 - debt / (300_000 * USD)) * WAD, rel=10**-9)
    assert state.fall_to_loss == pytest.approx((1 - (debt - reserve) / (300_000 * USD)) * WAD, rel=10**-6)


def test_falls_are_where_they_are_said_to_be(lens: VyperContract, bull: Market) -> None:
    market = interest_bearing(bull)
    market.environment.wait(30 * DAY)
    state = lens.pool(market.pool.address, [market.token.address])
    short, beyond = (
        lens.stress(market.token.address, -fall).bad_debt for fall in (state.fall_to_loss, state.fall_to_loss + 10**14)
    )
    assert short <= state.sheet.reserve < beyond
    assert lens.stress(market.token.address, -state.fall_to_bad_debt).bad_debt == 0
    assert lens.stress(market.token.address, -state.fall_to_bad_debt - 10**12).bad_debt > 0


def test_without_an_answer(lens: VyperContract, bull: Market, bear: Market, holder: str) -> None:
    """A stranger and a dead oracle are counted, and left out of every figure but the limit."""
    bull.oracle.set_answers(0, 0, 0)
    state = lens.pool(bull.pool.address, [holder, bull.token.address])
    assert state.unpriced == 2
    assert [loan.ok for loan in state.loans] == [False, False]
    assert [loan.token for loan in state.loans] == [holder, bull.token.address]
    assert (state.coverage, state.fall_to_loss, state.largest_limit) == (2**256 - 1, WAD, 20_000_000 * USD)


def test_already_short(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    state = lens.pool(bull.pool.address, [bull.token.address])
    assert (state.coverage, state.fall_to_bad_debt, state.fall_to_loss) == (9 * 10**17, 0, 0)


def test_no_loans(lens: VyperContract, bull: Market) -> None:
    state = lens.pool(bull.pool.address, [])
    assert (state.loans, state.largest_limit, state.fall_to_loss) == ([], 0, WAD)


def test_empty_pool(lens: VyperContract, bull: Market) -> None:
    market = build_market(bull.environment, bull.factory, bull.quote, bull.underlying, PRICE)
    owner = market.environment.owner
    market.pool.redeem(market.pool.balanceOf(owner), owner, owner, sender=owner)
    state = lens.pool(market.pool.address, [])
    assert (state.sheet.total_assets, state.supply_rate) == (0, 0)


@pytest.mark.parametrize("mode", [REVERT, SHORT, BURN])
def test_the_pools_last_rate_where_its_model_is_silent(
    lens: VyperContract, curator: str, guardian: str, mode: int
) -> None:
    rate = 10**17 // YEAR
    model = deploy("MockRateModel")
    world = World(curator, guardian, model=model)
    model.set(rate, ANSWER)
    world.wait(1)
    world.pool.accrue()
    model.set(2 * rate, ANSWER)
    assert lens.pool(world.pool.address, []).borrow_rate == 2 * rate * YEAR
    model.set(0, mode)
    assert lens.pool(world.pool.address, []).borrow_rate == rate * YEAR
