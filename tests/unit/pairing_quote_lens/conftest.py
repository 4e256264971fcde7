# SPDX-License-Identifier: Apache-2.0
"""The lens beside a market whose spot and mean the test sets apart."""

from typing import Any

import pytest

from tests.support.contracts import deploy
from tests.support.pairing import live_terms
from tests.unit.pairing_pool.world import PoolWorld, held_world


@pytest.fixture(scope="package")
def lens() -> Any:
    return deploy("PairingQuoteLens")


@pytest.fixture
def bull(holder: str, keeper: str) -> PoolWorld:
    """A 3x of live terms with 1,000 ether at $2,000 and 100 ether's worth of LT and of FT, the holder's."""
    return held_world(holder, keeper)


@pytest.fixture
def bear(holder: str, keeper: str) -> PoolWorld:
    """A -3x of two million dollars, a hundred thousand of them in LT and in FT, the holder's."""
    return held_world(holder, keeper, terms=live_terms(4, is_bear=True), opened=2_000_000, minted=100_000)


@pytest.fixture(params=["bull", "bear"])
def world(request: pytest.FixtureRequest) -> PoolWorld:
    """Either of them, half an hour later and with spot and mean apart."""
    world: PoolWorld = request.getfixturevalue(request.param)
    world.wait(1_800)
    world.see(2_030, 2_010)
    return world
