# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title What a Chainlink feed costs on mainnet: the proxy in front of the aggregator
@license Apache-2.0
@notice Reads phase and aggregator, asks it, and puts the phase into the round.
"""

interface IAggregator:
    def decimals() -> uint8: view
    def latestRoundData() -> (uint80, int256, uint256, uint256, uint80): view
    def getRoundData(round: uint80) -> (uint80, int256, uint256, uint256, uint80): view


PHASE: constant(uint80) = 2**64

_phase: uint256  # aggregator 160 | phase 16


@deploy
def __init__(aggregator_: address):
    self._phase = convert(aggregator_, uint256) | (1 << 160)


@external
@view
def aggregator() -> address:
    """
    @notice The aggregator of this phase.
    """
    return self._aggregator()


@external
@view
def decimals() -> uint8:
    """
    @notice AggregatorV3Interface.
    """
    return staticcall IAggregator(self._aggregator()).decimals()


@external
@view
def latestRoundData() -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface.
    """
    round: uint80 = 0
    answer: int256 = 0
    started: uint256 = 0
    updated: uint256 = 0
    answered: uint80 = 0
    round, answer, started, updated, answered = staticcall IAggregator(self._aggregator()).latestRoundData()
    return PHASE + round, answer, started, updated, PHASE + answered


@external
@view
def getRoundData(round_: uint80) -> (uint80, int256, uint256, uint256, uint80):
    """
    @notice AggregatorV3Interface; a round of this phase.
    """
    round: uint80 = 0
    answer: int256 = 0
    started: uint256 = 0
    updated: uint256 = 0
    answered: uint80 = 0
    round, answer, started, updated, answered = staticcall IAggregator(self._aggregator()).getRoundData(round_ - PHASE)
    return PHASE + round, answer, started, updated, PHASE + answered


@internal
@view
def _aggregator() -> address:
    return convert(self._phase & (2**160 - 1), address)
