# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Who may change what in a lending pool, and how fast
@license AGPL-3.0-only
@notice The curator proposes, anyone applies after the delay, the guardian vetoes, lowers
        limits or pauses new borrowing for a while. Nothing here touches a lender's shares,
        and nothing stops a withdrawal: the pool asks this contract for nothing but to
        forget the pending limit of a token that it has written off.
"""
from ..interfaces import ILendingPool
from ..interfaces import IPoolGovernance
from ..libraries import errors
from . import setting_bounds

implements: IPoolGovernance

# settings: what `submit`, `accept` and `revoke` are about; (target, amount)
BORROW_LIMIT: constant(uint256) = 1  # (token, asset units)
RATE_MODEL: constant(uint256) = 2  # (model, 0)
RESERVE_FACTOR: constant(uint256) = 3  # (0, share of the interest, 1e18)
DEPOSIT_CAP: constant(uint256) = 4  # (0, asset units)
RESERVE_WITHDRAWAL: constant(uint256) = 5  # (receiver, asset units)
CURATOR: constant(uint256) = 6  # (account, 0)
GUARDIAN: constant(uint256) = 7  # (account, 0)

PAUSE_REST: constant(uint256) = 14 * 86_400  # after a pause, before the next

POOL: public(immutable(address))
FACTORY: public(immutable(address))
TIMELOCK: public(immutable(uint256))  # seconds

curator: public(address)
guardian: public(address)
pending: public(HashMap[uint256, HashMap[address, IPoolGovernance.Pending]])  # setting, target


@deploy
def __init__(factory: address, curator_: address, guardian_: address, timelock: uint256):
    """
    @notice Called by the pool, as it is made.
    @param factory Whose tokens and rate models count.
    @param curator_ Gives limits and proposes settings.
    @param guardian_ Vetoes, lowers and pauses.
    @param timelock Seconds between a submission and its acceptance.
    """
    errors.require(curator_ != empty(address) and guardian_ != empty(address), "pool: role")
    POOL = msg.sender
    FACTORY = factory
    TIMELOCK = timelock
    self.curator = curator_
    self.guardian = guardian_


@external
def submit(setting: uint256, target: address, amount: uint256):
    """
    @notice From the curator: proposes a setting. What lowers a limit or the deposit cap
            takes effect at once and cancels what is pending; everything else waits the
            timelock, a first limit twice. A new submission replaces the pending one.
    @param setting One of the constants above.
    @param target What the setting is about, see the constants; zero where it is about nothing.
    @param amount See the constants; 0 where the target says it all.
    """
    errors.require(msg.sender == self.curator, "submit: not the curator")
    self._check_setting(setting, target, amount)
    delay: uint256 = TIMELOCK
    if setting == BORROW_LIMIT:
        limit: uint256 = staticcall ILendingPool(POOL).limit_of(target)
        if amount <= limit:
            self._apply(setting, target, amount)
            return
        if limit == 0:
            delay *= 2
    elif setting == DEPOSIT_CAP and amount <= staticcall ILendingPool(POOL).deposit_cap():
        self._apply(setting, target, amount)
        return
    valid_at: uint256 = block.timestamp + delay
    self.pending[setting][target] = IPoolGovernance.Pending(amount=amount, valid_at=valid_at)
    log IPoolGovernance.Submit(setting=setting, target=target, amount=amount, valid_at=valid_at)


@external
def accept(setting: uint256, target: address):
    """
    @notice Applies a setting whose delay is over, if it is still within bounds. Anyone may call.
    @param setting As submitted.
    @param target As submitted.
    """
    p: IPoolGovernance.Pending = self.pending[setting][target]
    errors.require(p.valid_at != 0, "accept: nothing pending")
    errors.require(block.timestamp >= p.valid_at, "accept: too early")
    self._check_setting(setting, target, p.amount)
    extcall ILendingPool(POOL).accrue()
    self._apply(setting, target, p.amount)


@external
def revoke(setting: uint256, target: address):
    """
    @notice From the curator or the guardian: cancels what is pending.
    @param setting As submitted.
    @param target As submitted.
    """
    errors.require(msg.sender == self.curator or msg.sender == self.guardian, "revoke: no role")
    errors.require(self.pending[setting][target].valid_at != 0, "revoke: nothing pending")
    self.pending[setting][target] = empty(IPoolGovernance.Pending)
    log IPoolGovernance.Revoke(setting=setting, target=target, caller=msg.sender)


@external
def guard_limit(token: address, amount: uint256):
    """
    @notice From the guardian: lowers a limit at once and cancels its pending increase.
    @param token Whose limit.
    @param amount Asset units, less than the limit now.
    """
    self._only_guardian()
    errors.require(amount < staticcall ILendingPool(POOL).limit_of(token), "guard: not lower")
    self._apply(BORROW_LIMIT, token, amount)


@external
def pause_borrowing():
    """
    @notice From the guardian: no new borrowing for 7 days, and no new pause for 14 more.
    """
    self._only_guardian()
    last: uint256 = staticcall ILendingPool(POOL).paused_until()
    errors.require(last == 0 or block.timestamp >= last + PAUSE_REST, "pause: too soon")
    extcall ILendingPool(POOL).pause_borrowing()


@external
def cancel_limit(token: address):
    """
    @notice From the pool, which has set the limit of a written-off token to 0: cancels its
            pending increase.
    @param token Whose limit.
    """
    errors.require(msg.sender == POOL, "governance: not the pool")
    self._close_pending(BORROW_LIMIT, token, 0)


@internal
def _apply(setting: uint256, target: address, amount: uint256):
    self._close_pending(setting, target, amount)
    if setting == BORROW_LIMIT:
        extcall ILendingPool(POOL).set_limit(target, amount)
    elif setting == RATE_MODEL:
        extcall ILendingPool(POOL).set_rate_model(target)
    elif setting == RESERVE_FACTOR:
        extcall ILendingPool(POOL).set_reserve_factor(amount)
    elif setting == DEPOSIT_CAP:
        extcall ILendingPool(POOL).set_deposit_cap(amount)
    elif setting == RESERVE_WITHDRAWAL:
        extcall ILendingPool(POOL).withdraw_reserve(target, amount)
    elif setting == CURATOR:
        self.curator = target
    else:
        self.guardian = target


@internal
@view
def _check_setting(setting: uint256, target: address, amount: uint256):
    """
    @dev The bounds of every setting, at submission and again at acceptance; the pool has the last word.
    """
    if setting == BORROW_LIMIT:
        errors.require(setting_bounds.is_token(FACTORY, target), "limit: not a token")
        errors.require(setting_bounds.is_amount(amount), "limit: above maximum")
    elif setting == RATE_MODEL:
        errors.require(amount == 0 and setting_bounds.is_rate_model(FACTORY, target), "setting: not a rate model")
    elif setting == RESERVE_FACTOR:
        errors.require(target == empty(address) and setting_bounds.is_reserve_factor(amount), "setting: reserve factor")
    elif setting == DEPOSIT_CAP:
        errors.require(target == empty(address) and setting_bounds.is_amount(amount), "setting: deposit cap")
    elif setting == RESERVE_WITHDRAWAL:
        errors.require(amount != 0 and target != empty(address), "reserve: nothing or nobody")
        sheet: ILendingPool.PoolState = staticcall ILendingPool(POOL).pool_state()
        errors.require(not sheet.stops, "reserve: a token winds down")
        errors.require(amount <= sheet.free_cash, "reserve: no free cash")
        required_part: uint256 = staticcall ILendingPool(POOL).REQUIRED_RESERVE()
        spare: uint256 = setting_bounds.spare_reserve(sheet.reserve, sheet.debt, required_part)
        errors.require(amount <= spare, "reserve: below requirement")
    else:
        errors.require(setting == CURATOR or setting == GUARDIAN, "setting: unknown")
        errors.require(amount == 0 and target != empty(address), "setting: no account")


@internal
def _close_pending(setting: uint256, target: address, amount: uint256):
    self.pending[setting][target] = empty(IPoolGovernance.Pending)
    log IPoolGovernance.Apply(setting=setting, target=target, amount=amount)


@internal
@view
def _only_guardian():
    errors.require(msg.sender == self.guardian, "settings: not the guardian")
