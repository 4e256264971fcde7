# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.engine import wait
from tests.support.price_sources import PoolWorld


@pytest.fixture(params=[True, False], ids=["coin is token0", "coin is token1"])
def world(request: pytest.FixtureRequest, keeper: str) -> PoolWorld:
    """A pool of an hour, at 2,000 dollars at first and, for the last 400 seconds, at 2,100."""
    world = PoolWorld(keeper, coin_is_token0=request.param)
    wait(3_200)
    world.move(2_100)
    wait(400)
    return world


@pytest.fixture
def young(keeper: str) -> PoolWorld:
    """A pool that was made just now."""
    return PoolWorld(keeper)
