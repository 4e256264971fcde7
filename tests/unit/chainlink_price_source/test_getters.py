# SPDX-License-Identifier: Apache-2.0
from tests.support.price_sources import DEVIATION, GRACE, HEARTBEAT, NOBODY, FeedTerms, FeedWorld


def test_getters_tell_what_was_given() -> None:
    world = FeedWorld(FeedTerms(is_inverse=True, asset_decimals=6, quote=18, quote_decimals=6, has_sequencer=True))
    assert tuple(world.source.FEED()) == (world.feed.address, HEARTBEAT, *world.terms.believed)
    assert world.source.ASSET() == world.asset.address
    assert world.source.QUOTE() == world.quote
    assert world.source.QUOTE_DECIMALS() == 6
    assert world.source.IS_INVERSE()
    assert world.source.SEQUENCER() == world.sequencer.address
    assert world.source.GRACE() == GRACE
    assert world.source.deviation() == world.twin().deviation() == DEVIATION


def test_what_is_not_there_is_empty() -> None:
    world = FeedWorld()
    assert world.source.QUOTE() == world.source.SEQUENCER() == NOBODY
    assert not world.source.IS_INVERSE()
