# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Windows of time-weighted means, and the prices behind Uniswap V3 ticks
@license AGPL-3.0-only
"""
from snekmate.utils import math

from ..libraries import errors

MIN_WINDOW: constant(uint256) = 900
MAX_WINDOW: constant(uint256) = 86_400
E36: constant(uint256) = 10**36
MAX_TICK: constant(uint256) = 887_272
# sqrt(1.0001)**-(2**i), Q128, as Uniswap's TickMath has them
FACTORS: constant(uint256[20]) = [
    340265354078544963557816517032075149313,
    340248342086729790484326174814286782778,
    340214320654664324051920982716015181260,
    340146287995602323631171512101879684304,
    340010263488231146823593991679159461444,
    339738377640345403697157401104375502016,
    339195258003219555707034227454543997025,
    338111622100601834656805679988414885971,
    335954724994790223023589805789778977700,
    331682121138379247127172139078559817300,
    323299236684853023288211250268160618739,
    307163716377032989948697243942600083929,
    277268403626896220162999269216087595045,
    225923453940442621947126027127485391333,
    149997214084966997727330242082538205943,
    66119101136024775622716233608466517926,
    12847376061809297530290974190478138313,
    485053260817066172746253684029974020,
    691415978906521570653435304214168,
    1404880482679654955896180642,
]


@internal
@pure
def check_window(window: uint256):
    """
    @param window Seconds; refused outside 900 to 86,400.
    """
    errors.require(window >= MIN_WINDOW, "twap: window too short")
    errors.require(window <= MAX_WINDOW, "twap: window too long")


@internal
@pure
def mean_tick(change: int256, seconds: uint256) -> int256:
    """
    @param change Of the tick cumulative.
    @param seconds In which it changed.
    @return Mean tick, rounded towards minus infinity.
    """
    divisor: int256 = convert(seconds, int256)
    if change >= 0:
        return change // divisor
    return (change - (divisor - 1)) // divisor  # the machine rounds towards zero


@internal
@pure
def root_at_tick(tick: int256) -> uint256:
    """
    @return sqrt(1.0001**tick), Q96, to the last bit what Uniswap's TickMath gives.
    """
    rest: uint256 = convert(abs(tick), uint256)
    errors.require(rest <= MAX_TICK, "twap: tick out of range")
    ratio: uint256 = 2**128
    for factor: uint256 in FACTORS:
        if rest & 1 != 0:
            ratio = unsafe_mul(ratio, factor) >> 128  # a ratio is at most 2**128, a factor below it
        rest >>= 1
    if tick > 0:
        ratio = max_value(uint256) // ratio
    return (ratio + (2**32 - 1)) >> 32


@internal
@pure
def price_of_root(root: uint256) -> uint256:
    """
    @param root Square root of the price, Q96.
    @return Price, 1e36, rounded down.
    """
    if root < 2**128:
        return math._mul_div(root * root, E36, 2**192, False)
    return math._mul_div(math._mul_div(root, root, 2**64, False), E36, 2**128, False)
