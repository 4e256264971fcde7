# SPDX-License-Identifier: Apache-2.0
"""The engine beside its model: each function answers and refuses the same, to the unit."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest

from steelyard.model.layout import OFFERS, SALE
from steelyard.model.leverage import leverage_engine
from steelyard.model.leverage.lifecycle import Ending
from steelyard.model.libraries.rounding import MAX_UINT256
from tests.support.contracts import deploy
from tests.support.pair import Agreement


class Both:
    """Contract and model: a call asks both, and returns the answer or the reason that they agree on."""

    def __init__(self) -> None:
        self._engine, self._agreement = deploy("LeverageEngine"), Agreement()

    def __getattr__(self, function: str) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            return self._agreement.same(
                f"{function}{arguments}",
                lambda: getattr(self._engine, function)(*map(_plain, arguments)),
                lambda: _plain(getattr(leverage_engine, function)(*arguments)),
            )

        return ask


def stored(e: Ending) -> tuple[int, ...]:
    """An ending as ILifecycle.Stored."""
    clocks = SALE.write(since=e.since, round=e.round, clock=e.clock, ramp=e.ramp, bound=e.bound, under=e.under)
    return e.stage, e.last_price, e.last_read, clocks, OFFERS.write(refused=e.refused, reported=e.reported)


def _plain(value: Any) -> Any:
    """A model's argument or answer as the ABI has it."""
    if isinstance(value, Ending):
        return stored(value)
    if value is None:
        return MAX_UINT256
    if hasattr(value, "__dataclass_fields__"):
        return astuple(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


@pytest.fixture
def both() -> Both:
    """The engine and its model."""
    return Both()
