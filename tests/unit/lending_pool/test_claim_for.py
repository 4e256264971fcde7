# SPDX-License-Identifier: Apache-2.0
from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


def test_anyone_pays_the_owner(dry: World, depositor: str, attacker: str, token: str) -> None:
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 100 * dry.unit)
    dry.pool.process_queue(1)
    with reverts("claim: nothing"):
        dry.pool.claim_for(attacker, sender=depositor)
    assert dry.pool.claim_for(depositor, sender=attacker) == 100 * dry.unit
    log = next(event for event in dry.pool.get_logs() if type(event).__name__ == "Claim")
    assert (log.owner, log.receiver, log.assets) == (depositor, depositor, 100 * dry.unit)
    assert (dry.asset.balanceOf(depositor), dry.asset.balanceOf(attacker)) == (100 * dry.unit, 0)
    with reverts("claim: nothing"):
        dry.pool.claim_for(depositor, sender=attacker)
