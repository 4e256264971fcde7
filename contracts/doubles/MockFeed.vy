# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A Chainlink feed that answers what it is told, with its faults
@license AGPL-3.0-only
@notice It is its own aggregator: `aggregator()` answers itself once limits are set.
"""
from ..interfaces import IAggregatorV3

implements: IAggregatorV3

decimals: public(uint8)
round: public(uint80)
answer: public(int256)
started_at: public(uint256)
updated_at: public(uint256)
minAnswer: public(int256)
maxAnswer: public(int256)
aggregator: public(address)
is_broken: public(bool)


@deploy
def __init__(decimals: uint8, answer: int256):
    self.decimals = decimals
    self._answer(answer)


@external
def set_answer(answer: int256):
    """
    @notice Answers `answer` now, in a new round.
    """
    self._answer(answer)


@external
def set_times(started_at: uint256, updated_at: uint256):
    """
    @notice Moves the present round in time.
    """
    self.started_at = started_at
    self.updated_at = updated_at


@external
def set_decimals(decimals: uint8):
    """
    @notice Changes the decimals, as no feed should.
    """
    self.decimals = decimals


@external
def set_limits(least: int256, greatest: int256):
    """
    @notice Tells the aggregator's own least and greatest answer from now on.
    """
    self.minAnswer = least
    self.maxAnswer = greatest
    self.aggregator = self


@external
def set_broken(is_broken: bool):
    """
    @notice True: every read of the round reverts.
    """
    self.is_broken = is_broken


@external
@view
def latestRoundData() -> (uint80, int256, uint256, uint256, uint80):
    """
    @return The present round.
    """
    assert not self.is_broken
    return self.round, self.answer, self.started_at, self.updated_at, self.round


@internal
def _answer(answer: int256):
    self.round += 1
    self.answer = answer
    self.started_at = block.timestamp
    self.updated_at = block.timestamp
