# SPDX-License-Identifier: Apache-2.0
"""LT and FT by a swap with the liquidity vault, LP without one."""

from dataclasses import replace

import pytest

from steelyard.model.pairing.parameters import Fees
from tests.model.pairing.support import PERCENT, UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.support.reverts import BARE, reverts
from tests.unit.pairing_engine.accounting import (
    DUST,
    FT,
    LP,
    LT,
    PAR,
    SEED,
    SEEN,
    WAD,
    shares,
    terms,
    three,
    with_share,
    without,
)


def test_ninety_dollars_of_lt_buy_sixty_of_l(engine: Engine) -> None:
    minted = engine.mint(three(), terms(), SEEN, LT, 9 * UNIT // 10, shares())
    assert minted.position.underlying == 309 * UNIT // 10
    assert minted.position.leveraged.leveraged == pytest.approx(267 * UNIT // 10, abs=DUST)
    assert plain(minted.position.funding) == (0, 18 * UNIT)
    assert minted.shares == pytest.approx(90 * WAD, abs=DUST)
    assert minted.shares <= 90 * WAD
    assert (minted.lock, minted.cut) == (0, 0)


def test_ninety_dollars_of_ft_buy_thirty_of_f(engine: Engine) -> None:
    minted = engine.mint(three(), terms(), SEEN, FT, 9 * UNIT // 10, shares())
    assert minted.position.funding.funding == pytest.approx(1935 * UNIT // 100, abs=DUST)
    assert plain(minted.position.leveraged) == (24 * UNIT, 0)
    assert minted.shares == pytest.approx(90 * WAD, abs=DUST)


def test_deposit_at_an_edge_pays_for_its_leverage(engine: Engine) -> None:
    assert engine.mint(three(), terms(), SEEN, LP, UNIT, shares()).shares == 100 * WAD - 1
    # |6 L - 12 F| * $66.67 / $1,000 = 0.4 off par, times 0.25%
    margin = WAD // 400
    both = engine.mint(three(), terms(margin=margin), SEEN, LP, UNIT, shares())
    assert both.shares < 100 * WAD * (WAD - margin * 4 // 10) // WAD
    assert both.shares == pytest.approx(100 * WAD * 0.999, rel=2e-3)
    assert plain(both.position) == plain(replace(three(), underlying=31 * UNIT))


def test_shares_are_the_smaller_count_of_both_prices(engine: Engine) -> None:
    apart = (price_of(98), price_of(102), 0)
    close = engine.mint(three(), terms(), SEEN, LT, UNIT, shares()).shares
    far = engine.mint(three(), terms(), apart, LT, UNIT, shares()).shares
    third = engine.mint(three(), terms(), (PAR, price_of(99), price_of(102)), LT, UNIT, shares()).shares
    # L is bought at $102, where 1 U is $102 / $35.33 of L; $100 / $33.33 per share are the fewer
    assert far == third == pytest.approx(102 / (106 / 3) * 100 / 3 * WAD, rel=1e-9)
    assert far < close


def test_whole_shares_as_shown(engine: Engine) -> None:
    states = shares(index=10**6)
    minted = engine.mint(three(), terms(), SEEN, LT, UNIT, states).shares
    exact = engine.mint(three(), terms(), SEEN, LT, UNIT, shares()).shares
    assert minted == exact - exact % 10**6 != exact
    with reverts("mint: nothing"):
        engine.mint(three(), terms(), SEEN, LT, UNIT, shares(index=10**21))


def test_cut_is_half_of_the_fee_in_lp_shares(engine: Engine) -> None:
    fees = Fees(swap=PERCENT, imbalance=0, liquidity_exit=0, cut=WAD // 2)
    minted = engine.mint(three(), terms(fees=fees), SEEN, LT, 9 * UNIT // 10, shares())
    # 1% of $60 stays with LP, half of it for the fee recipient: $0.30 of $1,000.60
    assert minted.cut == pytest.approx(0.3 * 1_000 / 1_000.3 * WAD, rel=1e-9)
    assert minted.shares == pytest.approx(89.4 * WAD, rel=1e-9)


def test_imbalance_fee_on_top(engine: Engine) -> None:
    fees = Fees(swap=0, imbalance=2 * PERCENT, liquidity_exit=0)
    minted = engine.mint(three(), terms(fees=fees), SEEN, LT, 9 * UNIT // 10, shares())
    # LP's L falls from 0.6 of its balance to 0.42 (0.425 with the highest fee kept in the vault)
    mean = 0.02 * (0.58**6 - 0.4**6) / (6 * 0.18)
    assert 90 - minted.shares / WAD == pytest.approx(60 * mean, rel=0.05)


def test_first_of_a_generation_counts_dollars_and_locks_the_seed(engine: Engine) -> None:
    empty = three(leveraged=0)
    minted = engine.mint(empty, terms(), SEEN, LT, 9 * UNIT // 10, without(LT))
    assert minted.shares == pytest.approx(80 * WAD, abs=DUST)
    assert minted.lock == SEED
    with reverts("mint: first below 20 dollars"):
        engine.mint(empty, terms(), SEEN, LT, UNIT // 5 - 1, without(LT))
    deposited = engine.mint(three(1_000, 2_000), terms(), SEEN, LP, UNIT, without(LP))
    assert (deposited.shares, deposited.lock) == (pytest.approx(90 * WAD, abs=DUST), SEED)


def test_vault_below_one_dollar(engine: Engine) -> None:
    poor = three(leveraged=0.99)
    for side, position in ((LT, poor), (FT, three(funding=0.99)), (LP, three(999.5, 1_999.6))):
        with reverts("mint: vault below one dollar"):
            engine.mint(position, terms(), SEEN, side, UNIT // 10**4, shares())


def test_one_price_out_of_range(engine: Engine) -> None:
    low, high = price_of(90), PAR * (WAD + terms().rise) // WAD
    engine.mint(three(), terms(), (low, high, 0), FT, UNIT, shares())
    for seen in ((low - 1, PAR, 0), (PAR, high + 1, 0), (PAR, PAR, low - 1)):
        with reverts("price: out of range"):
            engine.mint(three(), terms(), seen, LT, UNIT, shares())


def test_market_full(engine: Engine) -> None:
    full = terms(max_underlying=31 * UNIT)
    for side in (LT, FT, LP):
        engine.mint(three(), full, SEEN, side, UNIT, shares())
        with reverts("mint: market full"):
            engine.mint(three(), full, SEEN, side, UNIT + 1, shares())


def test_sides(engine: Engine) -> None:
    with reverts("mint: not LT or FT"):
        engine.mint(three(), terms(), SEEN, 3, UNIT, shares())
    with reverts("mint: no FT here"):
        engine.mint(three(), terms(mints_funding=False), SEEN, FT, UNIT, shares())
    assert engine.mint(three(), terms(mints_funding=False), SEEN, LT, UNIT, shares()).shares


def test_no_more_l_than_the_liquidity_vault_has(engine: Engine) -> None:
    engine.mint(three(), terms(), SEEN, LT, 3 * UNIT - DUST, shares())
    with reverts("mint: no inventory"):
        engine.mint(three(), terms(), SEEN, LT, 3 * UNIT + DUST, shares())


def test_leveraged_cap(engine: Engine) -> None:
    capped = terms(cap_leveraged=81 * PERCENT)  # 3 * $890 / $3,090 = 0.864; $10 more are 0.807
    engine.mint(three(), capped, SEEN, LT, UNIT // 10, shares())
    with reverts("mint: leveraged cap"):
        engine.mint(three(), capped, SEEN, LT, 9 * UNIT // 10, shares())


def test_funding_cap_counts_no_queued_liquidity(engine: Engine) -> None:
    capped = terms(cap_funding=63 * PERCENT)  # $1,290 / (2/3 of $3,090) = 0.626
    engine.mint(three(), capped, SEEN, FT, 9 * UNIT // 10, shares())
    with reverts("mint: funding cap"):
        engine.mint(three(), capped, SEEN, FT, 12 * UNIT // 10, shares())
    waiting = with_share(LP, epochs=(50 * WAD, 50 * WAD))  # a tenth of $1,000: 1,290 / (2/3 of $2,990) = 0.647
    with reverts("mint: funding cap"):
        engine.mint(three(), capped, SEEN, FT, 9 * UNIT // 10, waiting)


def test_nothing_and_too_much(engine: Engine) -> None:
    with reverts("mint: nothing"):
        engine.mint(three(), terms(), SEEN, LT, 0, shares())
    with reverts("mint: market full"):
        engine.mint(three(), terms(), SEEN, LT, 2**200, shares())
    with reverts(BARE):
        engine.mint(three(), terms(max_underlying=2**256 - 1), SEEN, LT, 2**200, shares())


def test_nothing_to_swap_with(engine: Engine) -> None:
    """All L is LT's, all F is FT's."""
    with reverts("mint: no inventory"):
        engine.mint(three(1_000, 2_000), terms(), SEEN, LT, UNIT, shares())


def test_no_cut_in_shares_of_a_vault_that_is_worth_nothing(engine: Engine) -> None:
    """LP holds L alone, and what is owed to F has grown beyond the price."""
    position = three(800, 2_000)
    sunk = replace(position, index=2 * position.index)
    fees = Fees(swap=PERCENT, imbalance=0, liquidity_exit=0, cut=WAD // 2)
    minted = engine.mint(sunk, terms(fees=fees, cap_funding=2 * WAD), SEEN, FT, UNIT, shares(position))
    assert minted.cut == 0
    assert plain(minted.position.funding) == (0, 31 * UNIT)
    assert minted.shares == 2_000 * WAD // 30  # a thirtieth more F
