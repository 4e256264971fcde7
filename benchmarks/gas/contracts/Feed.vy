# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title A price feed that costs what a Chainlink aggregator costs
@license Apache-2.0
@notice Its answer is two words away: the latest round, then that round's transmission.
"""

decimals: public(constant(uint8)) = 8
minAnswer: public(constant(int192)) = 1
maxAnswer: public(constant(int192)) = 2**180

_latest: uint256
_transmissions: HashMap[uint256, uint256]  # answer 192 | time 64


@external
def set_answer(answer: uint256):
    """
    @notice A new round, at the time of this block.
    @param answer With 8 decimals.
    """
    round: uint256 = self._latest + 1
    self._latest = round
    self._transmissions[round] = answer | (block.timestamp << 192)


@external
@view
def aggregator() -> address:
    """
    @notice Where the bounds of the answer are, as a Chainlink proxy tells.
    """
    return self


@external
@view
def latestRoundData() -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface.
    """
    return self._round(self._latest)


@external
@view
def getRoundData(round: uint80) -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface.
    """
    return self._round(convert(round, uint256))


@internal
@view
def _round(round: uint256) -> (uint80, int256, uint256, uint256, uint80):
    word: uint256 = self._transmissions[round]
    time: uint256 = word >> 192
    number: uint80 = convert(round, uint80)
    return number, convert(word & (2**192 - 1), int256), time, time, number
