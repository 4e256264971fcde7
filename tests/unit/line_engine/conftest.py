# SPDX-License-Identifier: Apache-2.0
"""The engine of orders, and the model's line to ask the same of."""

from typing import Any

import pytest

from tests.support.contracts import deploy
from tests.support.line_world import UNIT, LineWorld


@pytest.fixture
def engine() -> Any:
    """Stateless."""
    return deploy("LineEngine")


@pytest.fixture
def world() -> LineWorld:
    """On the model, open: a thousand coins at $2,000."""
    return LineWorld(liquidity_leverage=5 * UNIT // 4).opened()
