# SPDX-License-Identifier: Apache-2.0
"""How results show themselves: as a table to people, as plain types to programs."""

from collections.abc import Iterable, Sequence
from dataclasses import field, fields
from decimal import Decimal
from typing import Any

from steelyard.sdk.amounts import plain, scaled

WAD_DECIMALS = 18
_PLACES, _DIGITS = 6, 4
_PERCENT = {"percent": True}
_HIDDEN = {"hidden": True}


def percent() -> Any:
    """A field of a part of one that people read in percent."""
    return field(metadata=_PERCENT)


def hidden() -> Any:
    """A field that belongs to the work, not to the result: neither in tables nor in `to_dict`."""
    return field(metadata=_HIDDEN, repr=False, compare=False)


def wad(number: int) -> Decimal:
    """A number scaled by 1e18, exactly."""
    return scaled(number, WAD_DECIMALS)


class Shown:
    """A dataclass that prints as a table and turns into plain types. Tables cut ratios and prices, never amounts.

    In `to_dict` amounts, parts and ratios are text, for JSON numbers lose digits; times are seconds, blocks numbers.
    """

    def rows(self) -> list[tuple[str, str]]:
        """Returns label and text of each field."""
        return [(one.name.replace("_", " "), _text(getattr(self, one.name), one.metadata)) for one in _shown(self)]

    def to_dict(self) -> dict[str, Any]:
        """Returns the fields by name, as numbers, text, lists and dictionaries."""
        return {one.name: _plain(getattr(self, one.name)) for one in _shown(self)}

    def __str__(self) -> str:
        return aligned(self.rows())


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Returns the rows with their columns under each other."""
    table = list(rows)
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )


class Rows(list[Any]):
    """A list of results that prints as one table."""

    def __init__(self, items: Iterable[Shown], columns: Sequence[str]) -> None:
        super().__init__(items)
        self._columns = columns

    def __str__(self) -> str:
        body = [[dict(item.rows())[column] for column in self._columns] for item in self]
        return aligned([self._columns, *body])

    def to_dict(self) -> list[dict[str, Any]]:
        """Returns each as a dictionary."""
        return [item.to_dict() for item in self]


def _shown(item: Any) -> list[Any]:
    return [one for one in fields(item) if not one.metadata.get("hidden")]


def _text(value: Any, metadata: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{_short(_times_100(value))}%" if metadata.get("percent") else _short(value)
    if isinstance(value, tuple | list):
        return ", ".join(_text(item, metadata) for item in value) or "-"
    return str(value)


def _short(value: Decimal) -> str:
    """Six places, or as many as it takes to show four digits; cut, not rounded."""
    whole, _, fraction = plain(value).partition(".")
    leading = len(fraction) - len(fraction.lstrip("0")) if whole.lstrip("-") == "0" else 0
    fraction = fraction[: max(_PLACES, leading + _DIGITS)].rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _times_100(value: Decimal) -> Decimal:
    sign, digits, exponent = value.as_tuple()
    return Decimal((sign, digits, int(exponent) + 2))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value.to_dict() if hasattr(value, "to_dict") else value
