# SPDX-License-Identifier: Apache-2.0
"""The engine beside its model: each function answers and refuses the same, to the unit."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest

from steelyard.model.leverage import leverage_engine
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


def _plain(value: Any) -> Any:
    """A model's argument or answer as the ABI has it."""
    if hasattr(value, "__dataclass_fields__"):
        return astuple(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value


@pytest.fixture
def both() -> Both:
    """The engine and its model."""
    return Both()
