# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.pairing_pool.world import NOBODY, PoolWorld


def test_passes_the_role_on(live: PoolWorld, curator: str) -> None:
    live.pool.set_fee_recipient(curator, sender=live.recipient)
    assert live.event("FeeRecipient").recipient == live.pool.fee_recipient() == curator
    with reverts("fees: not the recipient"):
        live.pool.set_fee_recipient(live.recipient, sender=live.recipient)


def test_refuses_anybody_else(live: PoolWorld, attacker: str) -> None:
    for caller in (attacker, live.creator):
        with reverts("fees: not the recipient"):
            live.pool.set_fee_recipient(attacker, sender=caller)


def test_refuses_the_zero_address(live: PoolWorld) -> None:
    with reverts("fees: zero recipient"):
        live.pool.set_fee_recipient(NOBODY, sender=live.recipient)
