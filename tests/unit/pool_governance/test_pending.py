# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import now
from tests.unit.lending_pool.world import BORROW_LIMIT, DEPOSIT_CAP, ZERO, World


def test_amount_and_time(world: World, token: str, curator: str) -> None:
    """A first limit waits twice the timelock."""
    world.factory.register(token)
    assert tuple(world.governance.pending(BORROW_LIMIT, token)) == (0, 0)
    world.governance.submit(BORROW_LIMIT, token, 7, sender=curator)
    assert tuple(world.governance.pending(BORROW_LIMIT, token)) == (7, now() + 2 * world.terms.timelock)
    assert tuple(world.governance.pending(DEPOSIT_CAP, token)) == (0, 0)


def test_a_new_submission_replaces_it(world: World, curator: str) -> None:
    for amount in (2**91, 2**92):
        world.governance.submit(DEPOSIT_CAP, ZERO, amount, sender=curator)
        world.wait(60)
    assert tuple(world.governance.pending(DEPOSIT_CAP, ZERO)) == (2**92, now() - 60 + world.terms.timelock)


def test_acceptance_and_veto_empty_it(world: World, curator: str, guardian: str) -> None:
    world.set_now(DEPOSIT_CAP, ZERO, 2**91)
    assert tuple(world.governance.pending(DEPOSIT_CAP, ZERO)) == (0, 0)
    world.governance.submit(DEPOSIT_CAP, ZERO, 2**92, sender=curator)
    world.governance.revoke(DEPOSIT_CAP, ZERO, sender=guardian)
    assert tuple(world.governance.pending(DEPOSIT_CAP, ZERO)) == (0, 0)
