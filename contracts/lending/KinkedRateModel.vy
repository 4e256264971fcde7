# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Borrow rate in two straight lines that meet at the kink
@license AGPL-3.0-only
@notice Stateless. Rates go in per year and come out per second, both scaled by 1e18.
"""

from ..interfaces import IRateModel
from ..libraries import errors
from ..libraries import rounding

implements: IRateModel

WAD: constant(uint256) = 10**18
YEAR: constant(uint256) = 31_536_000
MAX_RATE: constant(uint256) = 3 * 10**18  # 300% a year: the most a pool accepts

BASE: public(immutable(uint256))  # per year, at utilization 0
KINK: public(immutable(uint256))  # utilization, 1e18
RATE_AT_KINK: public(immutable(uint256))  # per year
RATE_AT_FULL: public(immutable(uint256))  # per year, at utilization 1


@deploy
def __init__(base: uint256, kink: uint256, rate_at_kink: uint256, rate_at_full: uint256):
    """
    @param base Rate per year at utilization 0, 1e18.
    @param kink Utilization where the lines meet, 1e18, between 0 and 1 exclusive.
    @param rate_at_kink Rate per year at the kink, 1e18.
    @param rate_at_full Rate per year at utilization 1, 1e18, at most 300%.
    """
    errors.require(kink > 0 and kink < WAD, "rate model: kink")
    errors.require(base <= rate_at_kink and rate_at_kink <= rate_at_full, "rate model: not rising")
    errors.require(rate_at_full <= MAX_RATE, "rate model: above maximum")
    BASE = base
    KINK = kink
    RATE_AT_KINK = rate_at_kink
    RATE_AT_FULL = rate_at_full


# without state, open: nothing to lock
@external
@reentrant
def accrue(utilization: uint256, elapsed: uint256) -> uint256:
    """
    @notice The rate at this utilization: constant over any span.
    @param utilization 1e18; above 1 counts as 1.
    @param elapsed Seconds, without influence.
    @return Rate per second, 1e18, rounded down.
    """
    return self._rate(utilization)


@external
@view
def mean_rate(account: address, utilization: uint256, elapsed: uint256) -> uint256:
    """
    @notice What `accrue` answers, to whomever it is.
    @param account Without influence.
    @param utilization 1e18; above 1 counts as 1.
    @param elapsed Seconds, without influence.
    @return Rate per second, 1e18, rounded down.
    """
    return self._rate(utilization)


@internal
@view
def _rate(utilization: uint256) -> uint256:
    used: uint256 = min(utilization, WAD)
    yearly: uint256 = 0
    if used <= KINK:
        yearly = BASE + rounding.mul_div_down(RATE_AT_KINK - BASE, used, KINK)
    else:
        yearly = RATE_AT_KINK + rounding.mul_div_down(RATE_AT_FULL - RATE_AT_KINK, used - KINK, WAD - KINK)
    return yearly // YEAR
