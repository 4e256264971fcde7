# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Who may change what in the pool, and how fast
@license AGPL-3.0-only
@notice The curator proposes, anyone applies after the delay, the guardian vetoes, lowers
        limits or pauses new borrowing for a while. Nothing here touches a lender's shares,
        and nothing stops a withdrawal.
"""

from ..interfaces import ILendingPool
from ..libraries import errors
from ..libraries import rounding
from . import accounting
from . import borrowers

uses: accounting
uses: borrowers


interface IFactory:
    def is_token(account: address) -> bool: view
    def is_rate_model(account: address) -> bool: view


# settings: what `submit`, `accept` and `revoke` are about; (target, amount)
BORROW_LIMIT: public(constant(uint256)) = 1  # (token, asset units)
RATE_MODEL: public(constant(uint256)) = 2  # (model, 0)
RESERVE_FACTOR: public(constant(uint256)) = 3  # (0, share of the interest, 1e18)
DEPOSIT_CAP: public(constant(uint256)) = 4  # (0, asset units)
RESERVE_WITHDRAWAL: public(constant(uint256)) = 5  # (receiver, asset units)
CURATOR: public(constant(uint256)) = 6  # (account, 0)
GUARDIAN: public(constant(uint256)) = 7  # (account, 0)

MAX_RESERVE_FACTOR: constant(uint256) = 3 * 10**17  # 30%: lenders keep most of what is paid
BASIS_POINT: constant(uint256) = 10**14  # the reserve factor's step
MAX_DEPOSIT_CAP: constant(uint256) = 2**95  # with reserve and claimable, cash fits 96 bits
PAUSE_TIME: constant(uint256) = 7 * 86_400
PAUSE_REST: constant(uint256) = 14 * 86_400  # after a pause, before the next

FACTORY: public(immutable(address))
REQUIRED_RESERVE: public(immutable(uint256))  # least reserve over total debt after a withdrawal from it, 1e18
TIMELOCK: public(immutable(uint256))  # seconds


struct Pending:
    amount: uint256
    valid_at: uint256  # 0: nothing pending


curator: public(address)
guardian: public(address)
pending: public(HashMap[uint256, HashMap[address, Pending]])  # setting, target


@deploy
def __init__(
    curator_: address,
    guardian_: address,
    deposit_cap: uint256,
    reserve_factor: uint256,
    required_reserve: uint256,
    timelock: uint256,
):
    """
    @param curator_ Gives limits and proposes settings.
    @param guardian_ Vetoes, lowers and pauses.
    @param deposit_cap Checked against its bound.
    @param reserve_factor Checked against its bound.
    @param required_reserve Least reserve over total debt after a withdrawal from it, 1e18.
    @param timelock Seconds between a submission and its acceptance.
    """
    errors.require(curator_ != empty(address) and guardian_ != empty(address), "pool: role")
    errors.require(deposit_cap <= MAX_DEPOSIT_CAP, "pool: deposit cap")
    errors.require(self._is_factor(reserve_factor), "pool: reserve factor")
    errors.require(required_reserve <= accounting.WAD, "pool: required reserve")
    FACTORY = msg.sender
    REQUIRED_RESERVE = required_reserve
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
        limit: uint256 = borrowers._borrower(target).limit
        if amount <= limit:
            self._set_limit(target, amount)
            return
        if limit == 0:
            delay *= 2
    elif setting == DEPOSIT_CAP and amount <= accounting._deposit_cap():
        self._set_deposit_cap(amount)
        return
    valid_at: uint256 = block.timestamp + delay
    self.pending[setting][target] = Pending(amount=amount, valid_at=valid_at)
    log ILendingPool.Submit(setting=setting, target=target, amount=amount, valid_at=valid_at)


@external
def accept(setting: uint256, target: address):
    """
    @notice Applies a setting whose delay is over, if it is still within bounds. Anyone may call.
    @param setting As submitted.
    @param target As submitted.
    """
    p: Pending = self.pending[setting][target]
    errors.require(p.valid_at != 0, "accept: nothing pending")
    errors.require(block.timestamp >= p.valid_at, "accept: too early")
    self._check_setting(setting, target, p.amount)
    b: accounting.State = accounting._accrued()

    if setting == BORROW_LIMIT:
        self._set_limit(target, p.amount)
    elif setting == DEPOSIT_CAP:
        self._set_deposit_cap(p.amount)
    else:
        self._close_pending(setting, target, p.amount)
    if setting == RESERVE_WITHDRAWAL:
        b.cash -= p.amount
        b.reserve -= p.amount
        accounting._sample_and_save(b)
        accounting._send(target, p.amount)
        return

    if setting == RATE_MODEL:
        accounting._set_terms(target, accounting._deposit_cap())
    elif setting == RESERVE_FACTOR:
        b.factor = p.amount // BASIS_POINT
    elif setting == CURATOR:
        self.curator = target
    elif setting == GUARDIAN:
        self.guardian = target
    accounting._save(b, b.utilization)


@external
def revoke(setting: uint256, target: address):
    """
    @notice From the curator or the guardian: cancels what is pending.
    @param setting As submitted.
    @param target As submitted.
    """
    errors.require(msg.sender == self.curator or msg.sender == self.guardian, "revoke: no role")
    errors.require(self.pending[setting][target].valid_at != 0, "revoke: nothing pending")
    self.pending[setting][target] = empty(Pending)
    log ILendingPool.Revoke(setting=setting, target=target, caller=msg.sender)


@external
def guard_limit(token: address, amount: uint256):
    """
    @notice From the guardian: lowers a limit at once and cancels its pending increase.
    @param token Whose limit.
    @param amount Asset units, less than the limit now.
    """
    self._only_guardian()
    errors.require(amount < borrowers._borrower(token).limit, "guard: not lower")
    self._set_limit(token, amount)


@external
def pause_borrowing():
    """
    @notice From the guardian: no new borrowing for 7 days, and no new pause for 14 more.
    """
    self._only_guardian()
    b: accounting.State = accounting._accrued()
    last: uint256 = b.paused_until
    errors.require(last == 0 or block.timestamp >= last + PAUSE_REST, "pause: too soon")
    b.paused_until = block.timestamp + PAUSE_TIME
    log ILendingPool.Pause(until=b.paused_until)
    accounting._save(b, b.utilization)


@internal
@view
def _check_setting(setting: uint256, target: address, amount: uint256):
    """
    @dev The bounds of every setting, at submission and again at acceptance.
    """
    if setting == BORROW_LIMIT:
        errors.require(staticcall IFactory(FACTORY).is_token(target), "limit: not a token")
        errors.require(amount <= MAX_DEPOSIT_CAP, "limit: above maximum")
    elif setting == RATE_MODEL:
        errors.require(amount == 0 and staticcall IFactory(FACTORY).is_rate_model(target), "setting: not a rate model")
    elif setting == RESERVE_FACTOR:
        errors.require(target == empty(address) and self._is_factor(amount), "setting: reserve factor")
    elif setting == DEPOSIT_CAP:
        errors.require(target == empty(address) and amount <= MAX_DEPOSIT_CAP, "setting: deposit cap")
    elif setting == RESERVE_WITHDRAWAL:
        self._check_reserve_withdrawal(target, amount)
    else:
        errors.require(setting == CURATOR or setting == GUARDIAN, "setting: unknown")
        errors.require(amount == 0 and target != empty(address), "setting: no account")


@internal
@view
def _check_reserve_withdrawal(target: address, amount: uint256):
    b: accounting.State = accounting._current()
    errors.require(amount != 0 and target != empty(address), "reserve: nothing or nobody")
    errors.require(b.winding == 0, "reserve: a token winds down")
    errors.require(amount <= accounting._free_cash(b), "reserve: no free cash")
    required: uint256 = rounding.mul_div_up(b.debt, REQUIRED_RESERVE, accounting.WAD)
    errors.require(b.reserve >= required and amount <= b.reserve - required, "reserve: below requirement")


@internal
@pure
def _is_factor(amount: uint256) -> bool:
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0


@internal
def _set_limit(token: address, amount: uint256):
    own: borrowers.Borrower = borrowers._borrower(token)
    own.limit = amount
    borrowers._store_borrower(token, own)
    self._close_pending(BORROW_LIMIT, token, amount)


@internal
def _set_deposit_cap(amount: uint256):
    accounting._set_terms(accounting._rate_model(), amount)
    self._close_pending(DEPOSIT_CAP, empty(address), amount)


@internal
def _close_pending(setting: uint256, target: address, amount: uint256):
    self.pending[setting][target] = empty(Pending)
    log ILendingPool.Apply(setting=setting, target=target, amount=amount)


@internal
@view
def _only_guardian():
    errors.require(msg.sender == self.guardian, "settings: not the guardian")
