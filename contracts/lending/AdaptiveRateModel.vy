# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Borrow rate that finds its own level
@license AGPL-3.0-only
@notice A curve through the rate at target utilization; while utilization is above
        the target that rate grows as exp(speed * distance * time), below it falls, within
        bounds (the idea of Morpho's AdaptiveCurveIrm). State is kept per caller.
        The answer is the exact mean of the curve over the span, so the interest of
        a span is the sum of the interest of its parts, to rounding. Rates go in per
        year and come out per second, both scaled by 1e18.
"""

from snekmate.utils import math

from ..interfaces import IRateModel
from ..libraries import errors

implements: IRateModel

WAD: constant(int256) = 10**18
YEAR: constant(int256) = 31_536_000
MAX_RATE: constant(uint256) = 3 * 10**18  # 300% a year: the most a pool accepts
MAX_SPEED: constant(uint256) = 1000 * 10**18  # per year: twentyfold the usual 50
# below it the mean of exp(x) is a series of four terms, whose rest is under 1e-18;
# above it (exp(x) - 1) / x is good to 1e-14
SMALL_EXPONENT: constant(int256) = 10**14

TARGET_UTILIZATION: public(immutable(uint256))  # 1e18
INITIAL_RATE: public(immutable(uint256))  # per year at target, before the first accrual
MIN_RATE: public(immutable(uint256))  # per year at target
MAX_RATE_AT_TARGET: public(immutable(uint256))  # per year at target
STEEPNESS: public(immutable(uint256))  # rate at utilization 1 over rate at target, and target over 0
SPEED: public(immutable(uint256))  # exponent per year at full error

_rate_at_target: HashMap[address, uint256]  # per year; 0 before the first accrual


@deploy
def __init__(
    target_utilization: uint256,
    initial_rate: uint256,
    min_rate: uint256,
    max_rate: uint256,
    steepness: uint256,
    speed: uint256,
):
    """
    @param target_utilization 1e18, between 0 and 1 exclusive.
    @param initial_rate Rate per year at target before the first accrual, 1e18.
    @param min_rate Least rate per year at target, 1e18, not 0.
    @param max_rate Greatest rate per year at target; times steepness at most 300%.
    @param steepness Rate at utilization 1 over rate at target, 1e18, at least 1.
    @param speed Exponent per year at full error, 1e18, at most 1000.
    """
    errors.require(target_utilization > 0 and target_utilization < convert(WAD, uint256), "rate model: target")
    errors.require(
        steepness >= convert(WAD, uint256) and steepness <= 100 * convert(WAD, uint256), "rate model: steepness"
    )
    errors.require(0 < min_rate and min_rate <= initial_rate and initial_rate <= max_rate, "rate model: not rising")
    errors.require(
        max_rate <= MAX_RATE and max_rate * steepness // convert(WAD, uint256) <= MAX_RATE,
        "rate model: above maximum",
    )
    errors.require(speed <= MAX_SPEED, "rate model: speed")
    TARGET_UTILIZATION = target_utilization
    INITIAL_RATE = initial_rate
    MIN_RATE = min_rate
    MAX_RATE_AT_TARGET = max_rate
    STEEPNESS = steepness
    SPEED = speed


# calls nobody: nobody can come back in, so the lock would only cost
@external
@reentrant
def accrue(utilization: uint256, elapsed: uint256) -> uint256:
    """
    @notice The mean rate over the span; the caller's rate at target moves on.
    @param utilization 1e18; above 1 counts as 1.
    @param elapsed Seconds of the span. The caller vouches for it: only its own
           state is at stake.
    @return Mean rate per second, 1e18, rounded down.
    """
    rate: uint256 = 0
    at_target: uint256 = 0
    rate, at_target = self._mean(msg.sender, utilization, elapsed)
    self._rate_at_target[msg.sender] = at_target
    return rate


@external
@view
def mean_rate(account: address, utilization: uint256, elapsed: uint256) -> uint256:
    """
    @notice What `accrue` would answer to `account`, without moving anything.
    @param account Whose state.
    @param utilization 1e18; above 1 counts as 1.
    @param elapsed Seconds of the span.
    @return Mean rate per second, 1e18, rounded down.
    """
    return self._mean(account, utilization, elapsed)[0]


@external
@view
def rate_at_target(account: address) -> uint256:
    """
    @notice Where an account's curve stands.
    @param account Whose state.
    @return Rate per year at target utilization after its last accrual, 1e18.
    """
    return convert(self._start(account), uint256)


@internal
@view
def _start(account: address) -> int256:
    stored: uint256 = self._rate_at_target[account]
    return convert(stored if stored != 0 else INITIAL_RATE, int256)


@internal
@view
def _mean(account: address, utilization: uint256, elapsed: uint256) -> (uint256, uint256):
    """
    @return Mean rate per second over the span, and the rate at target per year at its end.
    """
    distance: int256 = self._error(utilization)
    mean: int256 = 0
    end: int256 = 0
    mean, end = self._drift(
        self._start(account), convert(SPEED, int256) * distance // WAD * convert(elapsed, int256) // YEAR
    )
    return convert(self._curve(mean, distance) // YEAR, uint256), convert(end, uint256)


@internal
@view
def _error(utilization: uint256) -> int256:
    """
    @return Distance from target over the greatest on that side: -1 to 1, 1e18.
    """
    used: int256 = min(convert(utilization, int256), WAD)
    target: int256 = convert(TARGET_UTILIZATION, int256)
    if used > target:
        return (used - target) * WAD // (WAD - target)
    return (used - target) * WAD // target


@internal
@view
def _curve(at_target: int256, distance: int256) -> int256:
    slope: int256 = convert(STEEPNESS, int256) - WAD
    if distance < 0:
        slope = WAD - WAD * WAD // convert(STEEPNESS, int256)
    return at_target * (WAD + slope * distance // WAD) // WAD


@internal
@view
def _drift(start: int256, exponent: int256) -> (int256, int256):
    """
    @dev Integral of min(start * exp(x), bound) over x from 0 to `exponent`, divided by it.
    @return Mean and last rate at target per year.
    """
    if exponent == 0:
        return start, start
    bound: int256 = convert(MAX_RATE_AT_TARGET if exponent > 0 else MIN_RATE, int256)
    to_bound: int256 = math._wad_ln(bound * WAD // start)
    if abs(exponent) >= abs(to_bound):
        mean: int256 = ((bound - start) * WAD + bound * (exponent - to_bound)) // exponent
        # the logarithm's last digit may carry the quotient past either end
        return max(min(mean, max(start, bound)), min(start, bound)), bound
    growth: int256 = math._wad_exp(exponent)
    end: int256 = max(start * growth // WAD, convert(MIN_RATE, int256))
    if abs(exponent) < SMALL_EXPONENT:
        series: int256 = WAD + exponent // 2 + exponent * exponent // (6 * WAD)
        series += exponent * exponent * exponent // (24 * WAD * WAD)
        return start * series // WAD, end
    return start * (growth - WAD) // exponent, end
