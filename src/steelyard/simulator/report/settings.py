# SPDX-License-Identifier: Apache-2.0
"""The parameters of a world or a rule as rows: under the names by which `--set` changes them."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from math import isinf
from typing import Any

from steelyard.simulator.series import Series
from steelyard.simulator.sweep import WORLD

Row = tuple[str, Any]


def settings(world: Any) -> list[Row]:
    """Of a world."""
    return list(_rows(world, WORLD))


def parameters(rule: Any) -> list[Row]:
    """Of a rule."""
    return list(_rows(rule, ""))


def _rows(thing: Any, prefix: str) -> Iterator[Row]:
    for field in fields(thing):
        value = getattr(thing, field.name)
        if is_dataclass(value) and not isinstance(value, Series):
            yield f"{prefix}{field.name}", type(value).__name__
            yield from _rows(value, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}", _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Series):
        return f"a record of {len(value):,} values from {value.value.min():g} to {value.value.max():g}"
    if isinstance(value, float) and isinf(value):
        return "none"  # a bound that nothing reaches
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
