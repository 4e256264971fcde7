# SPDX-License-Identifier: Apache-2.0
"""When the sequencer restarted."""

from tests.support.engine import now, wait
from tests.support.price_sources import GRACE, FeedTerms, FeedWorld
from tests.support.reverts import reverts


def test_without_a_sequencer() -> None:
    world = FeedWorld()
    assert world.source.up_since() == world.twin().up_since() == 0


def test_after_its_grace() -> None:
    world = FeedWorld(FeedTerms(has_sequencer=True))
    restart = now()
    world.sequencer.set_times(restart, restart)
    with reverts("oracle: grace time"):
        world.source.up_since()
    wait(GRACE + 1)
    assert world.source.up_since() == restart
    world.sequencer.set_answer(1)
    with reverts("oracle: sequencer down"):
        world.source.up_since()
