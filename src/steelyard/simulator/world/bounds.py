# SPDX-License-Identifier: Apache-2.0
"""What a number may be; whatever else is given is refused in a sentence with the value, the bound and what to write."""

from collections.abc import Callable
from math import isfinite, nan
from numbers import Real

from steelyard.model.libraries.errors import Reverted
from steelyard.model.libraries.rounding import WAD
from steelyard.simulator.series import Series

FOREVER = 10**10
"""Seconds, for what is never to happen."""

MOST_DOLLARS = 1e15
"""More than there are."""


def within(name: str, value: object, low: float, high: float, remedy: str = "", *, is_whole: bool = False) -> None:
    """Raises ValueError unless `value` is a number from `low` to `high`, a whole one if `is_whole`."""
    hint = f"; {remedy}" * bool(remedy)
    number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else nan
    if not isfinite(number):
        raise ValueError(f"{name} is {value!r}, which is no finite number; write one from {low:g} to {high:g}{hint}")
    if not low <= number <= high:
        raise ValueError(f"{name} is {number:g}; it must be from {low:g} to {high:g}{hint}")
    if is_whole and number != int(number):
        raise ValueError(f"{name} is {number:g}; write a whole number from {low:g} to {high:g}{hint}")


def all_within(name: str, value: object, low: float, high: float, remedy: str = "") -> None:
    """The same for a number, or for each value of a series."""
    if isinstance(value, Series):
        within(f"the lowest {name}", float(value.value.min()), low, high, remedy)
        within(f"the highest {name}", float(value.value.max()), low, high, remedy)
    else:
        within(name, value, low, high, remedy)


def as_contracts(what: str, check: Callable[[], object]) -> None:
    """Runs a check of the contracts; raises ValueError with its reason, its fractions written as such."""
    try:
        check()
    except Reverted as fault:
        values = ", ".join(f"{name} {_number(value)}" for name, value in fault.values.items())
        raise ValueError(f"{what}: {fault.reason}" + f" ({values})" * bool(values)) from None


def _number(value: object) -> str:
    """Fractions are scaled by 1e18; seconds are not, and far below what a fraction is."""
    return f"{value / WAD if abs(value) > FOREVER else value:g}" if isinstance(value, int) else f"{value}"
