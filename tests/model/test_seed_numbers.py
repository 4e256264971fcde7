# SPDX-License-Identifier: Apache-2.0
"""G1 to G8: the numbers of the seeds, on the integer twin.

One dollar is 1e6 quote units; no fees, no interest, landing on the target.
"""

from dataclasses import astuple, dataclass, replace
from fractions import Fraction

import pytest

from steelyard.model.clock import Clock
from steelyard.model.lending.rate_models import KinkedRateModel
from steelyard.model.leverage.anchored_token import AnchoredToken, nav_down
from steelyard.model.leverage.leveraged_token import LeveragedToken
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.rounding import WAD
from steelyard.model.presets.leverage import NO_INTEREST, parameters
from steelyard.model.scenario.leverage import LeverageScenario, SettablePrice, oracle_price

USD = 10**6
SHARE = WAD
BIG = 2**100


@dataclass
class DollarPrice(SettablePrice):
    """Dollars for a whole underlying, of a bear's oracle upside down."""

    is_bear: bool = False

    def see(self, dollars: Fraction | int) -> None:
        price = Fraction(dollars)
        self.set(oracle_price(price.numerator, USD, WAD, self.is_bear, scale=price.denominator))


def market(exposure: int, is_bear: bool) -> tuple[LeveragedToken, DollarPrice]:
    """1,000 shares at 2,000 dollars, and a filler with plenty."""
    oracle = DollarPrice(0, is_bear=is_bear)
    oracle.see(2_000)
    free = KinkedRateModel(*astuple(NO_INTEREST))
    scenario = LeverageScenario(Clock(1_700_000_000), rate_model=free, hourly_part=WAD)
    lent = 10**9 * (WAD if is_bear else USD)
    pool = scenario.add_pool(is_bear, lent)
    to_target = replace(parameters(exposure * WAD, is_bear), landing=0)
    token = scenario.add_token(pool, to_target, oracle, lent // 10)
    scenario.fund(("holder", "filler"), 10**30, token)
    token.mint(1_000 * SHARE, "holder", "holder", sender="holder")
    return token, oracle


def bull() -> tuple[LeveragedToken, DollarPrice]:
    return market(3, is_bear=False)


def bear(exposure: int) -> tuple[LeveragedToken, DollarPrice]:
    return market(exposure, is_bear=True)


def per_share(token: LeveragedToken, oracle: DollarPrice) -> tuple[float, float]:
    """Assets and debt per share, in dollars."""
    sheet = token.balance_sheet()
    assets = sheet.collateral * oracle.price() / E36
    quote = E36 / oracle.price() if token.is_bear else 1.0
    scale = quote / USD / (sheet.supply / SHARE)
    return assets * scale, sheet.debt * scale


def test_g1_bull_after_a_rise_of_20_percent() -> None:
    token, oracle = bull()
    oracle.see(2_400)
    assets, debt = per_share(token, oracle)
    assert (assets - debt, assets / (assets - debt)) == pytest.approx((160, 2.25))
    out, _ = token.releverage(BIG, 0, "filler", sender="filler")
    assert out / USD / 1_000 == pytest.approx(120)
    assert per_share(token, oracle) == pytest.approx((480, 320))


def test_g2_bull_after_a_fall_of_20_percent() -> None:
    token, oracle = bull()
    oracle.see(1_600)
    assets, debt = per_share(token, oracle)
    assert (assets - debt, assets / (assets - debt)) == pytest.approx((40, 6))
    _, paid = token.deleverage(BIG, 0, "filler", sender="filler")
    assert paid / USD / 1_000 == pytest.approx(120)
    assert per_share(token, oracle) == pytest.approx((120, 80))


def test_g3_bull_after_a_rise_of_50_percent() -> None:
    token, oracle = bull()
    oracle.see(3_000)
    assert per_share(token, oracle) == pytest.approx((450, 200))


def test_g4_mint_at_120_without_rebalance() -> None:
    """The price that makes the net value 120 is 2,000 * 320/300: payer 120, pool 200, collateral worth 320."""
    token, oracle = bull()
    oracle.see(Fraction(320 * 2_000, 300))
    collateral, lent, shares = token.mint(SHARE, "holder", "holder", sender="holder")
    worth = collateral * oracle.price() // E36
    assert worth / USD == pytest.approx(320) and lent / USD == pytest.approx(200) and shares == SHARE
    assert (worth - lent) / USD == pytest.approx(120)


def test_g5_redeem_at_110() -> None:
    token, oracle = bull()
    oracle.see(Fraction(310 * 2_000, 300))
    collateral, debt = token.redeem(SHARE, "holder", "holder", sender="holder")
    sold = collateral * oracle.price() // E36
    assert sold / USD == pytest.approx(310) and debt / USD == pytest.approx(200)
    assert (sold - debt) / USD == pytest.approx(110)


@pytest.mark.parametrize(("dollars", "value"), [(2_020, 97), (1_980, 103)])
def test_g6_true_bear(dollars: int, value: int) -> None:
    """A true -3x holds $400 and owes $300."""
    token, oracle = bear(3)
    assert per_share(token, oracle) == pytest.approx((400, 300))
    oracle.see(dollars)
    assets, debt = per_share(token, oracle)
    assert assets - debt == pytest.approx(value)


def test_g6_seed_bear() -> None:
    """The balance sheet of the seed, $300 and $200, is a -2x."""
    token, oracle = bear(2)
    assert per_share(token, oracle) == pytest.approx((300, 200))
    oracle.see(2_020)
    assets, debt = per_share(token, oracle)
    assert assets - debt == pytest.approx(98)


def test_g7_a_unit_at_8_dollars_is_restored_to_100() -> None:
    """The price that makes the net value 8 is 2,000 * 208/300; 1,000 units become 80, worth $8,000 as before."""
    token, oracle = bull()
    anchored = AnchoredToken(token.shares, token.clock, "anchored", 100 * WAD, 10 * WAD, 0)
    token.mint(SHARE, "holder", "holder", sender="holder")  # the seed lock took a tenth of a share
    token.shares.approve("anchored", BIG, sender="holder")
    assert anchored.wrap(1_000 * SHARE, "holder", sender="holder") == 1_000 * WAD
    oracle.see(Fraction(208 * 2_000, 300))
    sheet = token.balance_sheet()
    nav = nav_down(sheet.collateral, sheet.debt, sheet.supply, oracle.price(), USD, token.is_bear)
    assert nav / WAD == pytest.approx(8)
    assert not anchored.rebase(nav, 1)
    token.clock.advance(600)
    assert anchored.rebase(nav, 2)
    units = anchored.balance_of("holder")
    assert units / WAD == pytest.approx(80)
    assert nav * anchored.factor / 10**27 / WAD == pytest.approx(100)
    assert anchored.shares_of("holder") == 1_000 * SHARE


def test_g8_first_mint_is_100_dollars_at_target_leverage() -> None:
    token, oracle = bull()
    sheet = token.balance_sheet()
    assert sheet.supply == 1_000 * SHARE
    assets, debt = per_share(token, oracle)
    assert assets - debt == pytest.approx(100) and assets / (assets - debt) == pytest.approx(3)
