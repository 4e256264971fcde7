# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable

import pytest

from tests.support.contracts import deploy, deploy_token
from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    ALL,
    CLOSED,
    DEAD_SALE,
    DELEVERAGE,
    NOBODY,
    OPEN,
    SALE,
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
    """Of the filler's maximum."""
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


# R 6 to 3 over the ramps of the rule: 0.02% * 3 + 0.98% * (4 - 10/3)/2 + 0.98% * 2 + 2% * 2/2
AREA_FROM_6 = 0.0006 + 0.0098 / 3 + 0.0196 + 0.02


def test_the_cost_allowed_is_the_area_under_the_rule(bull: TokenWorld, filler: str) -> None:
    """c = area/(run + landing*area), landing on 3."""
    bull.set_dollars(2_400)
    allowed = AREA_FROM_6 / (3 + 3 * AREA_FROM_6)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=int(allowed * (1 + 1e-6) * WAD))
    bull.deleverage(filler, cost=int(allowed * (1 - 1e-6) * WAD))


def test_attack_splitting_a_fill_gains_nothing(bull: TokenWorld, filler: str) -> None:
    """LEV-REB-01: nine fills at what each may cost take less than one that may cost it all."""
    bull.set_dollars(2_400)
    once = AREA_FROM_6 / (3 + 3 * AREA_FROM_6) * 120_000 / (1 - 3 * AREA_FROM_6 / (3 + 3 * AREA_FROM_6))
    for step in range(8):
        _fill_dearest(bull, filler, 6.0 - 0.3 * step, 5.7 - 0.3 * step)
    _fill_dearest(bull, filler, 3.6, 3.0)
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
    return 0.0002 * ratio + 0.0098 * ramp**2 / (4 / 3) + 0.0098 * beyond + 0.02 * beyond**2 / 4


def test_the_band_is_the_limit(bull: TokenWorld, filler: str) -> None:
    """R = 10/3 at $2,857.14; inside nothing is due."""
    bull.set_dollars(2_858)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)
    bull.set_dollars(2_857)
    bull.deleverage(filler)


@pytest.mark.parametrize("dollars", [2_858, 2_950, 3_176])
def test_no_time_makes_a_ratio_inside_the_band_due(bull: TokenWorld, filler: str, dollars: int) -> None:
    """LEV-END-03: every ratio inside the band is allowed for any time."""
    bull.set_dollars(dollars)
    bull.wait(400 * DAY)
    for fill in (bull.deleverage, bull.releverage):
        with reverts("rebalance: not due"):
            fill(filler)


@pytest.mark.parametrize("cost", [-WAD, 3 * 10**16 + 1])
def test_refuses_absurd_costs(bull: TokenWorld, filler: str, cost: int) -> None:
    bull.set_dollars(2_400)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, cost=cost)


# ------------------------------------------------------------------ how far


