# SPDX-License-Identifier: Apache-2.0
"""Past bugs in rebalances and in trouble: at any price, never finished, too dear, too cheap, insolvent."""

import boa
import pytest

from tests.regression.past_bugs.conftest import COIN, MakeMarket, MakePairing
from tests.regression.past_bugs.ground import ALL, DAY, ETH, HOUR, SHARE, USD, Pairing, Trading
from tests.support.contracts import deploy
from tests.support.engine import wait
from tests.support.market import E36, WAD
from tests.support.pairing import FT, LT
from tests.support.periphery import Periphery
from tests.support.reverts import reverts

PER_MILLE = 10**15
LANDING = 3 + 0.65 / 3  # 65% of the way to the edge of the band


# ------------------------------------------------------------------ the price of a rebalance


def test_a_fill_at_any_price_is_refused(bull: Trading, keeper: str, attacker: str) -> None:
    """FPLT (2021) rebalanced with a least output of zero, as PeckShield's audit of it said (PVE-003): here the contract
    judges a fill by the oracle's price, before and after."""
    bull.market.set_price(2_800)
    bull.fund(attacker)
    before = bull.balance_sheet()
    for cost in (2 * PER_MILLE, 10 * PER_MILLE, 900 * PER_MILLE):
        with reverts("cost: above tolerance"):
            bull.token.deleverage(ALL, cost, attacker, b"", sender=attacker)
    assert bull.balance_sheet() == before
    out, payment = bull.deleverage(keeper, cost=PER_MILLE // 2)
    worth = out * 2_800 * USD // ETH
    assert 0 < worth - payment <= worth // 2_000 + 1


@pytest.mark.parametrize(("dollars", "minimum", "maximum"), [(2_850, 0, 2), (2_700, 2, 10), (2_400, 10, 30)])
def test_what_a_fill_may_cost_widens_with_danger(
    bull: Trading, keeper: str, dollars: int, minimum: int, maximum: int
) -> None:
    """TLX (audit of 2024, L-31) allowed 2% at any time, so that in a crash nobody would have come and the position was
    liquidated: here the more dangerous the state, the more a keeper may earn, and near the band hardly anything."""
    bull.market.set_price(dollars)
    allowed = deploy("Lens").actions(bull.address).allowed
    assert minimum * PER_MILLE < allowed < maximum * PER_MILLE
    with reverts("cost: above tolerance"):
        bull.deleverage(keeper, cost=allowed + PER_MILLE // 100)
    bull.deleverage(keeper, cost=allowed)


def test_a_sandwich_around_a_rebalance_gets_nothing_from_holders(
    periphery: Periphery, attacker: str, keeper: str
) -> None:
    """DPI lost 25 ETH to sandwiches around its rebalances (2021), and TLX was warned of them (H-03): here the token
    trades at the oracle's price less the tolerance, so a moved exchange stops the keeper and costs holders nothing."""
    periphery.move(2_700)
    pair, path = (
        (periphery.weth.address, periphery.usdc.address),
        periphery.path("v3", periphery.weth),
    )
    fill = (periphery.bull.token.address, path, True, ALL, 2 * PER_MILLE, 0, keeper)
    with boa.env.anchor():
        periphery.uniswap.move_v3_pool(*pair, 500, 2_600 * E36 * USD // WAD, periphery.environment.owner)
        before = periphery.bull.token.balance_sheet()
        with reverts("rebalancer: swap below payment"):
            periphery.rebalancer.fill(*fill, sender=keeper)
        assert periphery.bull.token.balance_sheet() == before
    periphery.rebalancer.fill(*fill, sender=keeper)
    trading = Trading(periphery.bull)
    assert trading.ratio(2_700) == pytest.approx(LANDING, rel=1e-4)


def test_a_wick_cannot_trigger_a_rebalance(pairing: Pairing, attacker: str) -> None:
    """DPI's sandwich (2021) needs an exchange, and a paired market asks none: one print out of range moves nothing
    and stops trading, and a rebalance that is due waits until spot is near the mean."""
    before = pairing.pool.position()
    pairing.market.answer(1_700)
    with reverts("rebalance: not due"):
        pairing.pool.rebalance(sender=attacker)
    with reverts("price: out of range"):
        pairing.mint(LT, 1_000, attacker)
    pairing.wait(DAY, COIN)
    with boa.env.anchor():
        pairing.market.answer(1_900)
        with reverts("rebalance: spot far from twap"):
            pairing.pool.rebalance(sender=attacker)
    assert pairing.pool.position() == before
    pairing.pool.rebalance(sender=attacker)


# ------------------------------------------------------------------ where a rebalance ends


def test_leverage_cannot_be_parked_outside_the_band(bull: Trading, attacker: str, keeper: str) -> None:
    """Where a rebalance ends as soon as somebody says so, leverage can be left where it is due again: here any ratio
    outside the band may be filled by anybody to the landing, and one inside it is what every holder accepted."""
    bull.market.set_price(2_800)
    bull.deleverage(attacker, maximum=10**12)
    assert bull.ratio(2_800) > 3.33
    bull.deleverage(keeper)
    assert bull.ratio(2_800) == pytest.approx(LANDING, rel=1e-6)
    wait(HOUR)
    with reverts("rebalance: not due"):
        bull.deleverage(attacker)


def test_a_dust_fill_in_front_of_a_keeper_does_not_stop_them(bull: Trading, attacker: str, keeper: str) -> None:
    """Where a volume is named by the keeper, a dust fill before them makes their own fail: here the contract computes
    the volume when it fills, so what went before makes it smaller and no more."""
    bull.market.set_price(2_700)
    with boa.env.anchor():
        expected = bull.deleverage(keeper)
    dust = bull.deleverage(attacker, maximum=10**15)
    rest = bull.deleverage(keeper)
    assert rest[0] + dust[0] == pytest.approx(expected[0], rel=1e-9)


# ------------------------------------------------------------------ insolvency


def test_an_insolvent_token_still_answers(bull: Trading, holder: str, keeper: str) -> None:
    """FPLT's `_totalWorth` (2021) subtracted the loan from the assets, so below zero every view and every redeem
    reverted instead of the end beginning: here E may be anything, and the end begins."""
    bull.market.set_price(1_500)
    collateral, debt, _ = bull.balance_sheet()
    assert collateral * 1_500 * USD // ETH < debt
    lens = deploy("Lens")
    assert lens.market(bull.address, 0).ok
    assert lens.actions(bull.address).ok
    assert bull.token.preview_redeem(SHARE) == ETH // 10
    assert bull.token.totalSupply() == 1_000 * SHARE
    assert bull.pool.pool_state().debt == debt
    assert bull.redeem(holder, SHARE) == (ETH // 10, 200 * USD)
    bull.token.start_wind_down(sender=keeper)


def test_an_insolvent_pairing_side_still_answers(make_pairing: MakePairing, holder: str, attacker: str) -> None:
    """FPLT's `_totalWorth` (2021) again: at a price below L's zero point LT is worth nothing and nothing reverts,
    before the rebalance and after."""
    pairing = make_pairing()
    pairing.mint(LT, 10_000, holder)
    pairing.mint(FT, 10_000, holder)
    pairing.market.answer(1_200)
    engine, terms = deploy("PairingEngine"), pairing.pool.terms()
    assert engine.value_of(pairing.pool.accrued_position(), terms, LT, pairing.price(1_200)) == 0
    assert engine.value_of(pairing.pool.accrued_position(), terms, FT, pairing.price(1_200)) > 0
    status = deploy("PairingLens").status(pairing.pool.address)
    assert [side.worth > 0 for side in status.sides] == [False, True, True]
    share = pairing.market.share(LT)
    epoch = share.enqueue(share.balanceOf(holder), sender=holder)
    pairing.wait(HOUR, 1_200)
    pairing.pool.rebalance(sender=attacker)
    assert share.claim(epoch, holder, sender=holder) > 0


# ------------------------------------------------------------------ the bear


@pytest.mark.parametrize(
    ("exposure", "dollars", "nav"), [(3, 3_030, 97), (3, 2_970, 103), (2, 3_030, 98), (1, 3_030, 99)]
)
def test_a_bear_returns_what_its_name_says(
    make_market: MakeMarket, holder: str, exposure: int, dollars: int, nav: int
) -> None:
    """FPLT's 3x BEAR (2021) owed $200 of ETH against $300: it lost 2% when ETH gained 1%, where 3% were promised.
    Here a bear of k owes k times its equity."""
    trading = make_market(is_bear=True, exposure=exposure)
    trading.mint(holder, 1_000 * SHARE)
    collateral, debt, _ = trading.balance_sheet()
    assert (collateral - debt * dollars * USD / ETH) / (1_000 * USD) == pytest.approx(nav, abs=1e-6)
