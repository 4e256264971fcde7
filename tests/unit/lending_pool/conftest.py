# SPDX-License-Identifier: Apache-2.0
"""The pool's tests start from one of these worlds."""

import boa
import pytest

from tests.support.contracts import deploy
from tests.unit.lending_pool.world import WAD, YEAR, Terms, World

# The pool reads the decimals once, for those of its share; to all else an asset of another kind is another amount.
# Amounts decide what is rounded, which shows at few decimals, and what is packed, which shows at many; whatever fails
# between the two fails at one of them.
READ, AMOUNTS, ANY = (6, 8, 18), (6, 18), (8,)
_READING = {"test_init", "test_getters"}
_WHO_AND_WHEN = {
    "test_accept", "test_approve", "test_begin_wind_down", "test_guard_limit", "test_pause_borrowing", "test_pending",
    "test_permit", "test_revoke", "test_submit", "test_transfer", "test_transfer_from",
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Chooses by the file which decimals its tests see."""
    if "decimals" in metafunc.fixturenames:
        name = metafunc.module.__name__.rpartition(".")[2]
        chosen = READ if name in _READING else ANY if name in _WHO_AND_WHEN else AMOUNTS
        metafunc.parametrize("decimals", chosen, ids=lambda decimals: f"{decimals} decimals")


@pytest.fixture
def world(decimals: int, curator: str, guardian: str) -> World:
    """An empty pool with a kinked rate model, for assets of each kind that matters to the test."""
    return World(curator, guardian, decimals=decimals)


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
