# SPDX-License-Identifier: Apache-2.0
import pytest

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import World


@pytest.fixture
def served(dry: World, depositor: str, token: str) -> World:
    dry.pool.enqueue(10**8 * dry.unit, sender=depositor)
    dry.repay(token, 100 * dry.unit)
    dry.pool.process_queue(1)
    return dry


def test_pays_once(served: World, depositor: str, holder: str) -> None:
    assert served.pool.claim(holder, sender=depositor) == 100 * served.unit
    assert served.asset.balanceOf(holder) == 100 * served.unit
    assert (served.pool.cash(), served.pool.pool_state().claimable) == (0, 0)
    with reverts("claim: nothing"):
        served.pool.claim(holder, sender=depositor)


def test_a_served_claim_bears_no_later_loss(served: World, depositor: str, token: str) -> None:
    served.pool.begin_wind_down(sender=token)
    served.pool.write_off(sender=token)
    assert served.pool.totalAssets() == 0
    assert served.pool.claim(depositor, sender=depositor) == 100 * served.unit


def test_pays_while_a_loss_is_open(served: World, depositor: str, holder: str, token: str) -> None:
    """POOL-LOSS-01."""
    served.pool.begin_wind_down(sender=token)
    assert served.pool.pool_state().stops
    assert served.pool.claim(holder, sender=depositor) == 100 * served.unit
    log = next(event for event in served.pool.get_logs() if type(event).__name__ == "Claim")
    assert (log.owner, log.receiver, log.assets) == (depositor, holder, 100 * served.unit)


def test_refuses_the_pool_itself(served: World, depositor: str) -> None:
    with reverts("pool: own address"):
        served.pool.claim(served.pool.address, sender=depositor)


def test_claimable_cash_is_not_lent(served: World, token: str) -> None:
    with reverts("borrow: no free cash"):
        served.pool.borrow(served.unit, token, False, sender=token)


def test_utilization_does_not_move(served: World, depositor: str) -> None:
    before = served.pool.pool_state().utilization
    served.pool.claim(depositor, sender=depositor)
    assert served.pool.pool_state().utilization == before
