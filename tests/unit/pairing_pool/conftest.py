# SPDX-License-Identifier: Apache-2.0
"""The market's tests start from one of these worlds; holder, depositor, keeper and attacker are rich in U."""

import pytest

from tests.unit.pairing_pool.world import FT, LT, PoolWorld, plain_terms

ACTORS = ("holder", "depositor", "keeper", "attacker")


@pytest.fixture
def rich(holder: str, depositor: str, keeper: str, attacker: str) -> tuple[str, ...]:
    """Who acts."""
    return holder, depositor, keeper, attacker


@pytest.fixture
def unopened(rich: tuple[str, ...]) -> PoolWorld:
    """A 3x of live terms, ether at $2,000, not open yet."""
    world = PoolWorld()
    world.fund(*rich)
    return world


@pytest.fixture
def live(unopened: PoolWorld) -> PoolWorld:
    """Opened with 1,000 ether, $2,000,000."""
    return unopened.open()


@pytest.fixture
def held(live: PoolWorld, holder: str) -> PoolWorld:
    """The holder has 100 ether's worth of LT and of FT each."""
    for side in (LT, FT):
        live.mint(side, 100 * live.unit, holder)
    return live


@pytest.fixture
def plain(rich: tuple[str, ...]) -> PoolWorld:
    """A 3x without fees, margin or caps, opened with 1,000 ether at $2,000."""
    world = PoolWorld(plain_terms())
    world.fund(*rich)
    return world.open()
