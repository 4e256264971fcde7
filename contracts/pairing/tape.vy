# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The tape: a feed's rounds in their order, each a mark
@license AGPL-3.0-only
@notice Rounds are read by id when they are needed; stored is where each phase of the feed ended. An id holds the
        phase above its low 64 bits, in each phase ids count from 1.
"""
from ..interfaces import IPairingLine
from ..interfaces import ITapeSource

PHASE_SIZE: constant(uint256) = 2**64
MAX_PHASES: constant(uint256) = 4_096
M80: constant(uint256) = 2**80 - 1

_phases: HashMap[uint256, uint256]  # of an ended phase: its last id 80, the phase after it 16


@internal
def record(source: address, seen: uint256) -> uint256:
    """
    @dev A phase ends at the newest of its rounds that a call saw; one that no call saw is skipped.
    @return The newest id that any call saw.
    """
    newest: uint256 = staticcall ITapeSource(source).newest_round()
    if newest // PHASE_SIZE > seen // PHASE_SIZE:
        self._phases[seen // PHASE_SIZE] = seen | (newest // PHASE_SIZE << 80)
        log IPairingLine.Phase(phase=newest // PHASE_SIZE, last=seen)
    return max(seen, newest)


@internal
@view
def end_of(phase: uint256) -> (uint256, uint256):
    """
    @return The last id of a phase that ended, and the phase after it; zeros otherwise.
    """
    word: uint256 = self._phases[phase]
    return word & M80, word >> 80


@internal
@view
def following(cursor: uint256, seen: uint256) -> uint256:
    """
    @dev Crosses the ends of phases.
    @return Id of the round after the cursor; 0 where the tape has no more.
    """
    at: uint256 = cursor
    for _: uint256 in range(MAX_PHASES):
        if at // PHASE_SIZE == seen // PHASE_SIZE:
            break
        last: uint256 = 0
        after: uint256 = 0
        last, after = self.end_of(at // PHASE_SIZE)
        if at < last:
            return at + 1
        at = after * PHASE_SIZE
    return at + 1 if at < seen else 0


@internal
@view
def has_more(source: address, cursor: uint256, seen: uint256) -> bool:
    """
    @return Whether there is a round after the cursor that has been transmitted.
    """
    number: uint256 = self.following(cursor, seen)
    return number != 0 and (staticcall ITapeSource(source).round_of(number))[2] <= block.timestamp


@internal
@view
def waits_since(source: address, cursor: uint256, seen: uint256) -> uint256:
    """
    @dev Records nothing: an end of a phase that no call saw yet counts as one at the newest seen.
    @return When the round after the cursor was transmitted; the greatest number where there is none.
    """
    newest: uint256 = staticcall ITapeSource(source).newest_round()
    number: uint256 = self.following(cursor, seen)
    if number == 0 and newest > seen:
        number = seen + 1
        if newest // PHASE_SIZE != seen // PHASE_SIZE:
            number = newest // PHASE_SIZE * PHASE_SIZE + 1
    if number == 0:
        return max_value(uint256)
    return (staticcall ITapeSource(source).round_of(number))[2]


@internal
@pure
def is_mark(price: uint256, started_at: uint256, updated_at: uint256, last: uint256, max_price: uint256) -> bool:
    """
    @param last Time of the mark before.
    @return Whether a round prices anything: a price, observed after the mark before and not after its transmission.
    """
    return price != 0 and price <= max_price and last < started_at and started_at <= updated_at
