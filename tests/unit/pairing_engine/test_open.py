# SPDX-License-Identifier: Apache-2.0
"""The first position: $10 in each vault, the rest the opener's."""

import pytest

from steelyard.model.pairing.valuation import ONE
from tests.model.pairing.support import UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import E36, PAR, SEED, WAD, terms


def test_opens_with_ten_dollars_in_each_vault(engine: Engine) -> None:
    opened = engine.open(terms(), PAR, PAR, 30 * UNIT)
    # $10 are 0.3 L of $33.33, and 0.15 F of $66.67
    assert plain(opened.position) == (30 * UNIT, PAR, ONE, (3 * UNIT // 10, 0), (0, 15 * UNIT // 100))
    assert opened.shares == 2_970 * WAD - 1  # the marks' rounding costs one unit
    assert (opened.lock, opened.cut) == (SEED, 0)


def test_of_a_bear_counts_dollars_in_the_underlying(engine: Engine) -> None:
    opened = engine.open(terms(is_bear=True, dollar=10**6), E36 // 2_000, E36 // 2_000, 100 * 10**6)
    assert plain(opened.position)[3:] == ((30 * 10**6, 0), (0, 15 * 10**6))
    assert opened.shares == pytest.approx(70 * WAD, rel=1e-9)


def test_seed_of_the_funding_vault_is_rounded_up(engine: Engine) -> None:
    # $10 are 334 units of U at $0.03 each; 334 * 3 / 2 is whole, at 4x a third is not
    opened = engine.open(terms(target=4, dollar=3), E36 * 3 // 100, E36 * 3 // 100, 10**6)
    assert plain(opened.position)[3:] == ((4_000, 0), (0, 1_334))


def test_prices_under_12_digits(engine: Engine) -> None:
    with reverts("open: under 12 digits"):
        engine.open(terms(), 10**11 - 1, 10**11 - 1, 30 * UNIT)


def test_spot_a_quarter_of_the_fall_from_the_mean(engine: Engine) -> None:
    engine.open(terms(), price_of(102.5), PAR, 30 * UNIT)
    with reverts("open: spot far from twap"):
        engine.open(terms(), price_of(102.5) + 1, PAR, 30 * UNIT)
    with reverts("open: spot far from twap"):
        engine.open(terms(), price_of(97.5) - 1, PAR, 30 * UNIT)


def test_more_than_the_market_may_hold(engine: Engine) -> None:
    engine.open(terms(max_underlying=30 * UNIT), PAR, PAR, 30 * UNIT)
    with reverts("mint: market full"):
        engine.open(terms(max_underlying=30 * UNIT), PAR, PAR, 30 * UNIT + 1)


def test_less_than_the_seeds(engine: Engine) -> None:
    with reverts("open: seeds not covered"):
        engine.open(terms(), PAR, PAR, 3 * UNIT // 10)


def test_liquidity_below_twenty_dollars(engine: Engine) -> None:
    engine.open(terms(), PAR, PAR, 4 * UNIT // 10 + 1)
    with reverts("open: LP below 20 dollars"):
        engine.open(terms(), PAR, PAR, 4 * UNIT // 10)


def test_seeds_past_a_cap(engine: Engine) -> None:
    with reverts("mint: leveraged cap"):
        engine.open(terms(cap_leveraged=WAD // 200), PAR, PAR, 30 * UNIT)
    with reverts("mint: funding cap"):
        engine.open(terms(cap_funding=WAD // 201), PAR, PAR, 30 * UNIT)
