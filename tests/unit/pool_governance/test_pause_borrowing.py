# SPDX-License-Identifier: Apache-2.0
import boa

from tests.support.reverts import reverts
from tests.unit.lending_pool.world import DAY, World


def test_lasts_seven_days_and_rests_fourteen(world: World, guardian: str) -> None:
    """GOV-01: at most a third of the time."""
    world.governance.pause_borrowing(sender=guardian)
    assert world.pool.paused_until() == boa.env.timestamp + 7 * DAY
    world.wait(21 * DAY - 1)
    with reverts("pause: too soon"):
        world.governance.pause_borrowing(sender=guardian)
    world.wait(1)
    world.governance.pause_borrowing(sender=guardian)


def test_only_the_guardian(world: World, curator: str) -> None:
    with reverts("settings: not the guardian"):
        world.governance.pause_borrowing(sender=curator)
