# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.errors import Reverted
from tests.support.engine import wait
from tests.support.price_sources import PoolWorld
from tests.support.reverts import reverts


def test_liquidity_that_stays_is_its_own_mean(world: PoolWorld) -> None:
    liquidity = world.pool.call("liquidity")
    mean = world.source.mean_liquidity(900)
    assert mean == world.twin().mean_liquidity(900)
    assert liquidity * (1 - 1e-12) < mean <= liquidity


def test_what_comes_just_in_time_hardly_counts(world: PoolWorld) -> None:
    before = world.source.mean_liquidity(900)
    world.add_liquidity(50_000 * 10**18, 10**15)
    assert world.pool.call("liquidity") > 50 * before
    assert world.source.mean_liquidity(900) == before
    wait(12)
    assert world.source.mean_liquidity(900) == world.twin().mean_liquidity(900)
    assert before < world.source.mean_liquidity(900) < before * 1.02


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        (899, "twap: window too short"),
        (86_401, "twap: window too long"),
        (3_601, "twap: history too short"),
    ],
)
def test_it_is_refused_as_a_mean(world: PoolWorld, window: int, reason: str) -> None:
    with reverts(reason):
        world.source.mean_liquidity(window)
    with pytest.raises(Reverted, match=reason):
        world.twin().mean_liquidity(window)
