# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The price of collateral in debt asset from up to four Chainlink feeds
@license AGPL-3.0-only
@notice price = (collateral feed 1 * feed 2) / (debt feed 1 * feed 2), decimals of
        feeds and tokens taken out, scaled by 1e36, rounded down once, at the end.
        A feed that is not given counts as 1. One feed is the main feed: the one of
        the underlying, whichever side it is on; its round is answered beside the price.
        Feed and token decimals are read once. A feed that changes its decimals later
        leaves its fixed bounds, so the strict answer stops; the rescue answer would be
        wrong, which is why a market must stand on feeds that cannot do that.
        A feed that reverts makes both answers revert: nobody knows its value.
"""
from ethereum.ercs import IERC20Detailed
from snekmate.utils import math

from ..interfaces import IAggregatorV3
from ..interfaces import IChainlinkOracle
from ..interfaces import IPriceOracle
from ..libraries import fault
from ..libraries import probe

implements: IPriceOracle
implements: IChainlinkOracle

NO_FEED: constant(uint256) = 1
SCALE_EXPONENT: constant(int256) = 36
MAX_EXPONENT: constant(int256) = 77  # 10**77 is the greatest power of ten in 256 bits
MIN_PRICE: constant(uint256) = 10**11  # twelve significant digits
MAX_PRICE: constant(uint256) = 2**160 - 1  # what the books of a token can multiply
MAX_HEARTBEAT: constant(uint256) = 7 * 86_400
MIN_SLACK: constant(uint256) = 300  # seconds past the heartbeat; 10% of it if that is more

FEEDS: immutable(IChainlinkOracle.Feed[4])
MAIN: public(immutable(uint256))
SEQUENCER: public(immutable(address))
GRACE: public(immutable(uint256))
_MULTIPLIER: immutable(uint256)
_DIVISOR: immutable(uint256)


@deploy
def __init__(p: IChainlinkOracle.Parameters):
    """
    @notice Bounds must lie strictly inside the feed's own least and greatest answer
            where the aggregator behind it tells them; where it does not, they stand.
    @param p See IChainlinkOracle.Parameters.
    """
    fault.need(p.main < 4, "main feed: not one of four")
    fault.need(p.feeds[p.main].source != empty(address), "main feed: missing")
    exponent: int256 = SCALE_EXPONENT + self._decimals(p.debt_asset) - self._decimals(p.collateral)
    for i: uint256 in range(4):
        if p.feeds[i].source == empty(address):
            continue
        self._check_feed(p.feeds[i])
        decimals: int256 = self._decimals(p.feeds[i].source)
        exponent = exponent - decimals if i < 2 else exponent + decimals
    fault.need(exponent <= MAX_EXPONENT and exponent >= -MAX_EXPONENT, "decimals: out of range")
    FEEDS = p.feeds
    MAIN = p.main
    SEQUENCER = p.sequencer
    GRACE = p.grace
    _MULTIPLIER = 10**convert(max(exponent, 0), uint256)
    _DIVISOR = 10**convert(max(-exponent, 0), uint256)

    lower: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    upper: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    for i: uint256 in range(4):
        if p.feeds[i].source != empty(address):
            lower[i] = p.feeds[i].lower
            upper[i] = p.feeds[i].upper
    fits: bool = upper[0] <= max_value(uint256) // upper[1]  # whatever lies within the bounds can be multiplied
    fits = fits and upper[2] <= max_value(uint256) // _DIVISOR // upper[3]
    fault.need(fits, "bounds: product over 2**256 - 1")
    # the first half rules out that the quotient of the second overflows: it is then below MAX_PRICE + _MULTIPLIER
    fits = upper[0] * upper[1] // (lower[2] * lower[3] * _DIVISOR) <= MAX_PRICE // _MULTIPLIER
    fits = fits and self._quotient([upper[0], upper[1], lower[2], lower[3]], _MULTIPLIER, _DIVISOR) <= MAX_PRICE
    fault.need(fits, "bounds: over 2**160 - 1")
    least: uint256 = self._quotient([lower[0], lower[1], upper[2], upper[3]], _MULTIPLIER, _DIVISOR)
    fault.need(least >= MIN_PRICE, "bounds: under 12 digits")


@external
@view
def price() -> uint256:
    """
    @notice The strict answer, scaled by 1e36, rounded down. Reverts with
            "oracle: stale", "oracle: not positive", "oracle: out of bounds",
            "oracle: sequencer down" or "oracle: grace time".
    @return Debt units per collateral unit, scaled by 1e36.
    """
    return self._strict_price()[0]


@external
@view
def price_and_round() -> (uint256, uint256):
    """
    @notice As `price`, with the round of the main feed.
    @return Price scaled by 1e36, rounded down, and the round id.
    """
    return self._strict_price()


@external
@view
def rescue_price() -> (uint256, uint256):
    """
    @notice The main feed must be fresh and the sequencer up; no bounds, no grace time.
            Another feed counts at its last value, however old. An answer that is not
            positive is no value on any feed. Refuses like `price`.
    @return Price scaled by 1e36, rounded down, and the round id.
    """
    self._check_sequencer(0)
    answers: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    main_round: uint256 = 0
    for i: uint256 in range(4):
        if FEEDS[i].source == empty(address):
            continue
        round: uint256 = 0
        answer: int256 = 0
        updated_at: uint256 = 0
        round, answer, updated_at = self._read(FEEDS[i].source)
        if i == MAIN:
            self._check_fresh(updated_at, FEEDS[i].heartbeat)
            main_round = round
        answers[i] = self._positive(answer)
    return self._quotient(answers, _MULTIPLIER, _DIVISOR), main_round


@external
@view
def feeds() -> IChainlinkOracle.Feed[4]:
    """
    @notice The feeds with their heartbeats and bounds; immutable.
    @return Collateral feeds 1 and 2, debt asset feeds 1 and 2; an empty source counts as 1.
    """
    return FEEDS


@internal
@view
def _strict_price() -> (uint256, uint256):
    self._check_sequencer(GRACE)
    answers: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    main_round: uint256 = 0
    for i: uint256 in range(4):
        if FEEDS[i].source == empty(address):
            continue
        round: uint256 = 0
        answer: int256 = 0
        updated_at: uint256 = 0
        round, answer, updated_at = self._read(FEEDS[i].source)
        self._check_fresh(updated_at, FEEDS[i].heartbeat)
        answers[i] = self._positive(answer)
        fault.need(answers[i] >= FEEDS[i].lower and answers[i] <= FEEDS[i].upper, "oracle: out of bounds")
        if i == MAIN:
            main_round = round
    return self._quotient(answers, _MULTIPLIER, _DIVISOR), main_round


@internal
@pure
def _quotient(answers: uint256[4], multiplier: uint256, divisor: uint256) -> uint256:
    # one of multiplier and divisor is 1; only the last step rounds
    return math._mul_div(answers[0] * answers[1], multiplier, answers[2] * answers[3] * divisor, False)


@internal
@view
def _read(source: address) -> (uint256, int256, uint256):
    round: uint80 = 0
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    answered_in: uint80 = 0
    round, answer, started_at, updated_at, answered_in = staticcall IAggregatorV3(source).latestRoundData()
    return convert(round, uint256), answer, updated_at


@internal
@view
def _check_fresh(updated_at: uint256, heartbeat: uint256):
    # an answer from the future is no answer; one from time 0 is older than any heartbeat
    fresh: bool = updated_at <= block.timestamp
    if fresh:
        fresh = block.timestamp - updated_at <= heartbeat + max(heartbeat // 10, MIN_SLACK)
    fault.need(fresh, "oracle: stale")


@internal
@pure
def _positive(answer: int256) -> uint256:
    fault.need(answer > 0, "oracle: not positive")
    return convert(answer, uint256)


@internal
@view
def _check_sequencer(grace: uint256):
    if SEQUENCER == empty(address):
        return
    round: uint80 = 0
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    answered_in: uint80 = 0
    round, answer, started_at, updated_at, answered_in = staticcall IAggregatorV3(SEQUENCER).latestRoundData()
    # a feed that never started a round knows nothing of the sequencer
    fault.need(answer == 0 and started_at != 0, "oracle: sequencer down")
    if grace != 0:
        up: bool = started_at <= block.timestamp and block.timestamp - started_at > grace
        fault.need(up, "oracle: grace time")


@internal
@view
def _decimals(source: address) -> int256:
    # a token and a feed answer `decimals()` alike
    return convert(staticcall IERC20Detailed(source).decimals(), int256)


@internal
@view
def _check_feed(feed: IChainlinkOracle.Feed):
    fault.need(feed.heartbeat != 0 and feed.heartbeat <= MAX_HEARTBEAT, "heartbeat: 1 s to 7 days")
    fault.need(feed.lower != 0 and feed.lower < feed.upper, "bounds: empty range")
    fault.need(feed.upper <= convert(max_value(int256), uint256), "bounds: over 2**255 - 1")
    known: bool = False
    word: uint256 = 0
    known, word = probe.first_word(feed.source, method_id("aggregator()"), 32, msg.gas)
    if not known or word > convert(max_value(uint160), uint256):
        return
    aggregator: address = convert(convert(word, uint160), address)
    known, word = probe.first_word(aggregator, method_id("minAnswer()"), 32, msg.gas)
    if known:
        fault.need(
            convert(feed.lower, int256) > convert(convert(word, bytes32), int256), "bounds: at the feed's minimum"
        )
    known, word = probe.first_word(aggregator, method_id("maxAnswer()"), 32, msg.gas)
    if known:
        fault.need(
            convert(feed.upper, int256) < convert(convert(word, bytes32), int256), "bounds: at the feed's maximum"
        )
