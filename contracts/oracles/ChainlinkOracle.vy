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
from snekmate.utils import math

from ..interfaces import IChainlinkOracle
from ..interfaces import IPriceOracle
from ..libraries import errors
from . import feed

implements: IPriceOracle
implements: IChainlinkOracle

NO_FEED: constant(uint256) = 1

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
    errors.require(p.main < 4, "main feed: not one of four")
    errors.require(p.feeds[p.main].source != empty(address), "main feed: missing")
    exponent: int256 = feed.SCALE_EXPONENT + feed.decimals(p.debt_asset) - feed.decimals(p.collateral)
    for i: uint256 in range(4):
        if p.feeds[i].source == empty(address):
            continue
        feed.check(p.feeds[i])
        decimals: int256 = feed.decimals(p.feeds[i].source)
        exponent = exponent - decimals if i < 2 else exponent + decimals
    FEEDS = p.feeds
    MAIN = p.main
    SEQUENCER = p.sequencer
    GRACE = p.grace
    multiplier: uint256 = 0
    divisor: uint256 = 0
    multiplier, divisor = feed.multiplier_and_divisor(exponent)
    _MULTIPLIER = multiplier
    _DIVISOR = divisor

    lower: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    upper: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    for i: uint256 in range(4):
        if p.feeds[i].source != empty(address):
            lower[i] = p.feeds[i].lower
            upper[i] = p.feeds[i].upper
    fits: bool = upper[0] <= max_value(uint256) // upper[1]  # whatever lies within the bounds can be multiplied
    fits = fits and upper[2] <= max_value(uint256) // divisor // upper[3]
    errors.require(fits, "bounds: product over 2**256 - 1")
    # the first half rules out that the quotient of the second overflows: it is then below MAX_PRICE + multiplier
    fits = upper[0] * upper[1] // (lower[2] * lower[3] * divisor) <= feed.MAX_PRICE // multiplier
    fits = fits and self._quotient([upper[0], upper[1], lower[2], lower[3]], multiplier, divisor) <= feed.MAX_PRICE
    errors.require(fits, "bounds: over 2**160 - 1")
    minimum: uint256 = self._quotient([lower[0], lower[1], upper[2], upper[3]], multiplier, divisor)
    errors.require(minimum >= feed.MIN_PRICE, "bounds: under 12 digits")


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
    feed.check_sequencer(SEQUENCER, 0)
    answers: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    main_round: uint256 = 0
    for i: uint256 in range(4):
        if FEEDS[i].source == empty(address):
            continue
        round: uint256 = 0
        answer: int256 = 0
        updated_at: uint256 = 0
        round, answer, updated_at = feed.read(FEEDS[i].source)
        if i == MAIN:
            feed.check_fresh(updated_at, FEEDS[i].heartbeat)
            main_round = round
        answers[i] = feed.positive(answer)
    return self._quotient(answers, _MULTIPLIER, _DIVISOR), main_round


@external
@view
def alive_at() -> uint256:
    """
    @notice When the main feed last answered or the sequencer last went up or down. An answer that is
            not positive on any feed or comes from the future is no sign of life.
    @return Seconds, 0 for no sign.
    """
    alive: uint256 = feed.changed_at(SEQUENCER)
    for i: uint256 in range(4):
        if FEEDS[i].source == empty(address):
            continue
        round: uint256 = 0
        answer: int256 = 0
        updated_at: uint256 = 0
        round, answer, updated_at = feed.read(FEEDS[i].source)
        if answer <= 0 or (i == MAIN and updated_at > block.timestamp):
            return 0
        if i == MAIN:
            alive = max(alive, updated_at)
    return alive


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
    feed.check_sequencer(SEQUENCER, GRACE)
    answers: uint256[4] = [NO_FEED, NO_FEED, NO_FEED, NO_FEED]
    main_round: uint256 = 0
    for i: uint256 in range(4):
        if FEEDS[i].source == empty(address):
            continue
        round: uint256 = 0
        answer: int256 = 0
        updated_at: uint256 = 0
        round, answer, updated_at = feed.read(FEEDS[i].source)
        feed.check_fresh(updated_at, FEEDS[i].heartbeat)
        answers[i] = feed.within(answer, FEEDS[i].lower, FEEDS[i].upper)
        if i == MAIN:
            main_round = round
    return self._quotient(answers, _MULTIPLIER, _DIVISOR), main_round


@internal
@pure
def _quotient(answers: uint256[4], multiplier: uint256, divisor: uint256) -> uint256:
    # one of multiplier and divisor is 1; only the last step rounds
    return math._mul_div(answers[0] * answers[1], multiplier, answers[2] * answers[3] * divisor, False)
