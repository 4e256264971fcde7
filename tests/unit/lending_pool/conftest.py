# SPDX-License-Identifier: Apache-2.0
"""The pool's tests start from one of these worlds."""

import boa
import pytest

from tests.support.contracts import deploy
from tests.unit.lending_pool.world import WAD, YEAR, Terms, World


@pytest.fixture(params=[6, 8, 18], ids=lambda decimals: f"{decimals} decimals")
def world(request: pytest.FixtureRequest, curator: str, guardian: str) -> World:
    """An empty pool with a kinked rate model, for three kinds of assets."""
    return World(curator, guardian, decimals=request.param)


@pytest.fixture
def token() -> str:
    """A leveraged token's stand-in: a plain account that the factory double registers."""
    return str(boa.env.generate_address("token"))


@pytest.fixture
def lent(world: World, depositor: str, token: str) -> World:
    """1,000 deposited, limit 800, 500 of it borrowed."""
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 800 * world.unit)
    world.pool.borrow(500 * world.unit, token, False, sender=token)
    return world


@pytest.fixture
def winding(lent: World, token: str) -> World:
    """As `lent`, with the token's wind-down begun and a reserve grown over a year."""
    lent.wait(YEAR)
    lent.pool.begin_wind_down(sender=token)
    return lent


@pytest.fixture
def dry(world: World, depositor: str, token: str) -> World:
    """1,000 deposited, all of it borrowed."""
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 1000 * world.unit)
    world.pool.borrow(1000 * world.unit, token, False, sender=token)
    return world


@pytest.fixture
def slow(curator: str, guardian: str) -> World:
    """A pool whose limits may be used by a quarter per hour."""
    return World(curator, guardian, Terms(hourly_part=WAD // 4))


@pytest.fixture
def moody(curator: str, guardian: str) -> World:
    """A pool whose rate model misbehaves when told to."""
    return World(curator, guardian, model=deploy("MockRateModel"))


@pytest.fixture
def ruled(curator: str, guardian: str, depositor: str, token: str) -> World:
    """As `lent`, under a governance that says whatever it is told."""
    world = World(curator, guardian, governance="MockGovernance")
    world.deposit(depositor, 1000 * world.unit)
    world.factory.register(token)
    world.dictate("set_limit", token, 800 * world.unit)
    world.pool.borrow(500 * world.unit, token, False, sender=token)
    return world
