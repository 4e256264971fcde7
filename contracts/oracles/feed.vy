# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What must hold of a Chainlink feed before anybody believes it
@license AGPL-3.0-only
@notice The guards that the oracle of a market and the price source of a paired pool
        share: one text for each fault, wherever it is met.
"""
from ethereum.ercs import IERC20Detailed

from ..interfaces import IAggregatorV3
from ..interfaces import IChainlinkOracle
from ..libraries import errors
from ..libraries import probe

SCALE_EXPONENT: constant(int256) = 36
MAX_EXPONENT: constant(int256) = 77  # 10**77 is the greatest power of ten in 256 bits
MIN_PRICE: constant(uint256) = 10**11  # twelve significant digits
MAX_PRICE: constant(uint256) = 2**160 - 1  # what the books of a token can multiply
MAX_HEARTBEAT: constant(uint256) = 7 * 86_400
MIN_SLACK: constant(uint256) = 300  # seconds past the heartbeat; 10% of it if that is more


@internal
@view
def read(source: address) -> (uint256, int256, uint256):
    """
    @dev A feed that reverts makes the caller revert: nobody knows its value.
    @param source The feed.
    @return Round id, answer and time of the present round.
    """
    round: uint80 = 0
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    answered_in: uint80 = 0
    round, answer, started_at, updated_at, answered_in = staticcall IAggregatorV3(source).latestRoundData()
    return convert(round, uint256), answer, updated_at


@internal
@pure
def longest_gap(heartbeat: uint256) -> uint256:
    """
    @return Seconds after an answer in which nobody misses the next one.
    """
    return heartbeat + max(heartbeat // 10, MIN_SLACK)


@internal
@view
def check_fresh(updated_at: uint256, heartbeat: uint256):
    """
    @dev An answer from the future is no answer; one from time 0 is older than any heartbeat.
    @param updated_at Time of the answer.
    @param heartbeat Seconds.
    """
    fresh: bool = updated_at <= block.timestamp
    if fresh:
        fresh = block.timestamp - updated_at <= self.longest_gap(heartbeat)
    if not fresh:
        errors.revert("oracle: stale")


@internal
@pure
def positive(answer: int256) -> uint256:
    """
    @return The answer; refuses one that is not above 0.
    """
    if answer <= 0:
        errors.revert("oracle: not positive")
    return convert(answer, uint256)


@internal
@pure
def within(answer: int256, lower: uint256, upper: uint256) -> uint256:
    """
    @return The answer; refuses one that is not above 0, below `lower` or above `upper`.
    """
    number: uint256 = self.positive(answer)
    if number < lower or number > upper:
        errors.revert("oracle: out of bounds")
    return number


@internal
@view
def changed_at(sequencer: address) -> uint256:
    """
    @param sequencer Uptime feed of an L2; empty: there is none.
    @return When it last went up or down, 0 where nobody knows.
    """
    if sequencer == empty(address):
        return 0
    return self.sequencer_round(sequencer)[1]


@internal
@view
def sequencer_round(sequencer: address) -> (int256, uint256):
    """
    @param sequencer Uptime feed of an L2.
    @return Its answer, 0 for up, and since when it is what it is.
    """
    round: uint80 = 0
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    answered_in: uint80 = 0
    round, answer, started_at, updated_at, answered_in = staticcall IAggregatorV3(sequencer).latestRoundData()
    return answer, started_at


@internal
@view
def check_sequencer(sequencer: address, grace: uint256):
    """
    @param sequencer Uptime feed of an L2; empty: there is none.
    @param grace Seconds that must have passed since its restart, 0 for none.
    """
    if sequencer == empty(address):
        return
    answer: int256 = 0
    started_at: uint256 = 0
    answer, started_at = self.sequencer_round(sequencer)
    # a feed that never started a round knows nothing of the sequencer
    errors.require(answer == 0 and started_at != 0, "oracle: sequencer down")
    if grace != 0:
        up: bool = started_at <= block.timestamp and block.timestamp - started_at > grace
        errors.require(up, "oracle: grace time")


@internal
@view
def decimals(source: address) -> int256:
    """
    @return Decimals; a token and a feed answer alike.
    """
    return convert(staticcall IERC20Detailed(source).decimals(), int256)


@internal
@pure
def multiplier_and_divisor(exponent: int256) -> (uint256, uint256):
    """
    @param exponent Power of ten that a product of answers must be multiplied by.
    @return Two powers of ten, one of them 1.
    """
    errors.require(exponent <= MAX_EXPONENT and exponent >= -MAX_EXPONENT, "decimals: out of range")
    return 10**convert(max(exponent, 0), uint256), 10**convert(max(-exponent, 0), uint256)


@internal
@view
def check(source: IChainlinkOracle.Feed):
    """
    @dev Bounds must lie strictly inside the feed's own least and greatest answer where the
         aggregator behind it tells them; where it does not, they stand.
    @param source The feed as a constructor was given it.
    """
    errors.require(source.heartbeat != 0 and source.heartbeat <= MAX_HEARTBEAT, "heartbeat: 1 s to 7 days")
    errors.require(source.lower != 0 and source.lower < source.upper, "bounds: empty range")
    errors.require(source.upper <= convert(max_value(int256), uint256), "bounds: over 2**255 - 1")
    known: bool = False
    word: uint256 = 0
    known, word = probe.first_word(source.source, method_id("aggregator()"), 32, msg.gas)
    if not known or word > convert(max_value(uint160), uint256):
        return
    aggregator: address = convert(convert(word, uint160), address)
    known, word = probe.first_word(aggregator, method_id("minAnswer()"), 32, msg.gas)
    if known:
        errors.require(
            convert(source.lower, int256) > convert(convert(word, bytes32), int256), "bounds: at the feed's minimum"
        )
    known, word = probe.first_word(aggregator, method_id("maxAnswer()"), 32, msg.gas)
    if known:
        errors.require(
            convert(source.upper, int256) < convert(convert(word, bytes32), int256), "bounds: at the feed's maximum"
        )
