# SPDX-License-Identifier: Apache-2.0
from tests.unit.lending_pool.world import World


def test_what_is_served_and_not_paid(dry: World, depositor: str, holder: str, token: str) -> None:
    for _ in range(2):
        dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 150 * dry.unit)
    dry.pool.process_queue(2)
    assert (dry.pool.claims(depositor), dry.pool.claims(holder)) == (150 * dry.unit, 0)
    dry.pool.claim(holder, sender=depositor)
    assert dry.pool.claims(depositor) == 0
