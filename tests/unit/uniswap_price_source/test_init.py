# SPDX-License-Identifier: Apache-2.0
import pytest

from steelyard.model.libraries.errors import Reverted
from steelyard.model.oracles.price_source import UniswapSource
from tests.support.price_sources import PoolWorld
from tests.support.reverts import reverts


def test_the_asset_is_one_of_the_pool(young: PoolWorld, attacker: str) -> None:
    with reverts("asset: not in the pool"):
        young.make(asset=attacker)


@pytest.mark.parametrize("short", [300, 900])
def test_the_ends_of_a_short_time(young: PoolWorld, short: int) -> None:
    assert young.make(short=short).SHORT() == short


@pytest.mark.parametrize("deviation", [10**15, 5 * 10**16])
def test_the_ends_of_a_deviation(young: PoolWorld, deviation: int) -> None:
    assert young.make(deviation=deviation).deviation() == deviation


@pytest.mark.parametrize(
    ("short", "deviation", "reason"),
    [
        (299, 10**15, "short: 300 to 900 s"),
        (901, 10**15, "short: 300 to 900 s"),
        (300, 10**15 - 1, "deviation: 0.1% to 5%"),
        (300, 5 * 10**16 + 1, "deviation: 0.1% to 5%"),
    ],
)
def test_other_parameters_are_refused(young: PoolWorld, short: int, deviation: int, reason: str) -> None:
    with reverts(reason):
        young.make(short=short, deviation=deviation)
    twin = young.twin()
    with pytest.raises(Reverted, match=reason):
        UniswapSource(twin.clock, twin.pool, True, short, deviation)
