# SPDX-License-Identifier: Apache-2.0
"""LT and FT back into U, as far as the liquidity vault has the counterpart."""

import pytest

from steelyard.model.pairing.parameters import Fees
from tests.model.pairing.support import PERCENT, UNIT, price_of
from tests.support.pairing_positions import Engine, plain
from tests.support.reverts import reverts
from tests.unit.pairing_engine.accounting import DUST, FT, LP, LT, PAR, SEEN, WAD, shares, terms, three, with_share


def test_half_of_lt(engine: Engine) -> None:
    supply = shares()[LT].supply
    redeemed = engine.redeem(three(), terms(), SEEN, LT, supply // 2, False, shares())
    # of 12 L, 8 are sold for the F of the 4 U paid out
    assert redeemed.amount == pytest.approx(4 * UNIT, abs=DUST)
    assert redeemed.amount <= 4 * UNIT
    assert (redeemed.shares, redeemed.cut) == (supply // 2, 0)
    assert redeemed.position.underlying == 30 * UNIT - redeemed.amount
    assert plain(redeemed.position.leveraged) == (pytest.approx(12 * UNIT, abs=DUST), 0)
    assert plain(redeemed.position.funding) == (0, 18 * UNIT)


def test_a_mismatch_needs_no_swap(engine: Engine) -> None:
    position = three()
    mixed = type(position)(
        3, position.underlying, PAR, position.index, type(position.leveraged)(24 * UNIT, 6 * UNIT), position.funding
    )
    redeemed = engine.redeem(mixed, terms(), SEEN, LT, 500 * WAD, False, with_share(LT, supply=1_000 * WAD))
    # half of $1,200: 3 F pair with 3 of 12 L, and of the other 9 six are sold
    assert redeemed.amount == pytest.approx(6 * UNIT, abs=DUST)
    assert plain(redeemed.position.leveraged) == (12 * UNIT, 3 * UNIT)


def test_all_of_ft_as_far_as_there_is_l(engine: Engine) -> None:
    supply = shares()[FT].supply
    with reverts("redeem: no inventory"):
        engine.redeem(three(), terms(), SEEN, FT, supply, False, shares())
    redeemed = engine.redeem(three(), terms(), SEEN, FT, supply, True, shares())
    # 18 F want 12 L, and LP has 6
    assert redeemed.shares == pytest.approx(supply // 2, abs=DUST)
    assert redeemed.amount == pytest.approx(6 * UNIT, abs=DUST)


def test_partial_is_all_where_inventory_allows_and_whole_where_not(engine: Engine) -> None:
    supply = shares()[LT].supply
    assert engine.redeem(three(), terms(), SEEN, LT, supply, True, shares()).shares == supply
    shown = engine.redeem(three(), terms(), SEEN, FT, 1_199 * WAD, True, shares(index=10**6)).shares
    assert shown % 10**6 == 0
    assert shown == pytest.approx(600 * WAD, abs=2 * 10**6)


def test_nothing_can_be_filled(engine: Engine) -> None:
    no_l = three(leveraged=1_000)
    with reverts("redeem: nothing can be filled"):
        engine.redeem(no_l, terms(), SEEN, FT, 600 * WAD, True, shares())


def test_each_leg_at_the_worse_price(engine: Engine) -> None:
    apart = (price_of(98), price_of(102), 0)
    for side in (LT, FT):
        fair = engine.redeem(three(), terms(), SEEN, side, 100 * WAD, False, shares()).amount
        worse = engine.redeem(three(), terms(), apart, side, 100 * WAD, False, shares()).amount
        assert worse < fair


def test_fee_and_its_cut(engine: Engine) -> None:
    fees = Fees(swap=PERCENT, imbalance=0, liquidity_exit=0, cut=WAD // 2)
    redeemed = engine.redeem(three(), terms(fees=fees), SEEN, LT, shares()[LT].supply // 2, False, shares())
    # x L are sold for x/2 * 0.99 F: 12 - x = 0.495 x
    sold = 12 / 1.495
    assert redeemed.amount == pytest.approx((12 - sold) * UNIT, rel=1e-12)
    gain = 400 - (12 - sold) * 100
    assert redeemed.cut == pytest.approx(gain / 2 * 1_000 / (1_000 + gain / 2) * WAD, rel=1e-9)


def test_refusals(engine: Engine) -> None:
    with reverts("redeem: not LT or FT"):
        engine.redeem(three(), terms(), SEEN, LP, WAD, False, shares())
    with reverts("redeem: zero shares"):
        engine.redeem(three(), terms(), SEEN, LT, 0, False, shares())
    with reverts("price: out of range"):
        engine.redeem(three(), terms(), (PAR, price_of(89), 0), LT, WAD, False, shares())
