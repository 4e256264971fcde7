# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The setters that a pool opens to its governance
@license AGPL-3.0-only
@notice Who proposes, who waits and who vetoes is PoolGovernance's to know. Here each value
        is held against its hard bound once more, whoever sends it. Nothing here touches a
        lender's shares, and nothing stops a withdrawal.
"""

from ..interfaces import ILendingPool
from ..interfaces import IPoolGovernance
from ..libraries import errors
from . import accounting
from . import borrowers
from . import setting_bounds

uses: accounting
uses: borrowers

PAUSE_TIME: constant(uint256) = 7 * 86_400

FACTORY: public(immutable(address))
GOVERNANCE: public(immutable(address))  # IPoolGovernance
REQUIRED_RESERVE: public(immutable(uint256))  # least reserve over total debt after a withdrawal from it, 1e18


@deploy
def __init__(
    governance_blueprint: address,
    curator: address,
    guardian: address,
    timelock: uint256,
    deposit_cap: uint256,
    reserve_factor: uint256,
    required_reserve: uint256,
):
    """
    @param governance_blueprint Of PoolGovernance.
    @param curator Gives limits and proposes settings.
    @param guardian Vetoes, lowers and pauses.
    @param timelock Seconds between a submission and its acceptance.
    @param deposit_cap Checked against its bound.
    @param reserve_factor Checked against its bound.
    @param required_reserve Least reserve over total debt after a withdrawal from it, 1e18.
    """
    FACTORY = msg.sender
    GOVERNANCE = create_from_blueprint(governance_blueprint, msg.sender, curator, guardian, timelock)
    errors.require(setting_bounds.is_amount(deposit_cap), "pool: deposit cap")
    errors.require(setting_bounds.is_reserve_factor(reserve_factor), "pool: reserve factor")
    errors.require(required_reserve <= accounting.WAD, "pool: required reserve")
    REQUIRED_RESERVE = required_reserve


@external
def set_limit(token: address, amount: uint256):
    """
    @notice From the governance: the most that a token may owe after a borrow.
    @param token A token of the factory.
    @param amount Asset units.
    """
    self._admit(setting_bounds.is_token(FACTORY, token) and setting_bounds.is_amount(amount))
    self._set_limit(token, amount)


@external
def set_rate_model(model: address):
    """
    @notice From the governance: who sets the borrow rate from now on.
    @param model A rate model of the factory.
    """
    self._admit(setting_bounds.is_rate_model(FACTORY, model))
    b: accounting.State = accounting._accrued()
    accounting._set_terms(model, accounting._deposit_cap())
    accounting._save(b, b.utilization)


@external
def set_reserve_factor(amount: uint256):
    """
    @notice From the governance: what the reserve gets of the interest from now on.
    @param amount Share of the interest, 1e18, in basis points.
    """
    self._admit(setting_bounds.is_reserve_factor(amount))
    b: accounting.State = accounting._accrued()
    b.factor = amount // setting_bounds.BASIS_POINT
    accounting._save(b, b.utilization)


@external
def set_deposit_cap(amount: uint256):
    """
    @notice From the governance: what deposits may bring the pool to.
    @param amount Asset units.
    """
    self._admit(setting_bounds.is_amount(amount))
    accounting._set_terms(accounting._rate_model(), amount)


@external
def withdraw_reserve(receiver: address, amount: uint256):
    """
    @notice From the governance: pays out of the reserve what it may spare.
    @param receiver Who gets it.
    @param amount Asset units.
    """
    b: accounting.State = accounting._accrued()
    spare: uint256 = setting_bounds.spare_reserve(b.reserve, b.debt, REQUIRED_RESERVE)
    self._admit(not b.stops and amount <= min(spare, accounting._free_cash(b)))
    b.cash -= amount
    b.reserve -= amount
    accounting._sample_and_save(b)
    accounting._send(receiver, amount)


@external
def pause_borrowing():
    """
    @notice From the governance: no new borrowing for 7 days.
    """
    self._admit(True)
    b: accounting.State = accounting._accrued()
    b.paused_until = block.timestamp + PAUSE_TIME
    log ILendingPool.Pause(until=b.paused_until)
    accounting._save(b, b.utilization)


@internal
def _set_limit(token: address, amount: uint256):
    own: borrowers.Borrower = borrowers._borrower(token)
    own.limit = amount
    borrowers._store_borrower(token, own)


@internal
def _clear_limit(token: address):
    """
    @dev Of a token that is written off; a pending increase goes with it.
    """
    self._set_limit(token, 0)
    extcall IPoolGovernance(GOVERNANCE).cancel_limit(token)


@internal
@view
def _admit(is_within: bool):
    errors.require(msg.sender == GOVERNANCE, "settings: not the governance")
    errors.require(is_within, "settings: out of bounds")
