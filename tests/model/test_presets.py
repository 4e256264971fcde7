# SPDX-License-Identifier: Apache-2.0
"""Presets are what the factories take, and what the documents say."""

from dataclasses import replace
from pathlib import Path

import pytest

from steelyard.model.factory import bounds
from steelyard.model.factory.bounds import AssetFacts, TokenFacts
from steelyard.model.factory.pairing_bounds import Listing, SourceFacts, check_terms
from steelyard.model.leverage.leveraged_token import Parameters
from steelyard.model.leverage.rebalance_rule import E36
from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import TARGETS
from steelyard.model.presets import leverage, pairing

USDC, WETH = AssetFacts(True, 6, 10**17), AssetFacts(True, 18, 10**26)
TOKENS = [leverage.BULL_2X, leverage.BULL_3X, leverage.BEAR_1X, leverage.BEAR_2X, leverage.BEAR_3X]


def check(terms: Parameters) -> None:
    held, owed, price = (USDC, WETH, E36 * 10**12 // 2_000) if terms.is_bear else (WETH, USDC, 2_000 * E36 // 10**12)
    bounds.check_token("name", "symbol", terms, TokenFacts("debt", "collateral", owed, held, price, True))


@pytest.mark.parametrize("terms", TOKENS)
def test_tokens_are_within_the_bounds(terms: Parameters) -> None:
    check(terms)
    check(replace(terms, fees=replace(leverage.ALL_FEES, recipient="0x" + "11" * 20)))
    offset = WAD if terms.is_bear else 0
    edges = (terms.lower - offset) * (terms.upper - offset)
    assert edges == pytest.approx((terms.target - offset) ** 2, rel=1e-15)  # log-symmetric in exposure


def test_a_preset_out_of_bounds_would_be_seen() -> None:
    generous = replace(leverage.TOLERANCE, under=bounds.MAX_UNDER_TOLERANCE + 1)
    with pytest.raises(Reverted, match="under over"):
        check(replace(leverage.BULL_3X, tolerance=generous))


def test_landing_and_tolerances_are_those_of_the_study() -> None:
    t = leverage.TOLERANCE
    percents = (t.minimum, t.over, t.emergency, t.under)
    study = (Path(__file__).parents[2] / "docs/studies/parameters.md").read_text()
    assert "| tolerances | {:.2f}, {:.0f}, {:.0f}, {:.1f}% |".format(*(100 * one / WAD for one in percents)) in study
    assert f"| landing | {leverage.LANDING / WAD:.2f} " in study


def test_rate_models_and_wrappers_are_within_the_bounds() -> None:
    for rates in (leverage.NO_INTEREST, leverage.KINKED):
        bounds.check_kinked(rates)
    bounds.check_adaptive(leverage.ADAPTIVE)
    bounds.check_anchored(leverage.anchored("name", "symbol"))


@pytest.mark.parametrize("is_bear", [False, True])
@pytest.mark.parametrize("target", TARGETS)
def test_pairing_pools_are_within_the_bounds(target: int, is_bear: bool) -> None:
    terms = replace(pairing.parameters(target, is_bear), fees=pairing.ALL_FEES)
    listing = Listing("name", "symbol", "asset", "0x" + "11" * 20, terms)
    source = SourceFacts("asset", pairing.margin_of(target), is_bear, True)
    check_terms(listing, USDC if is_bear else WETH, source)
    wide = replace(listing, terms=replace(terms, cap_funding=terms.cap_funding + 1))
    with pytest.raises(Reverted, match="caps: funding over 60%"):
        check_terms(wide, USDC if is_bear else WETH, source)
