# SPDX-License-Identifier: Apache-2.0
"""What the leveraged side pays the funding side: utilization, the kinked rate, the index. All scaled by 1e18."""

from dataclasses import dataclass

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT
from steelyard.model.pairing.valuation import Position
from steelyard.model.pairing.wide import wide_down

KINK = 80 * PERCENT
MAX_COST = 60 * PERCENT  # of the leveraged side's value per year, at target leverage


@dataclass(frozen=True)
class Curve:
    """Rate per year at no utilization, slope below and slope above the kink."""

    floor: int
    slope: int
    steep: int


_STANDARD = Curve(2 * PERCENT, 10 * PERCENT, 100 * PERCENT)
CURVES = {
    2: _STANDARD,
    3: _STANDARD,
    4: Curve(14 * PERCENT // 10, 66 * PERCENT // 10, 666 * PERCENT // 10),
    5: Curve(PERCENT, 5 * PERCENT, 50 * PERCENT),
    10: Curve(PERCENT // 2, 23 * PERCENT // 10, 217 * PERCENT // 10),
}


def utilization(position: Position, mints_funding: bool) -> int:
    """UR by who holds the kinds outside the liquidity vault, rounded down; 0 in an empty market."""
    if position.underlying == 0:
        return 0
    leveraged = wide_down(position.leveraged.leveraged, WAD, position.underlying)
    if not mints_funding:
        return leveraged
    return (WAD + leveraged - wide_down(position.funding.funding, WAD, position.underlying)) // 2


def rate(target: int, used: int) -> int:
    """APY of F at utilization `used`, rounded down; at most what costs the leveraged side 60% a year."""
    curve = CURVES[target]
    bent = curve.slope * min(used, KINK) + curve.steep * max(used - KINK, 0)
    return min(curve.floor + bent // WAD, MAX_COST // (target - 1))


def grown(index: int, yearly: int, seconds: int, maximum: int) -> int:
    """The funding index after `seconds`: linear, exact, at most `max` (never less than before)."""
    return max(index, min(index + yearly * seconds, maximum))
