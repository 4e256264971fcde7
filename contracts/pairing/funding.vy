# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What the leveraged side pays the funding side: utilization, the kinked rate, the index
@license AGPL-3.0-only
@notice Utilization and rates per year are scaled by 1e18, the index by `valuation.ONE`.
"""
from ..interfaces import IPairingPool
from . import valuation
from . import wide


# rate per year at no utilization, slope below and slope above the kink
struct Curve:
    floor: uint256
    slope: uint256
    steep: uint256


WAD: constant(uint256) = 10**18
PERCENT: constant(uint256) = 10**16

KINK: constant(uint256) = 80 * PERCENT
MAX_COST: constant(uint256) = 60 * PERCENT  # of the leveraged side's value per year, at target leverage
MIN_LEFT: constant(uint256) = 5 * PERCENT  # of l at the lower bound, whatever funding accrued


@internal
@pure
def utilization(position: IPairingPool.Position, mints_funding: bool) -> uint256:
    """
    @return By who holds the kinds outside the liquidity vault, rounded down; 0 in an empty
            market.
    """
    if position.underlying == 0:
        return 0
    used: uint256 = wide.mul_div_down(position.leveraged.leveraged, WAD, position.underlying)
    if not mints_funding:
        return used
    return (WAD + used - wide.mul_div_down(position.funding.funding, WAD, position.underlying)) // 2


@internal
@pure
def rate(target: uint256, used: uint256) -> uint256:
    """
    @return What F earns per year at utilization `used`, rounded down; at most what costs
            the leveraged side 60% a year.
    """
    curve: Curve = self._curve(target)
    bent: uint256 = curve.slope * min(used, KINK) + curve.steep * (max(used, KINK) - KINK)
    return min(curve.floor + bent // WAD, MAX_COST // (target - 1))


@internal
@pure
def grown(index: uint256, yearly: uint256, elapsed: uint256, maximum: uint256) -> uint256:
    """
    @return The index after `elapsed` seconds: linear, exact, at most `max`, never less
            than before.
    """
    return max(index, min(index + yearly * elapsed, maximum))


@internal
@pure
def max_index(target: uint256, fall: uint256) -> uint256:
    """
    @return Greatest funding index: there l(P0*(1-d)) is still 0.05.
    """
    return (target * (WAD - fall) - MIN_LEFT) * valuation.YEAR // (target - 1)


@internal
@pure
def accrued(
    position: IPairingPool.Position, terms: IPairingPool.Terms, elapsed: uint256, unbilled: uint256
) -> (IPairingPool.Position, uint256, uint256):
    """
    @param elapsed Seconds of funding since the last accrual.
    @param unbilled Seconds of management fee before them.
    @return The book, the fee in units of U (rounded down), the seconds still unbilled: all,
            until they are worth one unit.
    """
    after: IPairingPool.Position = position
    yearly: uint256 = self.rate(terms.target, self.utilization(position, terms.mints_funding))
    after.index = self.grown(position.index, yearly, elapsed, self.max_index(terms.target, terms.fall))
    waiting: uint256 = unbilled + elapsed
    fee: uint256 = wide.mul_div_down(position.underlying, terms.fees.management * waiting, valuation.ONE)
    if fee == 0:
        return after, 0, waiting
    return valuation.drained(after, fee), fee, 0


@internal
@pure
def _curve(target: uint256) -> Curve:
    if target == 4:
        return Curve(floor=14 * PERCENT // 10, slope=66 * PERCENT // 10, steep=666 * PERCENT // 10)
    if target == 5:
        return Curve(floor=PERCENT, slope=5 * PERCENT, steep=50 * PERCENT)
    if target == 10:
        return Curve(floor=PERCENT // 2, slope=23 * PERCENT // 10, steep=217 * PERCENT // 10)
    return Curve(floor=2 * PERCENT, slope=10 * PERCENT, steep=100 * PERCENT)
