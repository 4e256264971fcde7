# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import ZERO, World


def test_owner_and_shares(dry: World, depositor: str, holder: str) -> None:
    dry.pool.transfer(holder, 10**8 * dry.unit, sender=depositor)
    dry.pool.enqueue(2 * 10**8 * dry.unit, sender=depositor)
    dry.pool.enqueue(10**8 * dry.unit, sender=holder)
    assert dry.pool.tickets(0) == (depositor, 2 * 10**8 * dry.unit)
    assert dry.pool.tickets(1) == (holder, 10**8 * dry.unit)
    assert dry.pool.tickets(2) == (ZERO, 0)


def test_shrinks_as_it_is_served(dry: World, depositor: str, token: str) -> None:
    dry.pool.enqueue(2 * 10**8 * dry.unit, sender=depositor)
    dry.repay(token, 50 * dry.unit)
    dry.pool.process_queue(1)
    assert dry.pool.tickets(0) == (depositor, 15 * 10**7 * dry.unit)
    dry.repay(token, 150 * dry.unit)
    dry.pool.process_queue(1)
    assert dry.pool.tickets(0) == (depositor, 0)
