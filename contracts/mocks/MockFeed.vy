# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A Chainlink feed that answers what it is told, with its faults
@license AGPL-3.0-only
@notice It is its own aggregator: `aggregator()` answers itself once limits are set. Rounds
        of the past are kept; an id holds its phase above the low 64 bits.
"""
from ..interfaces import IAggregatorV3

implements: IAggregatorV3


struct Past:
    answer: int256
    started_at: uint256
    updated_at: uint256


MAX_AT_ONCE: constant(uint256) = 100

decimals: public(uint8)
round: public(uint80)
answer: public(int256)
started_at: public(uint256)
updated_at: public(uint256)
minAnswer: public(int256)
maxAnswer: public(int256)
aggregator: public(address)
is_broken: public(bool)
past: public(HashMap[uint80, Past])
reverts_at: public(HashMap[uint80, bool])


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
def push_round(answer: int256, updated_at: uint256):
    """
    @notice Answers `answer` in a new round that began and ended at `updated_at`.
    """
    self._push(self.round + 1, answer, updated_at)


@external
def push_rounds(answers: DynArray[int256, MAX_AT_ONCE], times: DynArray[uint256, MAX_AT_ONCE]):
    """
    @notice `push_round` for each answer and its time.
    """
    for i: uint256 in range(len(answers), bound=MAX_AT_ONCE):
        self._push(self.round + 1, answers[i], times[i])


@external
def begin_phase(answer: int256, updated_at: uint256):
    """
    @notice The first round of the next phase, as of another aggregator.
    """
    self._push((self.round // 2**64 + 1) * 2**64 + 1, answer, updated_at)


@external
def forget_round(round: uint80, reverts: bool):
    """
    @notice A round of the past answers zeros from now on, or reverts.
    """
    self.past[round] = empty(Past)
    self.reverts_at[round] = reverts


@external
def set_times(started_at: uint256, updated_at: uint256):
    """
    @notice Moves the present round in time.
    """
    self._push(self.round, self.answer, updated_at)
    self.started_at = started_at
    self.past[self.round].started_at = started_at


@external
def set_decimals(decimals: uint8):
    """
    @notice Changes the decimals, as no feed should.
    """
    self.decimals = decimals


@external
def set_limits(minimum: int256, greatest: int256):
    """
    @notice Tells the aggregator's own least and greatest answer from now on.
    """
    self.minAnswer = minimum
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


@external
@view
def getRoundData(round: uint80) -> (uint80, int256, uint256, uint256, uint80):
    """
    @return A round that was, the present one too; zeros for another.
    """
    assert not self.is_broken and not self.reverts_at[round]
    past: Past = self.past[round]
    return round, past.answer, past.started_at, past.updated_at, round


@internal
def _answer(answer: int256):
    self._push(self.round + 1, answer, block.timestamp)


@internal
def _push(round: uint80, answer: int256, updated_at: uint256):
    self.round = round
    self.answer = answer
    self.started_at = updated_at
    self.updated_at = updated_at
    self.past[round] = Past(answer=answer, started_at=updated_at, updated_at=updated_at)
