# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An oracle that answers, or fails in the way it is told
@license AGPL-3.0-only
"""

ANSWER: public(constant(uint256)) = 0
REVERT: public(constant(uint256)) = 1
SHORT: public(constant(uint256)) = 2  # no word
BURN: public(constant(uint256)) = 3  # all gas
COSTLY: public(constant(uint256)) = 4  # an answer that needs some 200,000 gas

answer: public(uint256)
mode: public(uint256)


@deploy
def __init__(answer: uint256):
    self.answer = answer


@external
def set(answer: uint256, mode: uint256):
    """
    @notice What to answer from now on, scaled by 1e36, and how.
    """
    self.answer = answer
    self.mode = mode


@external
@view
@raw_return
def price() -> Bytes[64]:
    """
    @notice As IPriceOracle, or not.
    """
    return self._respond(concat(convert(self.answer, bytes32), b""))


@external
@view
@raw_return
def rescue_price() -> Bytes[64]:
    """
    @notice As IPriceOracle, or not; always the first round.
    """
    return self._respond(concat(convert(self.answer, bytes32), convert(1, bytes32)))


@external
@view
@raw_return
def alive_at() -> Bytes[64]:
    """
    @notice As IPriceOracle, or not: it never was.
    """
    return self._respond(concat(empty(bytes32), b""))


@internal
@view
def _respond(words: Bytes[64]) -> Bytes[64]:
    if self.mode == REVERT:
        raise "oracle: told to revert"
    if self.mode == SHORT:
        return b""
    if self.mode == BURN:
        for i: uint256 in range(10**9):
            assert msg.gas != 0
    if self.mode == COSTLY:
        spent: bytes32 = empty(bytes32)
        for i: uint256 in range(1400):
            spent = keccak256(spent)
    return words
