# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.leverage.rebalance_rule import Rule, Tolerance, releverage_fill
from steelyard.model.libraries.errors import Reverted
from tests.support.contracts import deploy, deploy_token
from tests.support.engine import now
from tests.support.reverts import BARE, reverts
from tests.unit.leveraged_token.world import (
    ALL,
    NOBODY,
    RELEVERAGE,
    SHARE,
    WAD,
    State,
    TokenTerms,
    TokenWorld,
)

USD = 10**6
ETHER = 10**18


def test_g1_after_a_rise_of_20_percent(bull: TokenWorld, filler: str) -> None:
    """E 160, R 2.25; borrows and buys 120: A 480, D 320, R 3."""
    bull.set_dollars(3_600)
    assert bull.equity(3_600) == 160_000 * USD
    before = bull.collateral.balanceOf(filler), bull.debt_asset.balanceOf(filler)
    assert bull.releverage(filler) == (120_000 * USD, 120_000 * ETHER // 3_600 + 1)
    collateral, debt, supply = bull.balance_sheet()
    assert (collateral * 3_600 // 10**12, debt, supply) == (480_000 * USD, 320_000 * USD, 1_000 * SHARE)
    assert before[0] - bull.collateral.balanceOf(filler) == 120_000 * ETHER // 3_600 + 1
    assert bull.debt_asset.balanceOf(filler) - before[1] == 120_000 * USD


def test_g3_equity_after_a_rise_of_50_percent(bull: TokenWorld) -> None:
    bull.set_dollars(4_500)
    assert bull.equity(4_500) == 250_000 * USD


@pytest.mark.parametrize(("dollars", "equity"), [(2_020, 97_000), (1_980, 103_000)])
def test_g6_true_bear(bear: TokenWorld, dollars: int, equity: int) -> None:
    assert bear.equity(dollars) == equity * USD


def test_g6_the_seeds_bear_is_a_2x(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(exposure=2, is_bear=True, dollars=2_000))
    world.mint(holder, 1_000 * SHARE)
    assert world.equity(2_020) == 98_000 * USD


def test_bear_after_a_fall_of_10_percent(bear: TokenWorld, filler: str) -> None:
    """A 400, D 270, E 130: sells 120 of ether more and lands on A 520, D 390."""
    bear.set_dollars(1_800)
    out, paid = bear.releverage(filler)
    assert out == pytest.approx(120_000 * ETHER // 1_800, rel=1e-10)
    assert paid == pytest.approx(120_000 * USD, abs=1)
    assert bear.token.balance_sheet().state == 0


def test_event(bull: TokenWorld, filler: str) -> None:
    """A filler's maximum of 3,600 at 0.1%: 0.999 ether in."""
    bull.set_dollars(3_600)
    bull.releverage(filler, 3_600 * USD, cost=10**15)
    assert bull.state_event() == State(
        RELEVERAGE,
        filler,
        100 * ETHER + 999 * ETHER // 1_000,
        203_600 * USD,
        1_000 * SHARE,
        collateral_moved=999 * ETHER // 1_000,
        debt_moved=3_600 * USD,
        price=bull.price(3_600),
    )
    sheet = bull.token.balance_sheet()
    assert (sheet.last_price, sheet.rebalance_cost) == (bull.price(3_600), 3_600_000)


def test_volume_is_rounded_down_and_payment_up(bull: TokenWorld, filler: str) -> None:
    """A unit at $3,600 is 277,777,777.7 units of ether."""
    bull.set_dollars(3_600)
    assert bull.releverage(filler, 1) == (1, 277_777_778)
    assert bull.releverage(filler, 3) == (3, 833_333_334)
    assert bull.releverage(filler, 1_000, cost=10**15) == (1_000, 277_500_000_000)


def test_a_discount_lands_on_the_target_too(bull: TokenWorld, filler: str) -> None:
    """V = (T*E - A)/(1 + c*(T - 1)): 120,000/1.002 at 0.1%."""
    bull.set_dollars(3_600)
    out, paid = bull.releverage(filler, cost=10**15)
    assert out == 120_000 * USD * 1_000 // 1_002
    assert paid == -(-out * 999 * 10**9 // 3_600)
    collateral, _, _ = bull.balance_sheet()
    assert abs(collateral * 3_600 // 10**12 - 3 * bull.equity(3_600)) <= 6
    assert bull.token.balance_sheet().rebalance_cost == out // 1_000


def test_a_filler_may_pay_for_the_fill(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    out, paid = bull.releverage(filler, cost=-(10**16))
    assert out == 120_000 * USD * 100 // 98
    assert paid == -(-out * 101 * 10**10 // 3_600)
    assert bull.token.balance_sheet().rebalance_cost == -(out // 100)


# ------------------------------------------------------------------ what it may cost


# R 2.25 to 3: 0.02% * 0.75 + 0.48% * 0.45/2
AREA_FROM_225 = 0.00123


def test_the_cost_allowed_is_the_area_under_the_rule(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    allowed = AREA_FROM_225 / (0.75 - 2 * AREA_FROM_225)
    with reverts("cost: above tolerance"):
        bull.releverage(filler, cost=int(allowed * (1 + 1e-6) * WAD))
    bull.releverage(filler, cost=int(allowed * (1 - 1e-6) * WAD))


def test_cost_is_judged_on_what_was_lent(bull: TokenWorld, curator: str, filler: str) -> None:
    """Cash for a third of the fill: from 2.25 to 2.5 the rule allows more than from 2.25 to 3.

    The area from 2.25 to 2.5 is 0.02% * 0.25 and 0.48% * (0.45^2 - 0.2^2)/0.45/2.
    """
    bull.set_dollars(3_600)
    bull.pool.withdraw(bull.pool.maxWithdraw(curator) - 40_000 * USD, curator, curator, sender=curator)
    area = 0.00005 + 0.0048 * (0.45**2 - 0.2**2) / 0.9
    allowed = area / (0.25 - 1.5 * area)
    assert allowed > 1.3 * AREA_FROM_225 / (0.75 - 2 * AREA_FROM_225)
    with reverts("cost: above tolerance"):
        bull.releverage(filler, cost=int(allowed * 1.01 * WAD))
    assert bull.releverage(filler, cost=int(allowed * 0.99 * WAD))[0] == 40_000 * USD


def test_the_band_is_the_limit(bull: TokenWorld, filler: str) -> None:
    """R = 2.7 at $3,176.47; inside nothing is due."""
    bull.set_dollars(3_176)
    with reverts("rebalance: not due"):
        bull.releverage(filler)
    bull.set_dollars(3_177)
    bull.releverage(filler)
    sheet = bull.token.balance_sheet()
    assert (sheet.last_price, sheet.last_read) == (bull.price(3_177), now())


def test_it_ends_at_the_landing(curator: str, guardian: str, holder: str, filler: str) -> None:
    """65% of the way from 3 to 2.7: V = (L*E - A)/(1 + c*(L - 1)), and then nothing is due."""
    world = TokenWorld(curator, guardian, TokenTerms(landing=65 * WAD // 100))
    world.mint(holder, 1_000 * SHARE)
    world.fund(filler)
    world.set_dollars(3_600)  # A 360, E 160
    landing = 3 - 0.65 * 0.3
    out, paid = world.releverage(filler)
    assert out / USD == pytest.approx(landing * 160_000 - 360_000, rel=1e-9)
    assert paid / ETHER == pytest.approx(out / USD / 3_600, rel=1e-9)
    with reverts("rebalance: not due"):
        world.releverage(filler)


@pytest.mark.parametrize("cost", [-WAD, 3 * 10**16 + 1, WAD])
def test_refuses_absurd_costs(bull: TokenWorld, filler: str, cost: int) -> None:
    bull.set_dollars(3_600)
    with reverts("cost: above tolerance"):
        bull.releverage(filler, cost=cost)


# ------------------------------------------------------------------ how far


def test_fills_in_part_when_the_pool_is_short_of_cash(bull: TokenWorld, curator: str, filler: str) -> None:
    """And stays open for the rest."""
    bull.set_dollars(3_600)
    bull.pool.withdraw(bull.pool.maxWithdraw(curator) - 36_000 * USD, curator, curator, sender=curator)
    assert bull.releverage(filler) == (36_000 * USD, 10 * ETHER)
    assert bull.balance_sheet() == (110 * ETHER, 236_000 * USD, 1_000 * SHARE)
    with reverts("borrow: nothing to lend"):
        bull.releverage(filler)
    bull.pool.deposit(84_000 * USD, curator, sender=curator)
    assert bull.releverage(filler)[0] == 84_000 * USD


def test_fills_in_part_at_the_limit(bull: TokenWorld, guardian: str, filler: str) -> None:
    bull.set_dollars(3_600)
    bull.governance.guard_limit(bull.address, 207_200 * USD, sender=guardian)
    assert bull.releverage(filler) == (7_200 * USD, 2 * ETHER)


def test_fills_in_part_of_the_hourly_allowance(curator: str, guardian: str, holder: str) -> None:
    """Mint and releverage drain one bucket: a quarter of $880,000, of which the mint took $200,000."""
    world = TokenWorld(curator, guardian, TokenTerms(hourly_part=WAD // 4, lent=880_000))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(3_600)
    tick = 220_000 * USD // (3_600 * 2**15) + 1  # what the bucket rounds by
    assert world.releverage(holder)[0] == pytest.approx(20_000 * USD, abs=tick)
    with reverts("borrow: nothing to lend"):
        world.releverage(holder)
    world.wait(900)  # a quarter of an hour, a quarter of $220,000
    assert world.releverage(holder)[0] == pytest.approx(55_000 * USD, abs=2 * tick)
    with reverts("borrow: hourly allowance"):
        world.mint(holder, SHARE)


def test_attack_dust_fills_in_front_of_a_keeper(bull: TokenWorld, filler: str, attacker: str) -> None:
    bull.fund(attacker)
    bull.set_dollars(3_600)
    for _ in range(3):
        bull.releverage(attacker, 1_000)
    assert bull.releverage(filler)[0] == pytest.approx(120_000 * USD - 3_000, abs=1)


def test_not_due_on_the_other_side(bull: TokenWorld, filler: str) -> None:
    for dollars in (2_400, 1_900):
        bull.set_dollars(dollars)
        with reverts("rebalance: not due"):
            bull.releverage(filler)
    bull.set_dollars(3_600)
    with reverts("borrow: zero"):  # the pool says so first
        bull.releverage(filler, 0)


def test_refuses_in_a_wind_down(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(2_000)
    bull.token.start_wind_down(sender=filler)
    bull.set_dollars(3_600)
    with reverts("releverage: winding down"):
        bull.releverage(filler)


def test_refuses_without_a_strict_price(bull: TokenWorld, filler: str) -> None:
    bull.oracle.set_answers(0, bull.price(3_600), bull.price(3_600))
    with reverts(BARE):
        bull.releverage(filler)


def test_refuses_under_the_guardians_pause(bull: TokenWorld, guardian: str, filler: str) -> None:
    bull.set_dollars(3_600)
    bull.governance.pause_borrowing(sender=guardian)
    with reverts("pool: borrowing paused"):
        bull.releverage(filler)


def test_refuses_bad_receivers(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    for receiver in (NOBODY, bull.address):
        with reverts("token: bad receiver"):
            bull.token.releverage(ALL, 0, receiver, b"", sender=filler)


# ------------------------------------------------------------------ judged afterwards as well


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        (400_000 * USD, "fill: past the landing"),
        (320_000 * USD + 3, "fill: past the landing"),
        (100_000 * USD, "fill: too small"),
    ],
)
def test_a_pool_that_reports_another_debt(curator: str, guardian: str, after: int, reason: str) -> None:
    """The volume is right for $200,000; the ratio is judged on what the pool says then."""
    world = TokenWorld(curator, guardian)
    world.pool = deploy("LyingPool", world.debt_asset.address)
    world.token = deploy_token(world.parameters())
    world.address = str(world.token.address)
    world.pool.set_debt(0, 200_000 * USD)
    world.mint(curator, 1_000 * SHARE)
    world.set_dollars(3_600)
    world.pool.set_debt(200_000 * USD, after)
    with reverts(reason):
        world.releverage(curator)


# ------------------------------------------------------------------ the callback and the collateral


@pytest.mark.parametrize("pushed", [0, 1, ETHER - 1, ETHER])
def test_pulls_what_the_callback_has_not_pushed(bull: TokenWorld, pushed: int) -> None:
    bull.set_dollars(3_600)
    caller = bull.caller("PushingCaller")
    before = bull.collateral.balanceOf(caller.address)
    caller.plan(bull.collateral.address, bull.address, pushed, 0)
    assert tuple(caller.releverage(bull.address, 3_600 * USD, 0)) == (3_600 * USD, ETHER)
    assert before - bull.collateral.balanceOf(caller.address) == ETHER
    assert bull.collateral.balanceOf(bull.address) == bull.balance_sheet()[0] == 101 * ETHER


def test_refuses_collateral_that_charges_for_transfers_or_shrank(bull: TokenWorld, filler: str) -> None:
    bull.set_dollars(3_600)
    bull.collateral.set_fee(1)
    with reverts("token: collateral short"):
        bull.releverage(filler)
    bull.collateral.set_fee(0)
    bull.collateral.burn_of(bull.address, 1)
    with reverts("token: collateral short"):
        bull.releverage(filler)


def test_collateral_that_returns_nothing(curator: str, guardian: str, holder: str) -> None:
    world = TokenWorld(curator, guardian, collateral=deploy("SilentAsset", 18))
    world.mint(holder, 1_000 * SHARE)
    world.set_dollars(3_600)
    assert world.releverage(holder, 3_600 * USD) == (3_600 * USD, ETHER)
    world.collateral.set_refusing(True)
    with reverts("token: transfer failed"):
        world.releverage(holder)


@pytest.mark.parametrize("cost", [-WAD // 2, -WAD // 2 - 1, -9 * WAD // 10])
def test_refuses_a_gift_so_large_that_no_volume_lands(bull: TokenWorld, filler: str, cost: int) -> None:
    """V = (L*E - A)/(1 + c*(L - 1)) has no positive solution from c = -1/(L - 1) on; the twin refuses it as well."""
    bull.set_dollars(3_600)
    with reverts(BARE):
        bull.releverage(filler, cost=cost)
    rule = Rule.of(
        is_bear=False, target=3 * WAD, upper=4 * WAD, lower=27 * WAD // 10, landing=0, tolerance=Tolerance(0, 1, 2, 1)
    )
    with pytest.raises(Reverted, match="arithmetic"):
        releverage_fill(rule, 100 * ETHER, 200_000 * USD, 3_600 * USD * 10**18, 10**30, cost)
