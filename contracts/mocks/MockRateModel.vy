# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A rate model that answers what it is told, in the way it is told
@license AGPL-3.0-only
"""

ANSWER: public(constant(uint256)) = 0
REVERT: public(constant(uint256)) = 1
LONG: public(constant(uint256)) = 2  # two words
SHORT: public(constant(uint256)) = 3  # no word
BURN: public(constant(uint256)) = 4  # all gas
COSTLY: public(constant(uint256)) = 5  # an answer that needs some 30,000 gas

rate: public(uint256)
mode: public(uint256)


@external
def set(rate: uint256, mode: uint256):
    """
    @notice What to answer from now on, and how.
    """
    self.rate = rate
    self.mode = mode


@external
@raw_return
def accrue(utilization: uint256, elapsed: uint256) -> Bytes[64]:
    """
    @notice As IRateModel, or not.
    """
    return self._answer()


@external
@view
@raw_return
def mean_rate(account: address, utilization: uint256, elapsed: uint256) -> Bytes[64]:
    """
    @notice As IRateModel, or not.
    """
    return self._answer()


@internal
@view
def _answer() -> Bytes[64]:
    if self.mode == REVERT:
        raise "rate model: told to revert"
    if self.mode == LONG:
        return concat(convert(self.rate, bytes32), convert(self.rate, bytes32))
    if self.mode == SHORT:
        return b""
    if self.mode == BURN:
        for i: uint256 in range(10**9):
            assert msg.gas != 0
    if self.mode == COSTLY:
        spent: bytes32 = empty(bytes32)
        for i: uint256 in range(200):
            spent = keccak256(spent)
    return concat(convert(self.rate, bytes32), b"")
