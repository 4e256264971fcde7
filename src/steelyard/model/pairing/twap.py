# SPDX-License-Identifier: Apache-2.0
"""Time-weighted mean prices as pure functions: over Chainlink rounds, and from Uniswap V3 tick cumulatives."""

from collections.abc import Sequence
from dataclasses import dataclass

from steelyard.model.errors import need
from steelyard.model.pairing.wide import E36, wide_down
from steelyard.model.rounding import MAX_UINT256

MOST_ROUNDS = 48
LEAST_WINDOW = 900
_Q192 = 2**192
_Q128 = 2**128
_MOST_TICK = 887_272
_TICK_FACTORS = (
    0xFFFCB933BD6FAD37AA2D162D1A594001,
    0xFFF97272373D413259A46990580E213A,
    0xFFF2E50F5F656932EF12357CF3C7FDCC,
    0xFFE5CACA7E10E4E61C3624EAA0941CD0,
    0xFFCB9843D60F6159C9DB58835C926644,
    0xFF973B41FA98C081472E6896DFB254C0,
    0xFF2EA16466C96A3843EC78B326B52861,
    0xFE5DEE046A99A2A811C461F1969C3053,
    0xFCBE86C7900A88AEDCFFC83B479AA3A4,
    0xF987A7253AC413176F2B074CF7815E54,
    0xF3392B0822B70005940C7A398E4B70F3,
    0xE7159475A2C29B7443B29C7FA6E889D9,
    0xD097F3BDFD2022B8845AD8F792AA5825,
    0xA9F746462D870FDF8A65DC1F90E061E5,
    0x70D869A156D2A1B890BB3DF62BAF32F7,
    0x31BE135F97D08FD981231505542FCFA6,
    0x9AA508B5B7A84E1C677DE54F3E99BC9,
    0x5D6AF8DEDB81196699C329225EE604,
    0x2216E584F5FA1EA926041BEDFE98,
    0x48A170391F7DC42444E8FA2,
)


@dataclass(frozen=True)
class Round:
    """A feed's answer and when it came."""

    answer: int
    updated_at: int


def mean_of_rounds(rounds: Sequence[Round], now: int, window: int, longest_gap: int) -> int:
    """Mean answer over the last `window` seconds, rounded down; each answer counts until the next one came.

    `rounds` newest first; at most 48 are looked at. Refuses a history that does not reach back to the window's
    start, and a time without an answer longer than `longest_gap`, the present one included.
    """
    need(window >= LEAST_WINDOW, "twap: window too short")
    weighted, until = 0, now
    for answered in rounds[:MOST_ROUNDS]:
        need(answered.answer > 0, "twap: not positive")
        need(answered.updated_at <= until, "twap: rounds out of order")
        need(until - answered.updated_at <= longest_gap, "twap: gap")
        since = max(answered.updated_at, now - window)
        weighted += answered.answer * (until - since)
        if answered.updated_at <= now - window:
            return weighted // window
        until = answered.updated_at
    need(False, "twap: history too short")
    raise AssertionError


def mean_tick(older: int, newer: int, window: int) -> int:
    """Mean tick between two cumulatives `window` seconds apart, rounded towards minus infinity."""
    need(window >= LEAST_WINDOW, "twap: window too short")
    return (newer - older) // window


def price_at_tick(tick: int) -> int:
    """1.0001^tick scaled by 1e36, rounded down from Uniswap's own square root price: token1 units per token0 unit."""
    return price_of_root(root_at_tick(tick))


def root_at_tick(tick: int) -> int:
    """sqrt(1.0001^tick) * 2^96 as Uniswap's TickMath gives it."""
    need(abs(tick) <= _MOST_TICK, "twap: tick out of range")
    ratio = _Q128
    for bit, factor in enumerate(_TICK_FACTORS):
        if abs(tick) >> bit & 1:
            ratio = ratio * factor >> 128
    if tick > 0:
        ratio = MAX_UINT256 // ratio
    return -(-ratio >> 32)


def price_of_root(root: int) -> int:
    """Square of a square root price (2^96) scaled by 1e36, rounded down; 512-bit products only."""
    if root < _Q128:
        return wide_down(root * root, E36, _Q192)
    return wide_down(root * root >> 64, E36, _Q128)
