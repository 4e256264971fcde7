# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A source of pushed rounds that answers what it is told
@license AGPL-3.0-only
"""
from ..interfaces import ITapeSource

implements: ITapeSource


struct Round:
    price: uint256
    started_at: uint256
    updated_at: uint256


MAX_AT_ONCE: constant(uint256) = 500

newest_round: public(uint256)
is_down: public(bool)
since: public(uint256)
grace: public(uint256)
rounds: HashMap[uint256, Round]


@external
def set_newest(round: uint256):
    """
    @notice What is the latest id from now on; 0: the feed cannot be read.
    """
    self.newest_round = round


@external
def set_rounds(first: uint256, rounds: DynArray[Round, MAX_AT_ONCE]):
    """
    @notice Rounds from the id `first` on.
    """
    for i: uint256 in range(len(rounds), bound=MAX_AT_ONCE):
        self.rounds[first + i] = rounds[i]


@external
def set_sequencer(is_down: bool, since: uint256, grace: uint256):
    """
    @notice Whether it is down, when it restarted, and for how long nobody is served then.
    """
    self.is_down = is_down
    self.since = since
    self.grace = grace


@external
@view
def round_of(round: uint256) -> (uint256, uint256, uint256):
    """
    @return As ITapeSource.
    """
    known: Round = self.rounds[round]
    return known.price, known.started_at, known.updated_at


@external
@view
def up_since() -> uint256:
    """
    @return As ITapeSource.
    """
    assert not self.is_down, "oracle: sequencer down"
    assert self.grace == 0 or block.timestamp - self.since > self.grace, "oracle: grace time"
    return self.since
