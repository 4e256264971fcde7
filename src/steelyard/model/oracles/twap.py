# SPDX-License-Identifier: Apache-2.0
"""Time-weighted mean prices as pure functions: over Chainlink rounds, and from Uniswap V3 tick cumulatives."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isqrt

from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import MAX_UINT256, WAD, div_toward_zero
from steelyard.model.oracles.chainlink_oracle import MAX_ANSWER
from steelyard.model.pairing.wide import E36, wide_down

MAX_ROUNDS = 48
MIN_WINDOW = 900
MAX_WINDOW = 86_400
_Q192 = 2**192
_Q160 = 2**160
_Q128 = 2**128
_Q96 = 2**96
_MAX_TICK = 887_272
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
    """A feed's answer, when it came and, where that was another time, when it was observed."""

    answer: int
    updated_at: int
    started_at: int | None = None


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest answer that is believed, feed units."""

    lower: int
    upper: int

    def believed(self, answer: int) -> int:
        """The answer; refuses one that is not positive, or outside."""
        require(answer > 0, "oracle: not positive", answer=answer)
        require(self.lower <= answer <= self.upper, "oracle: out of bounds", answer=answer)
        return answer


ANY_ANSWER = Bounds(1, MAX_ANSWER)


def check_window(window: int) -> None:
    """Refuses a window outside 15 minutes to a day."""
    require(window >= MIN_WINDOW, "twap: window too short", window=window)
    require(window <= MAX_WINDOW, "twap: window too long", window=window)


def mean_of_rounds(
    rounds: Sequence[Round], now: int, window: int, longest_gap: int, bounds: Bounds = ANY_ANSWER
) -> int:
    """Mean answer over the last `window` seconds, rounded down; each answer counts until the next one came.

    `rounds` newest first; at most 48 are looked at, and one of time 0 ends them. Refuses a history that does not
    reach back to the window's start, and a time without an answer longer than `longest_gap`, the present one included.
    """
    check_window(window)
    weighted, until = 0, now
    for answered in rounds[:MAX_ROUNDS]:
        if answered.updated_at == 0:
            break
        answer = bounds.believed(answered.answer)
        require(answered.updated_at <= until, "twap: rounds out of order")
        require(until - answered.updated_at <= longest_gap, "twap: gap")
        since = max(answered.updated_at, now - window)
        weighted += answer * (until - since)
        if answered.updated_at <= now - window:
            return weighted // window
        until = answered.updated_at
    require(False, "twap: history too short")
    raise AssertionError


@dataclass(frozen=True)
class Observation:
    """What a Uniswap V3 pool wrote down: its two cumulatives at a time."""

    at: int
    ticks: int
    seconds_per_liquidity: int


@dataclass
class TickHistory:
    """A Uniswap V3 pool as `observe` sees it: its observations, oldest first, its tick and its active liquidity."""

    observations: list[Observation] = field(default_factory=list)
    tick: int = 0
    liquidity: int = 0

    def observe(self, now: int, seconds_ago: int) -> Observation:
        """The cumulatives `seconds_ago` before `now`, to the last bit as the pool interpolates them."""
        at = now - seconds_ago
        require(len(self.observations) != 0 and self.observations[0].at <= at, "twap: history too short")
        older = max((seen for seen in self.observations if seen.at <= at), key=lambda seen: seen.at)
        newer = min((seen for seen in self.observations if seen.at > at), key=lambda seen: seen.at, default=None)
        elapsed = at - older.at
        if newer is None:
            per_liquidity = (elapsed << 128) // max(self.liquidity, 1)
            return self._grown(older, at, self.tick * elapsed, per_liquidity)
        between = newer.at - older.at
        per_second = div_toward_zero(newer.ticks - older.ticks, between)
        per_liquidity = (newer.seconds_per_liquidity - older.seconds_per_liquidity) % _Q160 * elapsed // between
        return self._grown(older, at, per_second * elapsed, per_liquidity)

    def _grown(self, older: Observation, at: int, ticks: int, per_liquidity: int) -> Observation:
        return Observation(at, older.ticks + ticks, (older.seconds_per_liquidity + per_liquidity) % _Q160)


def mean_tick(older: int, newer: int, seconds: int) -> int:
    """Mean tick between two cumulatives `seconds` apart, rounded towards minus infinity."""
    return (newer - older) // seconds


def mean_liquidity(older: int, newer: int, seconds: int) -> int:
    """Harmonic mean of the active liquidity between two cumulatives of seconds per liquidity, rounded down.

    The cumulatives wrap at 2^160; each of at most one addend a second was rounded down when it was written.
    """
    return (seconds << 128) // ((newer - older) % _Q160 + seconds + 1)


def cost_to_move(liquidity: int, root: int, part: int) -> int:
    """Least loss of who pushes a price up by `part` (1e18) once and sees arbitrageurs trade it back; rounded down.

    With s the square root of the price (`root`, 2^96) and y = sqrt(1 + part) they pay L s (y - 1) of the quote for
    base that is worth L s (y - 1) / y: the difference, L s (y - 1)^2 / y, is about L s part^2 / 4. A push down costs
    more, the fees are left out, and loss is convex in the price's logarithm, so a greater push for a shorter time
    is no cheaper. It assumes this liquidity all over the push, and that it is others who bring the price back.
    """
    require(part <= WAD, "part: above 1", part=part)
    y = isqrt((WAD + part) * WAD)
    lost = (y - WAD) * (y - WAD) // y
    return wide_down(wide_down(liquidity, root, _Q96), lost, WAD)


def price_at_tick(tick: int) -> int:
    """1.0001^tick scaled by 1e36, rounded down from Uniswap's own square root price: token1 units per token0 unit."""
    return price_of_root(root_at_tick(tick))


def root_at_tick(tick: int) -> int:
    """sqrt(1.0001^tick) * 2^96 as Uniswap's TickMath gives it."""
    require(abs(tick) <= _MAX_TICK, "twap: tick out of range")
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
