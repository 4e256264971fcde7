# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What each borrower owes and may still borrow
@license AGPL-3.0-only
@notice Debt shares, limit and the hourly allowance in one word; the impaired debt of a
        borrower in wind-down in another.
"""

from ..libraries import rounding
from . import accounting

uses: accounting

HOUR: constant(uint256) = 3600 << 15  # an hour in the bucket's ticks of 2**-15 s
WINDING: constant(uint256) = 1
MASK_48: constant(uint256) = 2**48 - 1

# where each part of a word begins, see accounting.vy
DRAINED_AT_AT: constant(uint256) = 96
SHARES_AT: constant(uint256) = 144

NOMINAL_AT: constant(uint256) = 1
WIND_DOWN_CARRIED_AT: constant(uint256) = 121

HOURLY_PART: public(immutable(uint256))  # part of a limit that may be newly borrowed per hour, 1e18


struct Borrower:
    shares: uint256
    limit: uint256
    hourly: uint256  # part of the limit that may be newly borrowed per hour, rounded down
    drained_at: uint256  # tick at which the bucket will have leaked out


_borrowers: HashMap[address, uint256]  # limit, drained at, debt shares
_wind_downs: HashMap[address, uint256]  # winding, nominal, carried


@deploy
def __init__(hourly_part: uint256):
    """
    @param hourly_part Part of a limit that may be newly borrowed per hour, 1e18.
    """
    HOURLY_PART = hourly_part


@internal
@view
def _borrower(account: address) -> Borrower:
    word: uint256 = self._borrowers[account]
    limit: uint256 = word & accounting.MASK_96
    return Borrower(
        shares=word >> SHARES_AT,
        limit=limit,
        hourly=rounding.mul_div_down(limit, HOURLY_PART, accounting.WAD),
        drained_at=(word >> DRAINED_AT_AT) & MASK_48,
    )


@internal
def _store_borrower(account: address, own: Borrower):
    self._borrowers[account] = own.limit | (own.drained_at << DRAINED_AT_AT) | (own.shares << SHARES_AT)


@internal
@view
def _debt_of(account: address, index: uint256, ending: uint256) -> uint256:
    debt: uint256 = accounting._owed(self._borrowers[account] >> SHARES_AT, index)
    if ending != 0:
        debt += self._impairment(account)[0]
    return debt


@internal
@view
def _borrowable(own: Borrower, b: accounting.State) -> uint256:
    return min(self._limit_room(own, b.index), min(self._allowance(own), accounting._free_cash(b)))


@internal
@view
def _limit_room(own: Borrower, index: uint256) -> uint256:
    """
    @dev Counted in debt shares, so that the debt afterwards, rounded up, keeps the limit.
    """
    maximum: uint256 = rounding.mul_div_down(own.limit, accounting.RAY, index)
    return rounding.mul_div_down(maximum - min(maximum, own.shares), index, accounting.RAY)


@internal
@view
def _allowance(own: Borrower) -> uint256:
    """
    @dev A leaky bucket: what an hour allows, less what has not leaked out yet.
    """
    now: uint256 = block.timestamp << 15
    used: uint256 = max(own.drained_at, now) - now
    return rounding.mul_div_down(own.hourly, HOUR - min(used, HOUR), HOUR)


@internal
@view
def _is_winding(account: address, ending: uint256) -> bool:
    return ending != 0 and self._wind_downs[account] != 0


@internal
@view
def _impairment(account: address) -> (uint256, uint256):
    """
    @return Impaired debt of `account` as owed and as lenders count it.
    """
    word: uint256 = self._wind_downs[account]
    return (word >> NOMINAL_AT) & accounting.MASK_120, word >> WIND_DOWN_CARRIED_AT


@internal
def _set_impairment(account: address, b: accounting.State, nominal: uint256, carried: uint256) -> accounting.State:
    changed: accounting.State = b
    old_nominal: uint256 = 0
    old_carried: uint256 = 0
    old_nominal, old_carried = self._impairment(account)
    changed.nominal = b.nominal + nominal - old_nominal
    changed.carried = b.carried + carried - old_carried
    self._wind_downs[account] = WINDING | (nominal << NOMINAL_AT) | (carried << WIND_DOWN_CARRIED_AT)
    return changed


@internal
def _stop_earning(account: address, b: accounting.State) -> accounting.State:
    """
    @dev In wind-down only: moves performing debt, if there is any, to the impaired debt at its full value.
    """
    if self._impairment(account)[0] != 0:
        return b
    stopped: accounting.State = b
    own: Borrower = self._borrower(account)
    nominal: uint256 = accounting._owed(own.shares, b.index)
    stopped.debt_shares -= own.shares
    stopped.ending_shares -= own.shares
    stopped.debt = accounting._owed(stopped.debt_shares, b.index)
    own.shares = 0
    self._store_borrower(account, own)
    # the total was rounded up once, not per borrower: count what it loses
    return self._set_impairment(account, stopped, nominal, b.debt - stopped.debt)


@internal
def _clear_wind_down(account: address):
    self._wind_downs[account] = 0


@internal
def _set_winding(account: address):
    self._wind_downs[account] = WINDING
