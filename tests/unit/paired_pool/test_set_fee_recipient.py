# SPDX-License-Identifier: Apache-2.0
from tests.support.refusal import refuses
from tests.unit.paired_pool.world import NOBODY, PoolWorld


def test_passes_the_role_on(live: PoolWorld, curator: str) -> None:
    live.pool.set_fee_recipient(curator, sender=live.recipient)
    assert live.event("FeeRecipient").recipient == live.pool.fee_recipient() == curator
    with refuses("fees: not the recipient"):
        live.pool.set_fee_recipient(live.recipient, sender=live.recipient)


def test_refuses_anybody_else(live: PoolWorld, attacker: str) -> None:
    for caller in (attacker, live.creator):
        with refuses("fees: not the recipient"):
            live.pool.set_fee_recipient(attacker, sender=caller)


def test_refuses_the_zero_address(live: PoolWorld) -> None:
    with refuses("fees: zero recipient"):
        live.pool.set_fee_recipient(NOBODY, sender=live.recipient)
