# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.contracts import governance_of
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import WAD, ZERO, Terms, World


def test_reads_back(world: World) -> None:
    pool = world.pool
    assert (pool.name(), pool.symbol()) == ("Steelyard lent USD", "slUSD")
    assert pool.decimals() == world.asset.decimals() + 6
    assert (pool.asset(), pool.FACTORY()) == (world.asset.address, world.factory.address)
    assert (pool.rate_model(), pool.reserve_factor()) == (world.model.address, WAD // 10)
    assert (pool.REQUIRED_RESERVE(), pool.HOURLY_PART()) == (WAD // 100, WAD)
    assert (governance_of(pool).TIMELOCK(), pool.deposit_cap()) == (world.terms.timelock, world.terms.deposit_cap)


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        (Terms(deposit_cap=2**95 + 1), "pool: deposit cap"),
        (Terms(reserve_factor=3 * 10**17 + 10**14), "pool: reserve factor"),
        (Terms(reserve_factor=10**14 - 1), "pool: reserve factor"),
        (Terms(required_reserve=WAD + 1), "pool: required reserve"),
        (Terms(hourly_part=WAD + 1), "pool: hourly part"),
    ],
)
def test_refuses_out_of_bounds(curator: str, guardian: str, terms: Terms, reason: str) -> None:
    with reverts(reason):
        World(curator, guardian, terms)


def test_refuses_nobody_in_a_role(curator: str, guardian: str) -> None:
    for roles in ((ZERO, guardian), (curator, ZERO)):
        with reverts("pool: role"):
            World(*roles)
