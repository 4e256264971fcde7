# SPDX-License-Identifier: Apache-2.0
from tests.support.engine import wait
from tests.unit.pairing_share.world import HELD, MILLION, NOTICE, WAD, ShareWorld


def test_nothing_waits(merged: ShareWorld) -> None:
    assert tuple(merged.share.state()) == (2 * HELD + 10 * WAD, MILLION, 10 * WAD, [0, 0], 0, False, False)


def test_epochs_ripen_in_order_and_fall_due(world: ShareWorld, holder: str, depositor: str) -> None:
    def outlook() -> tuple[list[int], int, bool]:
        state = world.share.state()
        return list(state.epochs), state.ripe, state.due

    world.share.enqueue(5, sender=holder)
    assert outlook() == ([5, 0], 0, False)
    wait(NOTICE)
    world.share.enqueue(7, sender=depositor)
    assert outlook() == ([5, 7], 1, False)
    wait(NOTICE)
    assert outlook() == ([5, 7], 2, False)
    wait(3_600 - 2 * NOTICE - 1)
    assert outlook() == ([5, 7], 2, False)
    wait(1)
    assert outlook() == ([5, 7], 2, True)
    world.settle(1)
    assert outlook() == ([7, 0], 1, False)


def test_of_an_ended_generation_only_the_end_is_told(world: ShareWorld) -> None:
    world.settle(left=10)
    assert tuple(world.share.state()) == (0, 0, 0, [0, 0], 0, False, True)
