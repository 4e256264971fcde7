# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from dataclasses import replace

import boa
import pytest

from steelyard.model.presets.leverage import TOLERANCE
from tests.support.contracts import deploy, deploy_token
from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    ALL,
    CONFIRMED,
    DELEVERAGE,
    NOBODY,
    REBALANCING,
    SHARE,
    STARTED,
    WAD,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18
DAY = 86_400


def test_g2_after_a_fall_of_20_percent(bull: TokenWorld, filler: str) -> None:
    """E 40, R 6; sells 120 and repays: A 120, D 80, R 3."""
    bull.set_dollars(2_400)
    assert bull.equity(2_400) == 40_000 * USD
    before = bull.collateral.balanceOf(filler), bull.debt_asset.balanceOf(filler)
    assert bull.deleverage(filler) == (50 * ETHER, 120_000 * USD)
    assert bull.balance_sheet() == (50 * ETHER, 80_000 * USD, 1_000 * SHARE)
    assert bull.collateral.balanceOf(filler) - before[0] == 50 * ETHER
    assert before[1] - bull.debt_asset.balanceOf(filler) == 120_000 * USD


def test_bear_after_a_rise_of_10_percent(bear: TokenWorld, filler: str) -> None:
    """A 400, D 330, E 70: lands on A 280, D 210; the price divides nothing, so to a unit of each."""
    bear.set_dollars(2_200)
    out, paid = bear.deleverage(filler)
    assert out == pytest.approx(120_000 * USD, abs=1)
    assert paid == pytest.approx(120_000 * ETHER // 2_200, rel=1e-10)
    assert bear.token.balance_sheet().state == 0


def test_event(bull: TokenWorld, filler: str) -> None:
    """Of the filler's maximum; the rebalance it begins stays open."""
    bull.set_dollars(2_400)
    bull.deleverage(filler, 10 * ETHER, cost=10**15)
    assert bull.state_event() == State(
        DELEVERAGE,
        filler,
        90 * ETHER,
        200_000 * USD - 23_976 * USD,
        1_000 * SHARE,
        collateral_moved=10 * ETHER,
        debt_moved=23_976 * USD,
        price=bull.price(2_400),
        state=REBALANCING,
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.last_price, sheet.rebalance_cost) == (bull.price(2_400), 24 * USD)


def test_volume_is_rounded_down_and_payment_up(bull: TokenWorld, filler: str) -> None:
    """A thousandth of ether less a unit is worth a fraction less than $2.4, and costs all of it."""
    bull.set_dollars(2_400)
    assert bull.deleverage(filler, ETHER // 1_000 - 1) == (ETHER // 1_000 - 1, 2_400_000)
    assert bull.deleverage(filler, ETHER // 1_000, cost=10**15) == (ETHER // 1_000, 2_397_600)
    assert bull.deleverage(filler, ETHER // 1_000 + 1) == (ETHER // 1_000 + 1, 2_400_001)


def test_a_discount_lands_on_the_target_too(bull: TokenWorld, filler: str) -> None:
    """V = (A - T*E)/(1 - T*c): 120,000 / 0.97 at 1%."""
    bull.set_dollars(2_400)
    out, paid = bull.deleverage(filler, cost=10**16)
    assert out == 120_000 * USD * 100 // 97 * ETHER // (2_400 * USD)
    assert paid == -(-(120_000 * USD * 100 // 97) * 99 // 100)
    collateral, debt, _ = bull.balance_sheet()
    assert 0 <= collateral * 2_400 // 10**12 - 3 * bull.equity(2_400) <= 6
    assert debt == 200_000 * USD - paid
    assert bull.token.balance_sheet().rebalance_cost == 120_000 * USD * 100 // 97 // 100


def test_a_filler_may_pay_for_the_fill(bull: TokenWorld, filler: str) -> None:
    """At -1%: V = 120,000/1.03, and the holders gain."""
    bull.set_dollars(2_400)
    out, paid = bull.deleverage(filler, cost=-(10**16))
    assert out == 120_000 * USD * 100 // 103 * ETHER // (2_400 * USD)
    assert paid == pytest.approx(120_000 * USD * 101 / 103, abs=1)
    assert bull.token.balance_sheet().rebalance_cost == pytest.approx(-120_000 * USD / 103, abs=1)


# ------------------------------------------------------------------ what it may cost


# R 6 to 3 over the ramps of the rule: 0.1% * 3 + 0.9% * (4 - 10/3)/2 + 0.9% * 2 + 2% * 2/2
AREA_FROM_6 = 0.044


def test_the_cost_allowed_is_the_area_under_the_rule(bull: TokenWorld, filler: str) -> None:
    """c = area/(run + landing*area), landing on 3."""
    bull.set_dollars(2_400)
    allowed = AREA_FROM_6 / (3 + 3 * AREA_FROM_6)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=int(allowed * (1 + 1e-6) * WAD))
    bull.deleverage(filler, cost=int(allowed * (1 - 1e-6) * WAD))


def test_attack_splitting_a_fill_gains_nothing(bull: TokenWorld, filler: str) -> None:
    """LEV-REB-01: ten fills at what each may cost take less than one that may cost it all."""
    bull.set_dollars(2_400)
    once = AREA_FROM_6 / (3 + 3 * AREA_FROM_6) * 120_000 / (1 - 3 * AREA_FROM_6 / (3 + 3 * AREA_FROM_6))
    for step in range(10):
        _fill_dearest(bull, filler, 6.0 - 0.3 * step, 5.7 - 0.3 * step)
    assert 0.9 * once < bull.token.balance_sheet().rebalance_cost / USD < once


def _fill_dearest(world: TokenWorld, filler: str, ratio: float, landing: float) -> None:
    """Fills from a ratio to another at the highest cost that is accepted, to a ten-thousandth of it."""
    collateral, debt, _ = world.balance_sheet()
    assets = collateral * 2_400 / 10**12
    equity = assets - debt
    area = _area(ratio) - _area(landing)
    cost = area / (ratio - landing + landing * area) * (1 - 1e-4)
    volume = (assets - landing * equity) / (1 - landing * cost)
    world.deleverage(filler, int(volume / 2_400 * 10**12), cost=int(cost * WAD))


def _area(ratio: float) -> float:
    """The rule of a 3x bull integrated from 0, below R = 6."""
    ramp = min(max(ratio - 10 / 3, 0.0), 2 / 3)
    beyond = max(ratio - 4, 0.0)
    return 0.001 * ratio + 0.009 * ramp**2 / (4 / 3) + 0.009 * beyond + 0.02 * beyond**2 / 4


def test_the_band_is_the_limit(bull: TokenWorld, filler: str) -> None:
    """R = 10/3 at $2,857.14; inside nothing is due."""
    bull.set_dollars(2_858)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)
    bull.set_dollars(2_857)
    bull.deleverage(filler)


def test_due_after_the_interval_at_a_growing_cost(bull: TokenWorld, filler: str) -> None:
    """At R = 3.157 after a day: 0.1% and 0.0001% a second, at most 0.5%, over 1 + 3 * itself."""
    bull.set_dollars(2_950)
    bull.wait(DAY)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)
    bull.wait(1)
    assert _max_allowed(bull, filler) == pytest.approx(0.001001 / (1 + 3 * 0.001001), rel=1e-5)
    bull.wait(999)
    assert _max_allowed(bull, filler) == pytest.approx(0.002 / (1 + 3 * 0.002), rel=1e-5)
    bull.wait(10**6)
    assert _max_allowed(bull, filler) == pytest.approx(0.005 / (1 + 3 * 0.005), rel=1e-5)
    bull.deleverage(filler)
    assert bull.token.balance_sheet().last_on_target == now()


def _max_allowed(world: TokenWorld, filler: str) -> float:
    """By bisection, to a part in a million."""
    low, high = 0, 10**16
    while high - low > 10**9:
        middle = (low + high) // 2
        with boa.env.anchor():
            try:
                world.deleverage(filler, cost=middle)
                low = middle
            except boa.BoaError:
                high = middle
    return low / WAD


def test_a_negative_minimum_makes_the_filler_pay(curator: str, guardian: str, holder: str, filler: str) -> None:
    terms = TokenTerms(tolerance=replace(TOLERANCE, minimum=-(10**15)))
    world = TokenWorld(curator, guardian, terms)
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.set_dollars(2_857)
    with reverts("cost: above tolerance"):
        world.deleverage(filler)
    world.deleverage(filler, cost=-(10**15) - 10**13)
    assert world.token.balance_sheet().rebalance_cost < 0


@pytest.mark.parametrize("cost", [-WAD, 3 * 10**16 + 1])
def test_refuses_absurd_costs(bull: TokenWorld, filler: str, cost: int) -> None:
    bull.set_dollars(2_400)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=cost)


# ------------------------------------------------------------------ how far


def test_a_rebalance_begun_stays_open_until_on_target(bull: TokenWorld, filler: str) -> None:
    """Leverage cannot be parked at the band's edge; within half a percent is on target."""
    bull.set_dollars(2_800)  # A 280, D 200, E 80, R 3.5: 40 of assets above the target
    bull.deleverage(filler, 10 * ETHER)
    assert bull.token.balance_sheet().state == REBALANCING
    collateral, debt, _ = bull.balance_sheet()
    assert collateral * 2_800 * 3 < 10 * (collateral * 2_800 - debt * 10**12)  # inside the band
    before = bull.token.balance_sheet().last_on_target
    bull.wait(60)
    bull.deleverage(filler, 3 * ETHER)
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().last_on_target) == (REBALANCING, before)
    bull.deleverage(filler, 85 * ETHER // 100)  # 1,220 of assets left above 240,000: 0.51%
    assert bull.token.balance_sheet().state == REBALANCING
    bull.deleverage(filler, ETHER // 100)  # 1,192: 0.497%
    assert (bull.token.balance_sheet().state, bull.token.balance_sheet().last_on_target) == (0, now())
    with reverts("rebalance: not due"):
        bull.deleverage(filler)


def test_attack_dust_fills_in_front_of_a_keeper(bull: TokenWorld, filler: str, attacker: str) -> None:
    """They make their volume smaller and reset no clock."""
    bull.fund(attacker)
    bull.set_dollars(2_400)
    for _ in range(3):
        bull.deleverage(attacker, 10**12)
    assert bull.token.balance_sheet().state == REBALANCING
    assert bull.deleverage(filler)[0] == 50 * ETHER - 3 * 10**12


def test_nothing_to_do_on_the_other_side(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    with reverts("fill: nothing to do"):
        bull.deleverage(filler)


def test_nothing_of_nothing(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(2_400)
    with reverts("fill: nothing to do"):
        bull.deleverage(filler, 0)


def test_without_equity_it_clears_at_no_cost(bull: TokenWorld, filler: str) -> None:
    """Before a wind-down is confirmed; 80 ether pay all of $160,000 of the debt."""
    bull.set_dollars(1_600)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=1)
    assert bull.deleverage(filler, 10 * ETHER) == (10 * ETHER, 16_000 * USD)
    assert bull.token.balance_sheet().state == REBALANCING
    bull.token.start_wind_down(sender=filler)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=1)
    assert bull.deleverage(filler, cost=-(10**16)) == (90 * ETHER, 145_440 * USD)


def test_stays_open_in_a_started_wind_down(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(2_040)  # E 4,000, R 51
    bull.token.start_wind_down(sender=filler)
    bull.deleverage(filler)
    assert bull.token.balance_sheet().state == STARTED
    assert bull.equity(2_040) == 4_000 * USD
    assert bull.balance_sheet()[1] == 8_000 * USD


def test_by_the_rescue_price_alone(bull: TokenWorld, filler: str) -> None:
    """The strict price may be gone: in a crash it is."""
    bull.oracle.set_answers(0, 0, bull.price(2_400))
    assert bull.deleverage(filler) == (50 * ETHER, 120_000 * USD)


def test_refuses_without_a_rescue_price(bull: TokenWorld, filler: str) -> None:
    bull.oracle.set_answers(bull.price(2_400), bull.price(2_400), 0)
    with reverts(BARE):
        bull.deleverage(filler)


def test_refuses_bad_receivers(bull: TokenWorld, filler: str) -> None:
    for receiver in (NOBODY, bull.address):
        with reverts("token: bad receiver"):
            bull.token.deleverage(ALL, 0, receiver, b"", sender=filler)


# ------------------------------------------------------------------ the auction of a confirmed wind-down


@pytest.mark.parametrize(
    ("elapsed", "maximum"),
    [
        (0, 0),
        (1, 5 * 10**16 // 1_800),
        (900, 25 * 10**15),
        (1_800, 5 * 10**16),
        (1_800 + 42_300, 275 * 10**15),
        (DAY, 5 * 10**17),
        (30 * DAY, 5 * 10**17),
    ],
)
def test_auction_without_equity(bull: TokenWorld, filler: str, elapsed: int, maximum: int) -> None:
    """To 5% in 30 minutes, on to 50% in a day; to the last digit."""
    bull.wind_down(1_900, filler)
    bull.wait(elapsed)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=maximum + 1)
    out, paid = bull.deleverage(filler, ETHER, cost=maximum)
    assert (out, paid) == (ETHER, -(-1_900 * USD * (WAD - maximum) // WAD))
    assert bull.token.balance_sheet().state == CONFIRMED


@pytest.mark.parametrize(("elapsed", "part"), [(0, 0), (600, 3), (900, 2), (1_800, 1), (DAY, 1)])
def test_auction_with_equity(bull: TokenWorld, filler: str, elapsed: int, part: int) -> None:
    """At A 204, E 4: to E/(2A) in 30 minutes and no further."""
    maximum = 4_000 * WAD // (2 * 204_000)
    maximum = maximum * elapsed // 1_800 if elapsed < 1_800 else maximum
    assert part == 0 or maximum == pytest.approx(4_000 * WAD / (2 * 204_000) / part)
    bull.wind_down(2_040, filler)
    bull.wait(elapsed)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=maximum + 1)
    assert bull.deleverage(filler, ETHER, cost=maximum)[1] == -(-2_040 * USD * (WAD - maximum) // WAD)


def test_sells_down_to_no_debt_at_all(bull: TokenWorld, filler: str) -> None:
    """What is left is the holders'."""
    bull.wind_down(2_040, filler)
    out, paid = bull.deleverage(filler)
    assert paid == 200_000 * USD
    assert out == -(-200_000 * ETHER // 2_040)
    assert bull.balance_sheet() == (100 * ETHER - out, 0, 1_000 * SHARE)
    assert not bull.pool.loan_state(bull.address).winding
    with reverts("fill: nothing to do"):
        bull.deleverage(filler)


def test_the_price_of_a_dead_oracle_falls_to_nothing(bull: TokenWorld, filler: str) -> None:
    """From 110% of the last good price, evenly, over three days; there is no cost to name."""
    bull.kill_oracle(filler)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=1)
    assert bull.deleverage(filler, ETHER) == (ETHER, 3_300 * USD)
    bull.wait(DAY)
    assert bull.deleverage(filler, ETHER) == (ETHER, 2_200 * USD)
    bull.wait(DAY)
    assert bull.deleverage(filler, ETHER) == (ETHER, 1_100 * USD)
    assert bull.token.balance_sheet().last_price == bull.price(3_000)
    bull.wait(DAY)
    assert bull.deleverage(filler) == (97 * ETHER, 0)
    assert bull.balance_sheet()[:2] == (0, 193_400 * USD)


def test_a_dead_oracle_with_equity_left_over(bull: TokenWorld, filler: str) -> None:
    """Nobody is sold short: the debt is paid from part of the collateral."""
    bull.kill_oracle(filler)
    out, paid = bull.deleverage(filler)
    assert (out, paid) == (-(-200_000 * ETHER // 3_300), 200_000 * USD)
    assert bull.balance_sheet()[1] == 0


# ------------------------------------------------------------------ judged afterwards as well


@pytest.fixture
def lying(curator: str, guardian: str) -> Callable[[int, int], TokenWorld]:
    """A token of 100 ether at $2,400 whose pool reports the debts it is told to."""

    def build(before: int, after: int) -> TokenWorld:
        world = TokenWorld(curator, guardian)
        pool = deploy("LyingPool", world.debt_asset.address)
        world.pool = pool
        world.token = deploy_token(world.parameters())
        world.address = str(world.token.address)
        pool.set_debt(0, 200_000 * USD)
        world.mint(curator, 1_000 * SHARE)
        world.set_dollars(2_400)
        pool.set_debt(before, after)
        return world

    return build


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (79_000 * USD, "fill: past the target"),
        (80_000 * USD - 3, "fill: past the target"),
        (200_000 * USD, "fill: no equity left"),
        (100_000 * USD, "fill: too small"),
    ],
)
def test_a_pool_that_reports_another_debt(
    lying: Callable[[int, int], TokenWorld], curator: str, after: int, reason: str
) -> None:
    """The volume is right for $200,000; the ratio is judged on what the pool says then."""
    with reverts(reason):
        lying(200_000 * USD, after).deleverage(curator)


def test_two_units_of_rounding_are_not_past_the_target(lying: Callable[[int, int], TokenWorld], curator: str) -> None:
    lying(200_000 * USD, 80_000 * USD - 2).deleverage(curator)


# ------------------------------------------------------------------ the callback


@pytest.mark.parametrize("pushed", [0, 1, 24_000 * USD - 1, 24_000 * USD])
def test_pulls_what_the_callback_has_not_pushed(bull: TokenWorld, pushed: int) -> None:
    bull.set_dollars(2_400)
    caller = bull.caller("PushingCaller")
    before, cash = bull.debt_asset.balanceOf(caller.address), bull.pool.cash()
    caller.plan(bull.debt_asset.address, bull.pool.address, pushed, 0)
    assert tuple(caller.deleverage(bull.address, 10 * ETHER, 0)) == (10 * ETHER, 24_000 * USD)
    assert before - bull.debt_asset.balanceOf(caller.address) == 24_000 * USD
    assert bull.pool.cash() - cash == 24_000 * USD


def test_attack_a_deposit_in_the_callback_is_not_counted_twice(bull: TokenWorld) -> None:
    bull.set_dollars(2_400)
    caller = bull.caller("PushingCaller")
    before = bull.debt_asset.balanceOf(caller.address)
    caller.plan(bull.debt_asset.address, bull.pool.address, 0, 24_000 * USD)
    caller.deleverage(bull.address, 10 * ETHER, 0)
    assert before - bull.debt_asset.balanceOf(caller.address) == 48_000 * USD
    assert bull.pool.maxWithdraw(caller.address) == 24_000 * USD


def test_assets_that_return_nothing(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, collateral=deploy("SilentAsset", 18), debt_asset=deploy("SilentAsset", 6))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(2_400)
    assert world.deleverage(holder, ETHER) == (ETHER, 2_400 * USD)
    world.collateral.set_refusing(True)
    with reverts("token: transfer failed"):
        world.deleverage(holder, ETHER)
