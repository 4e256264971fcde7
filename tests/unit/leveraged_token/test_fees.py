# SPDX-License-Identifier: Apache-2.0
from tests.unit.leveraged_token.world import RECIPIENT, TokenTerms, TokenWorld


def test_rates_and_recipient(curator: str, guardian: str, depositor: str) -> None:
    world = TokenWorld(curator, guardian, TokenTerms(fees=(10**15, 2 * 10**15, 3 * 10**16)))
    assert tuple(world.token.fees()) == (10**15, 2 * 10**15, 3 * 10**16, RECIPIENT)
    world.token.set_fee_recipient(depositor, sender=RECIPIENT)
    assert tuple(world.token.fees()) == (10**15, 2 * 10**15, 3 * 10**16, depositor)
