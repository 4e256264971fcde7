# SPDX-License-Identifier: Apache-2.0
"""The swap fee (PAIR-FEE-01): exact mean of f, nothing towards balance, no gain from cutting a trade in pieces."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.imbalance import mean_fee, swap_rate
from steelyard.model.pairing.parameters import PERCENT, Fees
from steelyard.model.pairing.trades import Prices, entry_fee, mint, redeem
from steelyard.model.pairing.valuation import Position, Side
from tests.model.pairing.support import E36, FT, LP, LT, NO_FEES, UNIT, par_position

FEES = Fees()
MAXIMUM = 2 * PERCENT


def exact(before: int, after: int) -> Fraction:
    """The integral of f over the path, by its antiderivative."""
    z0, z1 = (max(Fraction(E36 - q, E36), Fraction(0)) for q in (before, after))
    return Fraction(MAXIMUM, WAD) * (z1**6 - z0**6) / 6 / Fraction(before - after, E36)


@given(before=st.integers(1, 3 * E36), part=st.integers(0, E36 - 1))
@settings(max_examples=200, deadline=None)
def test_mean_is_the_integral_of_f(before: int, part: int) -> None:
    after = before * part // E36
    assert abs(Fraction(mean_fee(MAXIMUM, before, after), E36) - exact(before, after)) <= Fraction(60, E36)
    assert Fraction(mean_fee(MAXIMUM, before, after), E36) >= exact(before, after)


def test_towards_balance_only_the_flat_fee_is_charged() -> None:
    position = par_position(3, leveraged=100, funding=1_900)
    rate = swap_rate(FEES, position.liquidity, position.marks(position.reference), LT, UNIT * E36)
    assert rate == FEES.swap * WAD


@pytest.mark.parametrize(("emptied", "percent"), [(0.5, 0.0625), (0.75, 0.4746), (0.9, 1.181), (1.0, 2.0)])
def test_f_on_the_way_to_empty(emptied: float, percent: float) -> None:
    q = round((1 - emptied) * 10**9) * 10**27
    assert 100 * mean_fee(MAXIMUM, q, q) / E36 == pytest.approx(percent, rel=1e-3)


def taken(position: Position, side: Side, amounts: list[int], prices: Prices) -> int:
    total = 0
    for amount in amounts:
        trade = mint(position, FEES, prices, side, amount)
        position, total = trade.position, total + trade.amount
    return total


def given_back(position: Position, side: Side, parts: list[int], prices: Prices) -> int:
    supply, total = 10**24, 0
    for part in parts:
        trade = redeem(position, FEES, prices, side, part, supply)
        position, total, supply = trade.position, total + trade.amount, supply - part
    return total


def pieces(amount: int, cuts: list[int]) -> list[int]:
    marks = [0, *sorted(amount * cut // 1_000 for cut in cuts), amount]
    return [end - start for start, end in zip(marks, marks[1:], strict=False) if end > start]


MOVES = st.integers(-8, 8)
CUTS = st.lists(st.integers(1, 999), min_size=1, max_size=20)


@given(leveraged=st.integers(50, 600), funding=st.integers(50, 1_200), size=st.integers(1, 999), move=MOVES, cuts=CUTS)
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("side", [LT, FT])
def test_pieces_of_a_mint_pay_no_less(
    side: Side, leveraged: int, funding: int, size: int, move: int, cuts: list[int]
) -> None:
    position = par_position(3, leveraged, funding)
    price = position.reference * (100 + move) // 100
    prices = Prices(price, price)
    marks = position.marks(price)
    room = position.liquidity.of(side) * marks.of(side) // marks.of(side.other)
    parts = pieces(room * size // 1_000, cuts)
    assert taken(position, side, parts, prices) <= taken(position, side, [sum(parts)], prices) + 2 * len(parts)


@given(
    leveraged=st.integers(300, 900), funding=st.integers(600, 1_600), size=st.integers(1, 999), move=MOVES, cuts=CUTS
)
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("side", [LT, FT])
def test_pieces_of_a_redemption_pay_no_less(
    side: Side, leveraged: int, funding: int, size: int, move: int, cuts: list[int]
) -> None:
    position = par_position(3, leveraged, funding)
    price = position.reference * (100 + move) // 100
    prices = Prices(price, price)
    gap, held = position.vault(side).of(side), position.liquidity.of(side.other)
    part = min(10**24, held * 10**24 // gap) * size // 1_000
    parts = pieces(part, cuts)
    whole = given_back(position, side, [sum(parts)], prices)
    assert given_back(position, side, parts, prices) <= whole + 2 * len(parts)


@given(
    leveraged=st.integers(300, 900),
    funding=st.integers(600, 1_600),
    shares=st.integers(1, 10**22),
    amount=st.integers(1, 10**17),
    move=st.integers(-800, 800),
)
@settings(max_examples=200, deadline=None)
@pytest.mark.parametrize("side", [LT, FT])
def test_without_fees_lp_never_loses_a_unit_to_rounding(
    side: Side, leveraged: int, funding: int, shares: int, amount: int, move: int
) -> None:
    position = par_position(3, leveraged, funding)
    price = position.reference * (10_000 + move) // 10_000 + move
    prices = Prices(price, price)
    for after in (
        redeem(position, NO_FEES, prices, side, shares, 10**24).position,
        mint(position, NO_FEES, prices, side, amount).position,
    ):
        assert after.value(LP, price) >= position.value(LP, price)


@pytest.mark.parametrize(("leveraged", "funding", "distance"), [(800, 1_200, 0.4), (500, 1_000, 0), (0, 1_000, 0.5)])
def test_entry_fee_is_the_margin_times_the_distance_of_lp_from_no_leverage(
    leveraged: int, funding: int, distance: float
) -> None:
    position, margin = par_position(3, leveraged, funding), PERCENT // 2
    assert entry_fee(position, margin, position.reference) == pytest.approx(margin * distance, rel=1e-5, abs=1e11)