def test_it_ends_at_the_landing(curator: str, guardian: str, holder: str, filler: str) -> None:
    """65% of the way from 3 to 10/3: V = (A - L*E)/(1 - L*c), and then nothing is due."""
    world = TokenWorld(curator, guardian, TokenTerms(landing=65 * WAD // 100))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.set_dollars(2_800)  # A 280, D 200, E 80, R 3.5
    landing = 3 + 0.65 / 3
    out, paid = world.deleverage(filler)
    assert paid / USD == pytest.approx(280_000 - landing * 80_000, rel=1e-9)
    assert out / ETHER == pytest.approx(paid / USD / 2_800, rel=1e-9)
    with reverts("rebalance: not due"):
        world.deleverage(filler)


def test_attack_a_fill_that_stops_inside_the_band_parks_nothing(bull: TokenWorld, filler: str) -> None:
    """LEV-END-03: whoever stops short of the landing leaves a ratio that anyone's mint could, and nothing open."""
    bull.set_dollars(2_800)
    bull.deleverage(filler, 10 * ETHER)
    collateral, debt, _ = bull.balance_sheet()
    assert 9 * collateral * 2_800 < 30 * (collateral * 2_800 - debt * 10**12)  # inside the band, short of the target
    bull.wait(30 * DAY)
    with reverts("rebalance: not due"):
        bull.deleverage(filler, ETHER)
    assert bull.token.balance_sheet().state == OPEN


def test_attack_dust_fills_in_front_of_a_keeper(bull: TokenWorld, filler: str, attacker: str) -> None:
    """They make their volume smaller and reset nothing."""
    bull.fund(attacker)
    bull.set_dollars(2_400)
    for _ in range(3):
        bull.deleverage(attacker, 10**12)
    assert bull.deleverage(filler)[0] == 50 * ETHER - 3 * 10**12


def test_not_due_on_the_other_side(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)


def test_nothing_of_nothing(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(2_400)
    with reverts("fill: nothing to do"):
        bull.deleverage(filler, 0)


@pytest.mark.parametrize("dollars", [2_000, 1_600])
def test_attack_without_equity_nothing_is_sold_before_a_sale(bull: TokenWorld, filler: str, dollars: int) -> None:
    """LEV-END-01: it was a free option on one bad round, $1.2M of $3M at 60% of the true price."""
    bull.set_dollars(dollars)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)
    bull.token.start_wind_down(sender=filler)
    with reverts("rebalance: not due"):
        bull.deleverage(filler)


def test_in_a_started_wind_down(bull: TokenWorld, filler: str) -> None:
    """At E > 0, to the landing; the next call that reads R < 50 takes the start back."""
    bull.set_dollars(2_040)  # E 4,000, R 51
    bull.token.start_wind_down(sender=filler)
    bull.deleverage(filler)
    assert bull.token.balance_sheet().state == STARTED
    assert bull.equity(2_040) == 4_000 * USD
    assert bull.balance_sheet()[1] == 8_000 * USD
    bull.token.start_wind_down(sender=filler)
    assert bull.token.balance_sheet().state == OPEN


def test_a_fill_that_reads_a_recovery_takes_the_start_back(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(1_900)
    bull.token.start_wind_down(sender=filler)
    assert bull.pool.loan_state(bull.address).winding
    bull.set_dollars(2_400)
    bull.deleverage(filler, ETHER)
    assert bull.token.balance_sheet().state == OPEN
    assert not bull.pool.loan_state(bull.address).winding


def test_a_fill_leaves_price_and_time(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(2_400)
    bull.wait(60)
    bull.deleverage(filler, ETHER)
    sheet = bull.token.balance_sheet()
    assert (sheet.last_price, sheet.last_read) == (bull.price(2_400), now())


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


# ------------------------------------------------------------------ the sale


@pytest.mark.parametrize(
    ("refused", "maximum"),
    [(0, 0), (1, 5 * 10**16 // 3), (3, 5 * 10**16), (6, 5 * 10**16 + 45 * 10**16 * 1_800 // 84_600)],
)
def test_without_equity_patience_pays(bull: TokenWorld, filler: str, refused: int, maximum: int) -> None:
    """To 5% in 30 minutes of fills, on to 50% in a day; to the last digit."""
    bull.wind_down(1_900, filler)
    bull.refuse(filler, refused)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=maximum + 1)
    out, paid = bull.deleverage(filler, ETHER, cost=maximum)
    assert (out, paid) == (ETHER, -(-1_900 * USD * (WAD - maximum) // WAD))
    assert bull.token.balance_sheet().state == SALE


@pytest.mark.parametrize(("refused", "part"), [(0, 0), (1, 3), (2, 1.5), (3, 1), (9, 1)])
def test_with_equity_to_half_of_it(bull: TokenWorld, filler: str, refused: int, part: float) -> None:
    """LEV-END-02: at A 204, E 4 to E/(2A) in 30 minutes of fills and no further."""
    bound = 4_000 * WAD // (2 * 204_000)
    maximum = bound * min(600 * refused, 1_800) // 1_800
    assert part == 0 or maximum == pytest.approx(bound / part)
    bull.wind_down(2_040, filler)
    bull.refuse(filler, refused)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=maximum + 1)
    assert bull.deleverage(filler, ETHER, cost=maximum)[1] == -(-2_040 * USD * (WAD - maximum) // WAD)


@pytest.mark.parametrize("outage", [600, 1_199, 1_200, 12 * 3_600, 30 * DAY])
def test_attack_the_first_offer_after_an_outage_is_a_step_better(bull: TokenWorld, filler: str, outage: int) -> None:
    """LEV-END-02: no clock runs while nobody can buy, on either ramp; it was half of A for the first after a day."""
    bull.wind_down(1_900, filler)
    bull.wait(outage)
    step = 5 * 10**16 // 3
    short = 5 * 10**15 // 3  # of the floor: a gap of two steps ends the patience
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=(step if outage < 1_200 else short) + 1)
    bull.deleverage(filler, ETHER, cost=step if outage < 1_200 else short)


def test_attack_equity_that_comes_back_ends_the_long_ramp(bull: TokenWorld, filler: str) -> None:
    """LEV-END-02: it was 50% of a rebound: the clock of A <= D went on through a moment of A > D."""
    bull.wind_down(1_900, filler)
    bull.refuse(filler, 12)
    bull.set_dollars(2_100)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=5 * 10**15 + 1)
    bull.deleverage(filler, 1, cost=5 * 10**15)
    bull.set_dollars(1_900)
    bull.wait(600)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=5 * 10**15 + 1)
    bull.deleverage(filler, ETHER, cost=5 * 10**15)
    assert bull.token.balance_sheet().ramp == 0


def test_pieces_while_there_is_equity_cost_half_of_it_at_most(bull: TokenWorld, filler: str) -> None:
    """LEV-END-02: of the equity at the confirmation."""
    bull.wind_down(2_040, filler)
    bull.refuse(filler, 3)
    most = 4_000 * WAD // (2 * 204_000)
    for _ in range(20):
        bull.deleverage(filler, 5 * ETHER, cost=most)
        if bull.balance_sheet()[1] == 0:
            break
    assert bull.token.balance_sheet().rebalance_cost <= 2_000 * USD


def test_sells_down_to_no_debt_at_all_and_closes(bull: TokenWorld, filler: str) -> None:
    """LEV-END-04: what is left is the holders', for ever."""
    bull.wind_down(2_040, filler)
    out, paid = bull.deleverage(filler)
    assert paid == 200_000 * USD
    assert out == -(-200_000 * ETHER // 2_040)
    assert bull.balance_sheet() == (100 * ETHER - out, 0, 1_000 * SHARE)
    assert bull.token.balance_sheet().state == CLOSED
    assert not bull.pool.loan_state(bull.address).winding
    with reverts("fill: no sale"):
        bull.deleverage(filler)


def test_the_price_of_a_dead_oracle_falls_in_steps(bull: TokenWorld, filler: str) -> None:
    """LEV-END-04: from twice the last good price, a 72nd an hour in which an offer stood; there is no cost to name."""
    bull.kill_oracle(filler)
    with reverts("cost: above tolerance"):
        bull.deleverage(filler, ETHER, cost=1)
    assert bull.deleverage(filler, ETHER) == (ETHER, 6_000 * USD)
    bull.wait(30 * DAY)
    assert bull.deleverage(filler, ETHER) == (ETHER, 6_000 * USD * 71 // 72 + 1)
    bull.refuse(filler, 35, 3_600)
    assert bull.deleverage(filler, ETHER) == (ETHER, 3_000 * USD)
    assert (bull.token.balance_sheet().last_price, bull.token.balance_sheet().state) == (bull.price(3_000), DEAD_SALE)


def test_a_dead_oracle_with_equity_left_over(bull: TokenWorld, filler: str) -> None:
    """Nobody is sold short: the debt is paid from part of the collateral."""
    bull.kill_oracle(filler)
    out, paid = bull.deleverage(filler)
    assert (out, paid) == (-(-200_000 * ETHER // 6_000), 200_000 * USD)
    assert (bull.balance_sheet()[1], bull.token.balance_sheet().state) == (0, CLOSED)


def test_nothing_passes_for_nothing(bull: TokenWorld, filler: str) -> None:
    """LEV-END-04: at last one unit of the debt asset takes the rest, and that is the least."""
    bull.kill_oracle(filler)
    bull.refuse(filler, 80, 3_600)
    collateral = bull.balance_sheet()[0]
    out, paid = bull.deleverage(filler)
    assert (out, paid) == (collateral, 1)
    bull.token.write_off(sender=filler)
    assert bull.token.balance_sheet().state == CLOSED


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
        (79_000 * USD, "fill: past the landing"),
        (80_000 * USD - 3, "fill: past the landing"),
        (200_000 * USD, "fill: past the landing"),
        (100_000 * USD, "fill: too small"),
    ],
)
def test_a_pool_that_reports_another_debt(
    lying: Callable[[int, int], TokenWorld], curator: str, after: int, reason: str
) -> None:
    """The volume is right for $200,000; the ratio is judged on what the pool says then."""
    with reverts(reason):
        lying(200_000 * USD, after).deleverage(curator)


def test_two_units_of_rounding_are_not_past_the_landing(lying: Callable[[int, int], TokenWorld], curator: str) -> None:
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
