# SPDX-License-Identifier: Apache-2.0
import boa

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import DAY, World


def test_seven_days_from_now(ruled: World, token: str) -> None:
    ruled.dictate("pause_borrowing")
    (event,) = [event for event in ruled.governance.get_logs() if type(event).__name__ == "Pause"]
    assert event.until == ruled.pool.paused_until() == boa.env.timestamp + 7 * DAY
    with reverts("pool: borrowing paused"):
        ruled.pool.borrow(1, token, False, sender=token)


def test_nobody_else(ruled: World, guardian: str) -> None:
    with reverts("settings: not the governance"):
        ruled.pool.pause_borrowing(sender=guardian)
