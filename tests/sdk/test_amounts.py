# SPDX-License-Identifier: Apache-2.0
"""What is typed is what is meant, to the unit, or is refused with a proposal; what is printed can be typed again."""

import threading
from decimal import ROUND_UP, Decimal, Inexact, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steelyard.sdk.amounts import NATIVE, Asset, plain, scaled, split, understood, units_of
from steelyard.sdk.errors import AmbiguousSymbol, BadAmount, UnknownSymbol

USDC = Asset("0x" + "11" * 20, "USDC", 6)
BRIDGED = Asset("0x" + "22" * 20, "USDC", 18)
CYRILLIC = Asset("0x" + "33" * 20, "USDС", 6)  # noqa: RUF001
WETH = Asset("0x" + "44" * 20, "WETH", 18)
ETH = Asset(NATIVE, "ETH", 18)


@pytest.mark.parametrize(
    ("typed", "units"),
    [("1000", 10**9), ("0.5", 500_000), (".5", 500_000), ("5.", 5 * 10**6), ("1.500000000", 1_500_000)],
)
def test_plain_numbers(typed: str, units: int) -> None:
    assert understood(f"{typed} USDC", None, (USDC,)) == USDC.amount(units)


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("1,000", "1000"), ("1,304.53", "1304.53"), ("1'000", "1000"), ("1e3", "1304.53"), ("-1", "1"), ("0x10", "010"),
        ("9.955189695275411e-7", "1304.53"), ("1.000,50", "1.00050"), ("١٫٥", "1304.53"), ("", "1304.53"),
        (".", "1304.53"), ("NaN", "1304.53"), ("1\u2009000", "1304.53"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_proposal(typed: str, like: str) -> None:
    with pytest.raises(BadAmount, match=f"like {like}$"):
        units_of(typed, 6, "USDC")


def test_more_places_than_there_are_and_more_than_a_word() -> None:
    with pytest.raises(BadAmount, match="has 7 places, USDC has 6"):
        units_of("0.0000001", 6, "USDC")
    with pytest.raises(BadAmount, match="has 19 places, ETH has 18"):
        units_of(Decimal("1e-19"), 18, "ETH")
    with pytest.raises(BadAmount, match="more than any contract"):
        units_of("1" + "0" * 72, 6, "USDC")


@pytest.mark.parametrize("wrong", [0.1, 1e6, True])
def test_no_float(wrong: float) -> None:
    with pytest.raises(BadAmount, match="is no exact number"):
        understood(wrong, "USDC", (USDC,))  # type: ignore[arg-type]


@given(units=st.integers(0, 2**256 - 1), decimals=st.integers(0, 30))
def test_what_is_printed_can_be_typed(units: int, decimals: int) -> None:
    asset = Asset("0x" + "55" * 20, "TKN", decimals)
    assert understood(str(asset.amount(units)), None, (asset,)).units == units
    assert units_of(scaled(units, decimals), decimals, "TKN") == units


def test_the_callers_decimal_context_does_not_matter() -> None:
    units, found = 123_456_789_012_345_678_901_234_567, []

    def run() -> None:
        with localcontext(prec=6, rounding=ROUND_UP) as context:
            context.traps[Inexact] = True
            text = plain(scaled(units, 18))
            found.append((text, units_of(text, 18, "ETH"), units_of(Decimal(text), 18, "ETH"), context.flags[Inexact]))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [("123456789.012345678901234567", units, units, False)]


def test_a_symbol_is_not_an_asset() -> None:
    with pytest.raises(AmbiguousSymbol, match=f"2 assets here are called USDC: {USDC.address}, {BRIDGED.address}"):
        understood("1000 USDC", None, (USDC, BRIDGED))
    assert understood(f"1000 {BRIDGED.address}", None, (USDC, BRIDGED)) == BRIDGED.amount(1_000 * 10**18)
    with pytest.raises(UnknownSymbol, match="'USDC' is none of those taken here"):
        understood("1000 USDC", None, (CYRILLIC, WETH))
    assert understood("1", None, (WETH, USDC)) == WETH.amount(10**18)
    assert understood(WETH.amount(5), None, (USDC, WETH, ETH)) == WETH.amount(5)


@pytest.mark.parametrize("typed", ["1000 USDC please", "1 000 USDC", ""])
def test_one_number_and_one_symbol(typed: str) -> None:
    with pytest.raises(BadAmount, match="is not one number and one symbol"):
        split(typed)
