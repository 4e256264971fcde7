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

OUTSIDE_BAND, OVERDUE, BEGUN, AUCTION = 1, 2, 4, 8
MAXIMUM = 2**112 - 1


def read(lens: VyperContract, market: Market) -> Any:
    return lens.actions(market.token.address)


def act(market: Market, over: bool, volume: int, cost: int, filler: str) -> Any:
    """Fills as `filler`, who has plenty of both assets."""
    for held in (market.collateral, market.debt_asset):
        held.mint(filler, 10**24 if held is market.underlying else 10**13)
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
    assert (actions.reasons, actions.deleverage_open, actions.releverage_open, actions.out) == (0, False, False, 0)
    assert not (actions.start_wind_down or actions.confirm_wind_down or actions.cancel_wind_down)
    assert not (actions.report_oracle or actions.impair or actions.write_off)


def test_g1_buys_120(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(120)
    actions = read(lens, bull)
    assert (actions.reasons, actions.releverage_open) == (OUTSIDE_BAND, True)
    # 120 at no cost; the landing volume falls with the cost: (T*E - A)/(1 + 2c)
    assert actions.out == pytest.approx(120_000 * USD * WAD / (WAD + 2 * actions.allowed), abs=2)
    assert actions.price == bull.oracle_price(120)
    accepted_and_not_a_step_further(bull, actions, filler)
    assert lens.market(bull.token.address, 0).ratio == pytest.approx(3 * WAD, rel=10**-9)


def test_g2_sells_120(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(80)
    actions = read(lens, bull)
    assert (actions.reasons, actions.deleverage_open) == (OUTSIDE_BAND, True)
    # mean tolerance from 6 to 3: (lowest to 3.33, 0.1% to 1% at 4, to 3% at 6)/3, then m/(1 + 3m)
    mean = (1 / 3 * 0.001 + 2 / 3 * 0.0055 + 2 * 0.02) / 3
    assert actions.allowed == pytest.approx(mean / (1 + 3 * mean) * WAD, rel=10**-6)
    assert actions.moved == pytest.approx(120_000 * USD * WAD / (WAD - 3 * actions.allowed), abs=2)
    accepted_and_not_a_step_further(bull, actions, filler)


@pytest.mark.parametrize("side", ["bull", "bear"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # each example is undone
@given(price=st.integers(78, 118), late=st.sampled_from([0, 2 * DAY]))
def test_accepted_at_any_price(
    lens: VyperContract, bull: Market, bear: Market, side: str, price: int, late: int, filler: str
) -> None:
    market = bull if side == "bull" else bear
    market.set_price(price)
    wait(late)
    actions = read(lens, market)
    assert actions.reasons & BEGUN == 0
    if actions.out:
        accepted_and_not_a_step_further(market, actions, filler)
    else:
        for over in (True, False):
            with pytest.raises(boa.BoaError):
                act(market, over, MAXIMUM, -(10**15), filler)


def test_overdue_pays_more(lens: VyperContract, bull: Market) -> None:
    bull.set_price(103)
    assert read(lens, bull).reasons == 0
    boa.env.time_travel(seconds=bull.token.balance_sheet().last_on_target + DAY + 1_000 - boa.env.timestamp)
    actions = read(lens, bull)
    assert (actions.reasons, actions.releverage_open) == (OVERDUE, True)
    # 0.1% and 1e-6 a second; the landing ratio is 3
    mean = 0.001 + 1_000 * 1e-6
    assert actions.allowed == pytest.approx(mean / (1 + 3 * mean) * WAD, rel=10**-6)


def test_begun_stays_open(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(80)
    act(bull, True, read(lens, bull).out * 9 // 10, 0, filler)
    assert read(lens, bull).reasons == BEGUN


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


def test_wind_down_step_by_step(lens: VyperContract, bull: Market, filler: str) -> None:
    bull.set_price(60)
    assert read(lens, bull).start_wind_down
    bull.token.start_wind_down()
    started = read(lens, bull)
    assert not (started.start_wind_down or started.confirm_wind_down or started.cancel_wind_down)
    assert started.deleverage_open and started.allowed == 0
    wait(600)
    assert not read(lens, bull).confirm_wind_down  # the same round
    bull.set_price(60)
    assert read(lens, bull).confirm_wind_down
    bull.token.confirm_wind_down()
    confirmed = read(lens, bull)
    assert confirmed.reasons == AUCTION and confirmed.impair and not confirmed.write_off
    wait(1_800)
    auction = read(lens, bull)
    assert auction.allowed == 5 * 10**16
    bull.token.impair()
    assert not read(lens, bull).impair  # lenders count no more than that already
    accepted_and_not_a_step_further(bull, auction, filler)
    assert read(lens, bull).write_off
    bull.token.write_off()
    assert not read(lens, bull).write_off


def test_wind_down_cancelled(lens: VyperContract, bull: Market) -> None:
    bull.set_price(60)
    bull.token.start_wind_down()
    bull.set_price(PRICE)
    assert read(lens, bull).cancel_wind_down
    bull.token.confirm_wind_down()
    assert not read(lens, bull).cancel_wind_down


def test_auction_with_equity(lens: VyperContract, bull: Market, filler: str) -> None:
    """At R = 50 the auction may take half of the equity: 1% of the assets."""
    bull.set_price(68)
    bull.token.start_wind_down()
    wait(600)
    bull.set_price(68)
    bull.token.confirm_wind_down()
    wait(3_600)
    actions = read(lens, bull)
    assert actions.allowed == 4 * WAD // (2 * 204)
    accepted_and_not_a_step_further(bull, actions, filler)


def test_dead_oracle_step_by_step(lens: VyperContract, bull: Market, filler: str) -> None:
    good = bull.oracle_price(PRICE)
    bull.oracle.set_answers(0, 0, 0)
    assert read(lens, bull).report_oracle  # reports
    bull.token.report_oracle()
    assert not read(lens, bull).report_oracle
    bull.oracle.set_answers(0, 0, good)
    assert read(lens, bull).report_oracle  # clears
    bull.oracle.set_answers(0, 0, 0)
    wait(7 * DAY)
    assert read(lens, bull).report_oracle  # ends
    bull.token.report_oracle()
    wait(DAY)
    actions = read(lens, bull)
    assert not actions.report_oracle and not actions.impair
    assert actions.price == good * 110 * 2 // 300
    assert actions.allowed == 0
    accepted_and_not_a_step_further(bull, actions, filler)


def confirmed_wind_down(market: Market, price: int) -> None:
    market.set_price(price)
    market.token.start_wind_down()
    wait(600)
    market.set_price(price)
    market.token.confirm_wind_down()


def test_nothing_is_sold_or_written_off_without_a_price(lens: VyperContract, bull: Market) -> None:
    confirmed_wind_down(bull, 60)
    bull.oracle.set_answers(0, 0, 0)
    actions = read(lens, bull)
    assert actions.reasons == AUCTION
    assert not (actions.deleverage_open or actions.impair or actions.write_off)


def test_an_oracle_that_comes_back_impairs_nothing(lens: VyperContract, bull: Market) -> None:
    bull.oracle.set_answers(0, 0, 0)
    bull.token.report_oracle()
    wait(7 * DAY)
    bull.token.report_oracle()
    bull.set_price(60)
    assert not read(lens, bull).impair


def test_dust_is_no_reason_to_wind_down(lens: VyperContract, bull: Market, filler: str) -> None:
    """At next to no equity all but dust is sold; then the price falls further."""
    sheet = bull.token.balance_sheet()
    bull.oracle.set_price(-(-sheet.debt * 10**36 // sheet.collateral))
    act(bull, True, sheet.collateral - WAD // 200, 0, filler)
    bull.set_price(60)
    assert 0 < bull.token.balance_sheet().debt < USD
    assert not read(lens, bull).start_wind_down


@pytest.fixture
def coarse(bull: Market) -> Market:
    """A 5x bull that allows 5%, on a coin of 8 decimals for a dollar of 18: what is paid moves in large steps."""
    dollar, coin = asset(bull.environment, 18), asset(bull.environment, 8)
    terms = Terms(exposure=5, tolerance=replace(TOLERANCE, emergency=5 * 10**16, under=5 * 10**16))
    market = build_market(bull.environment, bull.factory, dollar, coin, PRICE, terms=terms)
    first_mint(market, 200 * WAD)
    return market


def test_a_cost_that_takes_many_rounds_to_find(lens: VyperContract, coarse: Market, filler: str) -> None:
    """What the token takes is called open. Here each round of the search halves the distance, no more."""
    coarse.set_price(151)
    with boa.env.anchor():
        act(coarse, False, MAXIMUM, 29 * 10**15, filler)
    assert read(lens, coarse).releverage_open
