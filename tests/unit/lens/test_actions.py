# SPDX-License-Identifier: Apache-2.0
"""What is called open is accepted by the token, at the size and the cost that are named, and not a step further."""

from dataclasses import replace
from typing import Any

import boa
import pytest
from boa.contracts.vyper.vyper_contract import VyperContract
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steelyard.model.presets.leverage import TOLERANCE
from tests.support.engine import wait
from tests.support.market import DAY, WAD, Market, Terms, asset, build_market
from tests.support.reverts import reverts
from tests.unit.lens.conftest import PRICE, USD, first_mint

OPEN, STARTED, SALE, DEAD_SALE, CLOSED = range(5)
MAXIMUM = 2**112 - 1


def read(lens: VyperContract, market: Market) -> Any:
    return lens.actions(market.token.address)


def act(market: Market, over: bool, volume: int, cost: int, filler: str) -> Any:
    """Fills as `filler`, who has plenty of both assets."""
    for held in (market.collateral, market.debt_asset):
        held.mint(filler, 10**24)
        held.approve(market.token.address, 2**256 - 1, sender=filler)
    fill = market.token.deleverage if over else market.token.releverage
    return fill(volume, cost, filler, b"", sender=filler)


def accepted_and_not_a_step_further(market: Market, actions: Any, filler: str) -> None:
    over = actions.deleverage_open
    assert over != actions.releverage_open
    with boa.env.anchor(), reverts("cost: above tolerance"):
        act(market, over, MAXIMUM, actions.allowed + 10**8, filler)
    assert act(market, over, MAXIMUM, actions.allowed, filler) == (actions.out, actions.payment)


def test_nothing_on_target(lens: VyperContract, bull: Market) -> None:
    actions = read(lens, bull)
    assert actions.ok
    assert (actions.state, actions.deleverage_open, actions.releverage_open, actions.out) == (OPEN, False, False, 0)
    assert not (actions.start_wind_down or actions.confirm_wind_down or actions.cancel_wind_down)
    assert not (actions.report_oracle or actions.impair or actions.write_off)


