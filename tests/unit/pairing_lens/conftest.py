# SPDX-License-Identifier: Apache-2.0
"""The lens beside a market whose spot and mean the test sets apart."""

from typing import Any

import pytest

from tests.support.contracts import deploy
from tests.unit.pairing_pool.world import PoolWorld, held_world


@pytest.fixture(scope="package")
def lens() -> Any:
    return deploy("PairingLens")


@pytest.fixture
def world(holder: str, keeper: str) -> PoolWorld:
    """A 3x of live terms with 1,000 ether at $2,000 and 100 ether's worth of LT and of FT, the holder's."""
    return held_world(holder, keeper)
