# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The prices of a paired pool from a Uniswap V3 pool of U and a dollar token
@license AGPL-3.0-only
@notice Both prices are means of the pool's tick, counted so that it rises with the price of
        U: for U = token1 the cumulatives are negated before they are divided. A mean
        tick is rounded towards minus infinity and its price down. The pool itself rounds its
        tick down as token0 counts: for U = token1 the price may be one tick, 0.01%, too high.
        The last price is the mean of a short time, too: one swap sets slot0 to any price
        within one block and takes it back, a mean has to be held against arbitrage.
        There are no rounds, and nothing is ever stale: a pool without trades has a price.
        Anybody may fill a pool's memory of few observations with trades, and anybody may
        enlarge it (`increaseObservationCardinalityNext`): before a market stands on it,
        it should hold one for each block of the longest window.
        The source believes the pool: who takes one must know that it is Uniswap's.
"""
from snekmate.utils import math

from ..interfaces import IPriceSource
from ..interfaces import IUniswapPriceSource
from ..interfaces import IUniswapV3Pool
from ..libraries import errors
from . import feed
from . import twap

implements: IPriceSource
implements: IUniswapPriceSource

WAD: constant(uint256) = 10**18
MIN_SHORT: constant(uint256) = 300
MAX_SHORT: constant(uint256) = 900
MIN_DEVIATION: constant(uint256) = 10**15
MAX_DEVIATION: constant(uint256) = 5 * 10**16

POOL: public(immutable(address))
ASSET: public(immutable(address))
QUOTE: public(immutable(address))
SHORT: public(immutable(uint256))
_DEVIATION: immutable(uint256)
_IS_TOKEN0: immutable(bool)


@deploy
def __init__(p: IUniswapPriceSource.Parameters):
    """
    @notice Prices are counted in units of the pool's other token.
    @param p See IUniswapPriceSource.Parameters.
    """
    token0: address = staticcall IUniswapV3Pool(p.pool).token0()
    token1: address = staticcall IUniswapV3Pool(p.pool).token1()
    errors.require(p.asset == token0 or p.asset == token1, "asset: not in the pool")
    errors.require(p.short >= MIN_SHORT and p.short <= MAX_SHORT, "short: 300 to 900 s")
    errors.require(p.deviation >= MIN_DEVIATION and p.deviation <= MAX_DEVIATION, "deviation: 0.1% to 5%")
    POOL = p.pool
    ASSET = p.asset
    QUOTE = token1 if p.asset == token0 else token0
    SHORT = p.short
    _DEVIATION = p.deviation
    _IS_TOKEN0 = p.asset == token0


@external
@view
def latest() -> IPriceSource.Reading:
    """
    @notice The mean price of the short time up to now. Reverts with "twap: history too short"
            or "oracle: out of bounds" (under 1e11 or over 2**160 - 1).
    @return Price, 1e36, rounded down; the second of now as round and time; fresh until now.
    """
    ticks: DynArray[int256, 3] = self._observe([SHORT, 0])[0]
    return self._reading(ticks[1] - ticks[0])


@external
@view
def latest_and_mean(window: uint256) -> (IPriceSource.Reading, uint256):
    """
    @notice As `latest`, and the mean of the window, from one look at the pool. Refuses like
            `latest`, and with "twap: window too short" or "twap: window too long".
    @param window Seconds, 900 to 86,400.
    @return As `latest`; and the mean, 1e36, rounded down.
    """
    twap.check_window(window)
    ticks: DynArray[int256, 3] = self._observe([window, SHORT, 0])[0]
    mean: uint256 = self._price(twap.mean_tick(ticks[2] - ticks[0], window))
    return self._reading(ticks[2] - ticks[1]), mean


@external
@view
def price_of(round: uint256) -> (uint256, uint256):
    """
    @notice Refuses always: "source: no rounds". Orders that wait for the next round need a feed.
    @param round Of no meaning.
    @return Nothing.
    """
    errors.revert("source: no rounds")
    return 0, 0


@external
@view
def deviation() -> uint256:
    """
    @notice How far the short mean may lag the market, as declared; immutable.
    @return Fraction, 1e18.
    """
    return _DEVIATION


@external
@view
def mean_liquidity(window: uint256) -> uint256:
    """
    @notice Harmonic mean of the active liquidity: what was there for one block only counts
            as one block, and the least counts most. Liquidity that stood for a whole window and
            leaves afterwards it cannot tell from other. Refuses like `latest_and_mean`.
    @param window Seconds, 900 to 86,400.
    @return Uniswap's L, rounded down.
    """
    twap.check_window(window)
    return self._mean_liquidity(self._observe([window, 0])[1], window)


@external
@view
def cost_to_move(part: uint256, window: uint256) -> uint256:
    """
    @notice Least loss of who pushes the price P of U up to P' = P * (1 + part) once, and sees arbitrageurs
            trade it back at P. With s = sqrt(P), s' = sqrt(P') they pay L * (s' - s) of the quote for
            U worth P * L * (1/s - 1/s'), and loses the difference: L * (s' - s)**2 / s', which is
            L * s * (y - 1)**2 / y with y = sqrt(1 + part), about L * s * part**2 / 4.
            A lower bound: a push down to P * (1 - part) costs more; the pool's fees, paid twice, are left out;
            a mean that shall move by `part` needs at least that push, held by new pushes
            or, for a shorter time, by a greater one, and loss is convex in the logarithm of the price.
            It assumes that L is what it was on average, all over the range of the push
            (liquidity drawn together in a narrower range is overrated), that P is the mean price,
            and that others, not who pushed, bring the price back. Refuses like `mean_liquidity`,
            and with "part: above 1".
    @param part Fraction of the price, 1e18, at most 1e18.
    @param window Seconds, 900 to 86,400, that liquidity and price are the means of.
    @return Quote units, rounded down.
    """
    errors.require(part <= WAD, "part: above 1")
    twap.check_window(window)
    ticks: DynArray[int256, 3] = []
    seconds_per_liquidity: DynArray[uint256, 3] = []
    ticks, seconds_per_liquidity = self._observe([window, 0])
    liquidity: uint256 = self._mean_liquidity(seconds_per_liquidity, window)
    root: uint256 = twap.root_at_tick(twap.mean_tick(ticks[1] - ticks[0], window))
    # (y - 1)**2 / y rises with y above 1, so each rounding down lowers it
    y: uint256 = isqrt((WAD + part) * WAD)
    lost: uint256 = (y - WAD) * (y - WAD) // y
    return math._mul_div(math._mul_div(liquidity, root, 2**96, False), lost, WAD, False)


@internal
@view
def _reading(change: int256) -> IPriceSource.Reading:
    return IPriceSource.Reading(
        price=self._price(twap.mean_tick(change, SHORT)),
        round=block.timestamp,
        updated_at=block.timestamp,
        fresh_until=block.timestamp,
    )


@internal
@pure
def _price(tick: int256) -> uint256:
    price: uint256 = twap.price_of_root(twap.root_at_tick(tick))
    errors.require(price >= feed.MIN_PRICE and price <= feed.MAX_PRICE, "oracle: out of bounds")
    return price


@internal
@pure
def _mean_liquidity(seconds_per_liquidity: DynArray[uint256, 3], window: uint256) -> uint256:
    # the cumulative wraps at 2**160, and the pool rounded each of at most one addend a second down
    grown: uint256 = unsafe_sub(seconds_per_liquidity[1], seconds_per_liquidity[0]) % 2**160
    return (window << 128) // (grown + window + 1)


@internal
@view
def _observe(seconds_ago: DynArray[uint256, 3]) -> (DynArray[int256, 3], DynArray[uint256, 3]):
    # the pool reverts where its memory does not reach back so far
    success: bool = False
    data: Bytes[320] = b""
    success, data = raw_call(
        POOL,
        abi_encode(seconds_ago, method_id=method_id("observe(uint32[])")),
        max_outsize=320,
        is_static_call=True,
        revert_on_failure=False,
    )
    errors.require(success, "twap: history too short")
    ticks: DynArray[int256, 3] = []
    seconds_per_liquidity: DynArray[uint256, 3] = []
    ticks, seconds_per_liquidity = abi_decode(data, (DynArray[int256, 3], DynArray[uint256, 3]))
    if not _IS_TOKEN0:
        for i: uint256 in range(3):
            if i < len(ticks):
                ticks[i] = -ticks[i]
    return ticks, seconds_per_liquidity
