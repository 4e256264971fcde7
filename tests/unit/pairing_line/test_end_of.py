# SPDX-License-Identifier: Apache-2.0
"""Where a phase of the feed ended."""

from steelyard.model.pairing.tape import PHASE_SIZE, Round
from tests.support.line_world import PRICE, LineWorld


def test_a_phase_that_was_left(world: LineWorld) -> None:
    line = world.market.contract.line
    assert tuple(line.end_of(1)) == (0, 0)
    world.feed.phases += [[], [Round(PRICE, world.clock.now + 60, world.clock.now + 60)]]
    world.feed.cuts += [world.clock.now + 60] * 2
    world.clock.advance(60)
    world.market.advance(9, sender="keeper")
    assert tuple(line.end_of(1)) == (PHASE_SIZE + 1, 3) and tuple(line.end_of(2)) == (0, 0)
    assert line.state().time == world.clock.now
