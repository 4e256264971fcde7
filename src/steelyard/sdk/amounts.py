# SPDX-License-Identifier: Apache-2.0
"""Money at the edge: text and `Decimal` with a symbol outside, whole units of an asset inside, never a float.

Nothing here depends on the caller's decimal context, and what is printed can be typed again, exactly.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from steelyard.sdk.errors import AmbiguousSymbol, BadAmount, UnknownSymbol

ALL = "all"
"""Typed instead of a number: everything that the account has."""
NATIVE = "0x0000000000000000000000000000000000000000"
"""Stands for the native coin where an asset's address is asked for."""

_NUMBER = re.compile(r"(\d*)(?:\.(\d*))?", re.ASCII)
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}", re.ASCII)


@dataclass(frozen=True)
class Asset:
    """An ERC-20, or the native coin at the address `NATIVE`. The address is what it is, the symbol its name."""

    address: str
    symbol: str
    decimals: int

    def amount(self, units: int) -> "Amount":
        """So many of its smallest units."""
        return Amount(units, self)

    def __str__(self) -> str:
        return f"{self.symbol} ({self.address})"

    def to_dict(self) -> dict[str, Any]:
        """Returns address, symbol and decimals."""
        return {"address": self.address, "symbol": self.symbol, "decimals": self.decimals}


@dataclass(frozen=True)
class Amount:
    """Units of an asset: `units` counts its smallest ones, the text is in whole ones and exact."""

    units: int
    asset: Asset

    @property
    def decimal(self) -> Decimal:
        """Whole ones, exactly."""
        return scaled(self.units, self.asset.decimals)

    def __str__(self) -> str:
        return f"{plain(self.decimal)} {self.asset.symbol}"

    def to_dict(self) -> dict[str, Any]:
        """Returns units and whole ones as text, symbol and address."""
        return {
            "units": str(self.units),
            "amount": plain(self.decimal),
            "symbol": self.asset.symbol,
            "address": self.asset.address,
        }


Typed: TypeAlias = str | int | Decimal | Amount
"""What a caller may give for an amount: "1000 USDC", "0.5", Decimal("0.5"), 1000 (whole ones), an `Amount`."""


def scaled(units: int, decimals: int) -> Decimal:
    """Returns `units` / 10**`decimals`, exactly, in any decimal context."""
    digits = tuple(int(digit) for digit in str(abs(units)))
    return Decimal((int(units < 0), digits, -decimals))


def plain(number: Decimal) -> str:
    """Returns the digits of `number` without exponent and without zeros at the end of its fraction."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def units_of(number: str | int | Decimal, decimals: int, what: str) -> int:
    """Returns the smallest units of `number` whole ones; `what` names them in a refusal.

    Raises `BadAmount` for a float, a sign, an exponent, separators, or more places than there are.
    """
    if isinstance(number, bool | float):
        raise BadAmount(f'amount: {number!r} is no exact number; write "{number} {what}" or Decimal("{number}")')
    text = plain(number) if isinstance(number, Decimal) and number.is_finite() else str(number).strip()
    whole, fraction = _digits(text, what)
    fraction = fraction.rstrip("0")
    if len(fraction) > decimals:
        raise BadAmount(f"amount: {text} has {len(fraction)} places, {what} has {decimals}; write no more than those")
    units = int(f"{whole or '0'}{fraction.ljust(decimals, '0')}")
    if units >= 2**256:
        raise BadAmount(f"amount: {text} {what} is more than any contract can hold; write less")
    return units


def split(typed: str | int | Decimal, symbol: str | None = None) -> tuple[str | int | Decimal, str | None]:
    """Returns number and symbol (or address) of "1000 USDC"; `symbol` is what was given apart."""
    if not isinstance(typed, str):
        return typed, symbol
    parts = typed.split()
    if symbol is None and len(parts) == 2:
        return parts[0], parts[1]
    if len(parts) == 1:
        return parts[0], symbol
    raise BadAmount(f'amount: "{typed}" is not one number and one symbol; write it like "1000 USDC"')


def choose(symbol: str | None, offered: tuple[Asset, ...]) -> Asset:
    """Returns the one of `offered` that `symbol`, or an address, means; None means the first.

    Raises `UnknownSymbol` if none is called that, `AmbiguousSymbol` if several are: an address decides.
    """
    if symbol is None:
        return offered[0]
    is_address = _ADDRESS.fullmatch(symbol) is not None
    found = [one for one in offered if (one.address.lower() == symbol.lower() if is_address else one.symbol == symbol)]
    if not found:
        known = ", ".join(str(one) for one in offered)
        raise UnknownSymbol(
            f"asset: {symbol!r} is none of those taken here: {known}; write one of these, or its address"
        )
    if len(found) > 1:
        known = ", ".join(one.address for one in found)
        raise AmbiguousSymbol(
            f"asset: {len(found)} assets here are called {symbol}: {known}; write the address you mean"
        )
    return found[0]


def understood(typed: Typed, symbol: str | None, offered: tuple[Asset, ...]) -> Amount:
    """Returns the amount that was typed, of one of the assets `offered`."""
    if isinstance(typed, Amount):
        return choose(typed.asset.address, offered).amount(typed.units)
    number, name = split(typed, symbol)
    asset = choose(name, offered)
    return asset.amount(units_of(number, asset.decimals, asset.symbol))


def _digits(text: str, what: str) -> tuple[str, str]:
    match = _NUMBER.fullmatch(text)
    if match and (match[1] or match[2]):
        return match[1], match[2] or ""
    proposal = re.sub(r"[^0-9.]", "", text.replace(",", "")) if text.isascii() else ""
    like = proposal if re.fullmatch(r"\d+(\.\d+)?", proposal) and "e" not in text.lower() else "1304.53"
    raise BadAmount(
        f"amount: {text!r} is no plain number above 0; write {what} with digits and at most one point, like {like}"
    )
