# SPDX-License-Identifier: Apache-2.0
"""States that a pool gets into, for what must hold in all of them."""

from collections.abc import Callable

import pytest

from tests.unit.lending_pool.world import DEPOSIT_CAP, YEAR, ZERO, World

State = Callable[[World, str, str], None]


def fresh(world: World, depositor: str, token: str) -> None:
    """Without a share."""


def earning(world: World, depositor: str, token: str) -> None:
    """Half lent for a year and some seconds."""
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 1000 * world.unit)
    world.pool.borrow(500 * world.unit, token, False, sender=token)
    world.wait(YEAR + 12_345)


def dry(world: World, depositor: str, token: str) -> None:
    """All lent, a ticket waits."""
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 1000 * world.unit)
    world.pool.borrow(1000 * world.unit, token, False, sender=token)
    world.pool.enqueue(10**8 * world.unit, sender=depositor)
    world.wait(YEAR // 3)


def queued(world: World, depositor: str, token: str) -> None:
    """Cash came in for the ticket and a little more; some of it is claimable."""
    dry(world, depositor, token)
    world.repay(token, 30 * world.unit)
    world.pool.process_queue(1)
    world.repay(token, 200 * world.unit + 7)
    world.wait(1_000)


def impaired(world: World, depositor: str, token: str) -> None:
    """A loss is booked and not settled."""
    earning(world, depositor, token)
    world.pool.begin_wind_down(sender=token)
    world.pool.impair(77 * world.unit + 7, sender=token)


def lost(world: World, depositor: str, token: str) -> None:
    """All lent and all lost: shares worth dust."""
    world.deposit(depositor, 1000 * world.unit)
    world.give_limit(token, 1000 * world.unit)
    world.pool.borrow(1000 * world.unit, token, False, sender=token)
    world.pool.begin_wind_down(sender=token)
    world.pool.write_off(sender=token)


def capped(world: World, depositor: str, token: str) -> None:
    """The cap is below what interest has grown to."""
    earning(world, depositor, token)
    world.governance.submit(DEPOSIT_CAP, ZERO, 1000 * world.unit, sender=world.curator)


def nearly_capped(world: World, depositor: str, token: str) -> None:
    """Room for less than a hundred units."""
    earning(world, depositor, token)
    world.governance.submit(DEPOSIT_CAP, ZERO, world.pool.totalAssets() + 77, sender=world.curator)


STATES: list[State] = [fresh, earning, dry, queued, impaired, lost, capped, nearly_capped]

in_every_state = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