def test_g1_buys_120(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(120)
    actions = read(lens, bull)
    assert actions.releverage_open
    # 120 at no cost; the landing volume falls with the cost: (T*E - A)/(1 + 2c)
    assert actions.out == pytest.approx(120_000 * USD * WAD / (WAD + 2 * actions.allowed), abs=2)
    assert actions.price == bull.oracle_price(120)
    accepted_and_not_a_step_further(bull, actions, filler)
    assert lens.market(bull.token.address, 0).ratio == pytest.approx(3 * WAD, rel=10**-9)


def test_g2_sells_120(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(80)
    actions = read(lens, bull)
    assert actions.deleverage_open
    # mean tolerance from 6 to 3: (0.02% to 3.33, to 1% at 4, to 3% at 6)/3, then m/(1 + 3m)
    mean = (1 / 3 * 0.0002 + 2 / 3 * 0.0051 + 2 * 0.02) / 3
    assert actions.allowed == pytest.approx(mean / (1 + 3 * mean) * WAD, rel=10**-6)
    assert actions.moved == pytest.approx(120_000 * USD * WAD / (WAD - 3 * actions.allowed), abs=2)
    accepted_and_not_a_step_further(bull, actions, filler)


@pytest.mark.parametrize("side", ["bull", "bear"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example is undone
@given(price=st.integers(60, 118))
def test_accepted_at_any_price(
    lens: VyperContract, bull: Market, bear: Market, side: str, price: int, filler: str
) -> None:
    market = bull if side == "bull" else bear
    market.set_price(price)
    actions = read(lens, market)
    if actions.out:
        accepted_and_not_a_step_further(market, actions, filler)
    else:
        for over in (True, False):
            with pytest.raises(boa.BoaError):
                act(market, over, MAXIMUM, -(10**15), filler)


def test_lands_between_target_and_edge(lens: VyperContract, bull: Market, filler: str) -> None:
    """65% of the way to the edge of 3.33, and of 2.7."""
    environment, terms = bull.environment, replace(bull.terms, landing=65 * WAD // 100)
    market = build_market(environment, bull.factory, bull.quote, bull.underlying, PRICE, terms=terms)
    first_mint(market)
    for price, landing in ((80, 3 + 0.65 / 3), (110, 3 - 0.65 * 0.3)):
        market.set_price(price)
        actions = read(lens, market)
        accepted_and_not_a_step_further(market, actions, filler)
        assert lens.market(market.token.address, 0).ratio == pytest.approx(landing * WAD, rel=10**-8)
        assert read(lens, market).out == 0


def test_what_the_pool_lends(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.environment.send(bull.governance, "guard_limit", bull.token.address, 250_000 * USD)
    bull.set_price(120)
    actions = read(lens, bull)
    assert actions.out == 50_000 * USD
    accepted_and_not_a_step_further(bull, actions, filler)


def test_strict_price_missing(lens: VyperContract, bull: Market, filler: str) -> None:
    """A crash: selling goes on at the rescue price, buying does not."""
    bull.oracle.set_answers(0, 0, bull.oracle_price(80))
    sale = read(lens, bull)
    assert sale.deleverage_open and sale.price == bull.oracle_price(80)
    bull.oracle.set_answers(0, 0, bull.oracle_price(120))
    assert not read(lens, bull).releverage_open


def test_fees_owed(lens: VyperContract, bull: Market) -> None:
    assert read(lens, bull).fees_owed == bull.token.balance_sheet().fees_owed == 0


def test_without_equity_nothing_is_open_before_a_sale(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    actions = read(lens, bull)
    assert (actions.state, actions.out, actions.start_wind_down) == (OPEN, 0, True)


def refuse(market: Market, filler: str, times: int, gap: int = 600) -> None:
    """Fills of one unit: the offer gets better."""
    for _ in range(times):
        wait(gap)
        act(market, True, 1, 0, filler)


def test_wind_down_step_by_step(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(60)
    assert read(lens, bull).start_wind_down
    bull.token.start_wind_down()
    started = read(lens, bull)
    assert not (started.start_wind_down or started.confirm_wind_down or started.cancel_wind_down)
    assert (started.state, started.deleverage_open) == (STARTED, False)
    wait(600)
    assert not read(lens, bull).confirm_wind_down  # the same round
    bull.set_price(60)
    assert read(lens, bull).confirm_wind_down
    bull.token.confirm_wind_down()
    confirmed = read(lens, bull)
    assert confirmed.state == SALE and not confirmed.write_off
    assert not confirmed.impair  # the confirmation booked it
    refuse(bull, filler, 3)
    wait(600)
    sale = read(lens, bull)
    assert sale.allowed == 5 * 10**16 + 45 * 10**16 * 600 // (DAY - 1_800)
    assert sale.impair  # less was refused
    bull.token.impair()
    assert not read(lens, bull).impair
    bull.set_price(59)
    assert read(lens, bull).impair
    accepted_and_not_a_step_further(bull, read(lens, bull), filler)
    assert read(lens, bull).write_off
    bull.token.write_off()
    closed = read(lens, bull)
    assert (closed.state, closed.out) == (CLOSED, 0)
    assert not (closed.write_off or closed.impair or closed.report_oracle or closed.start_wind_down)


def test_wind_down_cancelled(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    bull.token.start_wind_down()
    bull.set_price(PRICE)
    assert read(lens, bull).cancel_wind_down
    bull.token.confirm_wind_down()
    assert not read(lens, bull).cancel_wind_down


def test_sale_with_equity(lens: VyperContract, bull: Market, filler: str) -> None:
    """At R = 51 the sale may take half of the equity: 1% of the assets."""
    confirmed_wind_down(bull, 68)
    refuse(bull, filler, 5)
    actions = read(lens, bull)
    assert actions.allowed == 4 * WAD // (2 * 204)
    assert not actions.impair  # lenders miss nothing
    accepted_and_not_a_step_further(bull, actions, filler)
    assert read(lens, bull).state == CLOSED


def test_dead_oracle_step_by_step(lens: VyperContract, bull: Market, filler: str) -> None:
    good = bull.oracle_price(PRICE)
    bull.oracle.set_answers(0, 0, 0)
    wait(1)
    assert read(lens, bull).report_oracle  # reports
    bull.token.report_oracle()
    assert not read(lens, bull).report_oracle
    bull.oracle.set_answers(0, 0, good)
    assert read(lens, bull).report_oracle  # clears
    bull.oracle.set_answers(0, 0, 0)
    wait(2 * 3_600 - 1)
    assert not read(lens, bull).report_oracle
    wait(1)
    assert read(lens, bull).report_oracle  # starts
    bull.token.report_oracle()
    assert (read(lens, bull).state, read(lens, bull).report_oracle) == (STARTED, False)
    wait(7 * DAY - 2 * 3_600)
    assert read(lens, bull).report_oracle  # ends
    bull.oracle.set_alive_at(boa.env.timestamp - 60)
    assert read(lens, bull).report_oracle  # a report anew
    bull.oracle.set_alive_at(0)
    bull.token.report_oracle()
    refuse(bull, filler, 40, 3_600)
    wait(3_600)
    actions = read(lens, bull)
    assert (actions.state, actions.report_oracle) == (DEAD_SALE, False)
    assert actions.price == 2 * good * 31 // 72
    assert actions.allowed == 0
    accepted_and_not_a_step_further(bull, actions, filler)


def confirmed_wind_down(market: Market, price: int) -> None:
    market.set_price(price)
    market.token.start_wind_down()
    wait(600)
    market.set_price(price)
    market.token.confirm_wind_down()


def dead_oracle(market: Market) -> None:
    """Breaks the oracle; a report starts the end in two hours and ends it in seven days."""
    market.oracle.set_answers(0, 0, 0)
    wait(1)
    market.token.report_oracle()
    wait(2 * 3_600)
    market.token.report_oracle()
    wait(7 * DAY)
    market.token.report_oracle()


def test_nothing_is_sold_or_written_off_without_a_price(lens: VyperContract, bull: Market) -> None:
    confirmed_wind_down(bull, 60)
    bull.oracle.set_answers(0, 0, 0)
    actions = read(lens, bull)
    assert actions.state == SALE
    assert not (actions.deleverage_open or actions.impair or actions.write_off)


def test_an_oracle_that_comes_back_changes_nothing(lens: VyperContract, bull: Market) -> None:
    dead_oracle(bull)
    before = read(lens, bull)
    bull.set_price(60)
    assert read(lens, bull) == before


def test_a_start_by_report_is_shown_to_whoever_can_see(lens: VyperContract, bull: Market) -> None:
    bull.oracle.set_answers(0, 0, 0)
    wait(1)
    bull.token.report_oracle()
    wait(2 * 3_600)
    bull.token.report_oracle()
    bull.set_price(60)
    seen = read(lens, bull)
    assert seen.start_wind_down and not seen.confirm_wind_down
    bull.token.start_wind_down()
    assert not read(lens, bull).start_wind_down


def test_dust_is_no_reason_to_wind_down(lens: VyperContract, bull: Market, filler: str) -> None:
    """All but the seed is redeemed, and sold as the price falls."""
    owner = bull.environment.owner
    bull.debt_asset.mint(owner, 10**13)
    bull.debt_asset.approve(bull.token.address, 2**256 - 1, sender=owner)
    bull.token.redeem(bull.token.balanceOf(owner), owner, owner, b"", sender=owner)
    price = PRICE
    while bull.token.balance_sheet().debt >= USD:
        price = price * 8 // 10
        bull.set_price(price)
        act(bull, True, MAXIMUM, 0, filler)
    bull.set_price(1)
    assert 0 < bull.token.balance_sheet().debt < USD
    assert not read(lens, bull).start_wind_down


@pytest.fixture
def coarse(bull: Market) -> Market:
    """A 5x bull that allows 5%, on a coin of 8 decimals for a dollar of 18: what is paid moves in large steps."""
    dollar, coin = asset(bull.environment, 18), asset(bull.environment, 8)
    terms = Terms(exposure=5, landing=0, tolerance=replace(TOLERANCE, emergency=5 * 10**16))
    market = build_market(bull.environment, bull.factory, dollar, coin, PRICE, terms=terms)
    first_mint(market, 200 * WAD)
    return market


@pytest.mark.parametrize("price", [83, 85, 88, 92])
def test_a_cost_that_takes_many_rounds_to_find(lens: VyperContract, coarse: Market, filler: str, price: int) -> None:
    """What the token takes is called open, though the cost allowed moves with the landing."""
    coarse.set_price(price)
    with boa.env.anchor():
        act(coarse, True, MAXIMUM, 10**15, filler)
    actions = read(lens, coarse)
    assert actions.deleverage_open and actions.allowed > 10**15
    act(coarse, True, MAXIMUM, actions.allowed, filler)
