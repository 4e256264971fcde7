# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The prices of a paired pool from one Chainlink feed
@license AGPL-3.0-only
@notice price = answer * 10**(36 + quote decimals - decimals of U - decimals of the feed), rounded down.
        For a bear the feed prices the quote in U: price = 1e72 / (answer * 10**(36 +
        decimals of U - quote decimals - decimals of the feed)); the answers' mean is taken
        first and then inverted. Whatever answer lies within the bounds gives at least
        twelve digits and at most 2**160 - 1.
        Rounds are the feed's own ids. The mean looks back by one id at a time and within
        one phase: after the feed's aggregator was replaced it refuses for one window.
        A feed that reverts makes every answer revert: nobody knows its value.
"""
from ..interfaces import IChainlinkOracle
from ..interfaces import IChainlinkPriceSource
from ..interfaces import IPriceSource
from ..interfaces import ITapeSource
from ..libraries import errors
from . import feed
from . import twap

implements: IPriceSource
implements: ITapeSource
implements: IChainlinkPriceSource

E36: constant(uint256) = 10**36
MAX_QUOTE_DECIMALS: constant(uint256) = 18
MAX_DEVIATION: constant(uint256) = 5 * 10**16
MAX_ROUNDS: constant(uint256) = 48
PHASE_SIZE: constant(uint256) = 2**64
READ_GAS: constant(uint256) = 250_000  # without it a read could be made to fail by its caller

FEED: public(immutable(IChainlinkOracle.Feed))
ASSET: public(immutable(address))
QUOTE: public(immutable(address))
QUOTE_DECIMALS: public(immutable(uint256))
IS_INVERSE: public(immutable(bool))
SEQUENCER: public(immutable(address))
GRACE: public(immutable(uint256))
_DEVIATION: immutable(uint256)
_MULTIPLIER: immutable(uint256)
_DIVISOR: immutable(uint256)


@deploy
def __init__(p: IChainlinkPriceSource.Parameters):
    """
    @notice Bounds must lie strictly inside the feed's own least and greatest answer
            where the aggregator behind it tells them; where it does not, they stand.
    @param p See IChainlinkPriceSource.Parameters.
    """
    errors.require(p.feed.source != empty(address), "feed: missing")
    feed.check(p.feed)
    errors.require(p.quote_decimals <= MAX_QUOTE_DECIMALS, "quote: over 18 decimals")
    quote_decimals: int256 = convert(p.quote_decimals, int256)
    errors.require(p.deviation != 0 and p.deviation <= MAX_DEVIATION, "deviation: above 0, to 5%")

    exponent: int256 = quote_decimals - feed.decimals(p.asset)
    if p.is_inverse:
        exponent = -exponent
    multiplier: uint256 = 0
    divisor: uint256 = 0
    multiplier, divisor = feed.multiplier_and_divisor(feed.SCALE_EXPONENT + exponent - feed.decimals(p.feed.source))
    # whatever is believed can be weighted by the longest window and scaled
    fits: bool = p.feed.upper <= max_value(uint256) // twap.MAX_WINDOW // multiplier
    errors.require(fits, "bounds: product over 2**256 - 1")
    minimum: uint256 = p.feed.lower * multiplier // divisor
    greatest: uint256 = p.feed.upper * multiplier // divisor
    if p.is_inverse:
        errors.require(minimum > E36 * E36 // (feed.MAX_PRICE + 1), "bounds: over 2**160 - 1")
        errors.require(greatest <= E36 * E36 // feed.MIN_PRICE, "bounds: under 12 digits")
    else:
        errors.require(greatest <= feed.MAX_PRICE, "bounds: over 2**160 - 1")
        errors.require(minimum >= feed.MIN_PRICE, "bounds: under 12 digits")

    FEED = p.feed
    ASSET = p.asset
    QUOTE = p.quote
    QUOTE_DECIMALS = p.quote_decimals
    IS_INVERSE = p.is_inverse
    SEQUENCER = p.sequencer
    GRACE = p.grace
    _DEVIATION = p.deviation
    _MULTIPLIER = multiplier
    _DIVISOR = divisor


@external
@view
def latest() -> IPriceSource.Reading:
    """
    @notice The last price, fresh or not. Reverts with "oracle: sequencer down", "oracle: grace time",
            "oracle: from the future", "oracle: not positive" or "oracle: out of bounds".
    @return Price, 1e36, rounded down; the feed's round id; its time; and the last second before
            it is stale: the heartbeat and 10%, at least 300 s, more.
    """
    return self._latest()[0]


@external
@view
def latest_and_mean(window: uint256) -> (IPriceSource.Reading, uint256):
    """
    @notice The last price, and the mean of the answers, each weighted by the time until the next one came.
            Reads at most 48 rounds. Refuses like `latest`, and with "oracle: stale",
            "twap: window too short", "twap: window too long", "twap: rounds out of order",
            "twap: gap" and "twap: history too short".
    @param window Seconds, 900 to 86,400.
    @return As `latest`; and the mean's price, 1e36, rounded down.
    """
    last: IPriceSource.Reading = empty(IPriceSource.Reading)
    answer: uint256 = 0
    last, answer = self._latest()
    errors.require(block.timestamp <= last.fresh_until, "oracle: stale")
    twap.check_window(window)
    return last, self._price(self._mean(answer, last.round, last.updated_at, window))


@external
@view
def price_of(round: uint256) -> (uint256, uint256):
    """
    @notice The price of one round, however old. Reverts with "oracle: no such round" and, but for the
            sequencer, like `latest`.
    @param round The feed's round id.
    @return Price, 1e36, rounded down, and its time.
    """
    known: bool = False
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    if round <= convert(max_value(uint80), uint256):
        known, answer, started_at, updated_at = self._past(round)
    errors.require(known, "oracle: no such round")
    return self._price(self._believed(answer, updated_at)), updated_at


@external
@view
def newest_round() -> uint256:
    """
    @notice The feed's latest round, for a line. Reverts with "source: send more gas" only: a feed that cannot be
            read has none.
    @return Its id; 0 where there is none.
    """
    errors.require(msg.gas >= READ_GAS, "source: send more gas")
    known: bool = False
    round: uint256 = 0
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    known, round, answer, started_at, updated_at = self._read(method_id("latestRoundData()"))
    return round if known and round <= convert(max_value(uint80), uint256) else 0


@external
@view
def round_of(round: uint256) -> (uint256, uint256, uint256):
    """
    @notice One round as a line believes it, however old. Reverts with "source: send more gas" only.
    @param round The feed's round id.
    @return Price, 1e36, rounded down, 0 where the answer is not positive or out of bounds; when the round was
            observed and when it was transmitted, 0 where there is none.
    """
    errors.require(msg.gas >= READ_GAS, "source: send more gas")
    known: bool = False
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    if round <= convert(max_value(uint80), uint256):
        known, answer, started_at, updated_at = self._past(round)
    if not known:
        return 0, 0, 0
    price: uint256 = 0
    if answer > 0 and convert(answer, uint256) >= FEED.lower and convert(answer, uint256) <= FEED.upper:
        price = self._price(convert(answer, uint256))
    return price, started_at, updated_at


@external
@view
def up_since() -> uint256:
    """
    @notice Reverts with "oracle: sequencer down" and "oracle: grace time".
    @return When the sequencer restarted, seconds; 0 where there is none.
    """
    feed.check_sequencer(SEQUENCER, GRACE)
    if SEQUENCER == empty(address):
        return 0
    return feed.sequencer_round(SEQUENCER)[1]


@external
@view
def deviation() -> uint256:
    """
    @notice How far the market may move before the feed answers anew; immutable, as declared.
    @return Fraction, 1e18.
    """
    return _DEVIATION


@internal
@view
def _latest() -> (IPriceSource.Reading, uint256):
    feed.check_sequencer(SEQUENCER, GRACE)
    round: uint256 = 0
    signed: int256 = 0
    updated_at: uint256 = 0
    round, signed, updated_at = feed.read(FEED.source)
    answer: uint256 = self._believed(signed, updated_at)
    return IPriceSource.Reading(
        price=self._price(answer),
        round=round,
        updated_at=updated_at,
        fresh_until=updated_at + feed.longest_gap(FEED.heartbeat),
    ), answer


@internal
@view
def _mean(last_answer: uint256, last_round: uint256, last_updated_at: uint256, window: uint256) -> uint256:
    since: uint256 = block.timestamp - window
    until: uint256 = block.timestamp
    longest_gap: uint256 = feed.longest_gap(FEED.heartbeat)
    answer: uint256 = last_answer
    updated_at: uint256 = last_updated_at
    weighted: uint256 = 0
    for back: uint256 in range(MAX_ROUNDS):
        if back != 0:
            # ids count from 1 in each phase; what came before belongs to another aggregator
            if last_round % PHASE_SIZE <= back:
                break
            known: bool = False
            signed: int256 = 0
            started_at: uint256 = 0
            known, signed, started_at, updated_at = self._past(last_round - back)
            if not known:
                break
            answer = feed.within(signed, FEED.lower, FEED.upper)
            errors.require(updated_at <= until, "twap: rounds out of order")
            errors.require(until - updated_at <= longest_gap, "twap: gap")
        weighted += answer * (until - max(updated_at, since))
        if updated_at <= since:
            return weighted // window
        until = updated_at
    errors.revert("twap: history too short")
    return 0


@internal
@view
def _past(round: uint256) -> (bool, int256, uint256, uint256):
    """
    @return Whether there was such a round, its answer, when it began and when it was updated.
    """
    number: uint256 = 0
    known: bool = False
    answer: int256 = 0
    started_at: uint256 = 0
    updated_at: uint256 = 0
    known, number, answer, started_at, updated_at = self._read(
        abi_encode(round, method_id=method_id("getRoundData(uint80)"))
    )
    return known, answer, started_at, updated_at


@internal
@view
def _read(call: Bytes[36]) -> (bool, uint256, int256, uint256, uint256):
    """
    @return Whether the feed answers with a round; its id, answer, beginning and update.
    """
    # an aggregator may revert for a round that never was, or answer zeros
    success: bool = False
    data: Bytes[160] = b""
    success, data = raw_call(FEED.source, call, max_outsize=160, is_static_call=True, revert_on_failure=False)
    if not success or len(data) != 160:
        return False, 0, 0, 0, 0
    updated_at: uint256 = extract32(data, 96, output_type=uint256)
    return (
        updated_at != 0,
        extract32(data, 0, output_type=uint256),
        extract32(data, 32, output_type=int256),
        extract32(data, 64, output_type=uint256),
        updated_at,
    )


@internal
@view
def _believed(answer: int256, updated_at: uint256) -> uint256:
    errors.require(updated_at <= block.timestamp, "oracle: from the future")
    return feed.within(answer, FEED.lower, FEED.upper)


@internal
@view
def _price(answer: uint256) -> uint256:
    # the constructor saw to it that nothing within the bounds overflows or is 0 here
    scaled: uint256 = answer * _MULTIPLIER // _DIVISOR
    return E36 * E36 // scaled if IS_INVERSE else scaled
