# SPDX-License-Identifier: Apache-2.0
"""The end of a line whose feed is dead."""

from steelyard.model.oracles.chainlink_oracle import Sequencer
from steelyard.model.pairing.pairing_line import DEATH, FOREVER
from tests.model.pairing.line_search import START
from tests.support.line_world import LineWorld
from tests.support.reverts import reverts


def test_a_newer_mark_clears_a_death_whoever_shows_it(world: LineWorld) -> None:
    world.clock.advance(DEATH)
    world.round()
    with reverts("line: behind"):
        world.market.declare()
    world.market.advance(99, sender="keeper")
    with reverts("line: not dead"):
        world.market.declare()


def test_a_death_counts_from_the_sequencer_s_restart(world: LineWorld) -> None:
    world.clock.advance(DEATH)
    world.feed.sequencer = Sequencer(3_600, False, START + 10)
    with reverts("oracle: sequencer down"):
        world.market.declare()
    world.feed.sequencer = Sequencer(3_600, True, START + 10)
    with reverts("line: not dead"):
        world.market.declare()
    world.clock.advance(10)
    world.market.declare()


def test_a_feed_that_cannot_be_read_stops_no_declaration(world: LineWorld) -> None:
    world.feed.outages = [(START, FOREVER)]
    world.clock.advance(DEATH)
    world.market.declare()
