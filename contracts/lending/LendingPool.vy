# pragma version 0.4.3
# pragma nonreentrancy on
# pragma optimize codesize
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Lends one asset to the leveraged tokens of one factory
@license AGPL-3.0-only
@notice An ERC-4626 vault whose lenders earn what the tokens pay. Cash is counted,
        donations are ignored. A token may borrow up to the limit its curator gave it.
        Losses come out of the first-loss reserve, then out of the share price, when
        they are known. Withdrawals are never paused; when cash is out, a queue serves.
        Always: cash + debt + carried = lenders' assets + reserve + claimable (POOL-CASH-01).
        Amounts are asset units; shares have six decimals more than the asset.
        Every conversion rounds against the caller: shares given down, shares taken up,
        assets paid out down, assets taken in up, debt up.
"""

from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from ethereum.ercs import IERC4626
from snekmate.auth import ownable
from snekmate.tokens import erc20
from snekmate.tokens.interfaces import IERC20Permit

from ..interfaces import ILendingPool
from ..libraries import errors
from ..libraries import rounding
from . import accounting
from . import borrowers
from . import queue
from . import setting_bounds
from . import settings

implements: IERC20
implements: IERC20Detailed
implements: IERC20Permit
implements: IERC4626
implements: ILendingPool

initializes: ownable
initializes: erc20[ownable := ownable]
initializes: accounting[erc20 := erc20]
initializes: borrowers[accounting := accounting]
initializes: queue[erc20 := erc20, accounting := accounting]
initializes: settings[accounting := accounting, borrowers := borrowers]

exports: (
    # ERC-20: the plain reads, and the approvals, which move no balance
    erc20.decimals,
    erc20.balanceOf,
    erc20.allowance,
    erc20.approve,
    # EIP-2612
    erc20.permit,
    erc20.nonces,
    erc20.DOMAIN_SEPARATOR,
    # immutable
    borrowers.HOURLY_PART,
    settings.FACTORY,
    settings.GOVERNANCE,
    settings.REQUIRED_RESERVE,
    # queue
    queue.enqueue,
    queue.process_queue,
    queue.claim,
    queue.claim_for,
    queue.tickets,
    queue.head,
    queue.tail,
    queue.claims,
    # governance only
    settings.set_limit,
    settings.set_rate_model,
    settings.set_reserve_factor,
    settings.set_deposit_cap,
    settings.withdraw_reserve,
    settings.pause_borrowing,
)

MAX_SUPPLY: constant(uint256) = accounting.MASK_127  # after a great loss the share price may be a dust's

asset: public(immutable(address))
NAME: immutable(String[32])
SYMBOL: immutable(String[16])


@deploy
def __init__(
    asset_: address,
    name_: String[32],
    symbol_: String[16],
    curator_: address,
    guardian_: address,
    rate_model_: address,
    deposit_cap_: uint256,
    reserve_factor_: uint256,
    required_reserve: uint256,
    hourly_part: uint256,
    timelock: uint256,
    governance_blueprint: address,
):
    """
    @notice Called by the factory, whose tokens and rate models this pool will accept.
    @param asset_ ERC-20 that is lent; must not charge for transfers nor shrink.
    @param name_ Name of the share.
    @param symbol_ Symbol of the share.
    @param curator_ Gives limits and proposes settings.
    @param guardian_ Vetoes, lowers and pauses.
    @param rate_model_ IRateModel, checked by the factory.
    @param deposit_cap_ Most asset units that deposits may bring the pool to.
    @param reserve_factor_ Share of the interest for the reserve, 1e18, in basis points.
    @param required_reserve Least reserve over total debt after a withdrawal from it, 1e18.
    @param hourly_part Part of a limit that may be newly borrowed per hour, 1e18.
    @param timelock Seconds between a submission and its acceptance.
    @param governance_blueprint Of PoolGovernance: it is made with the pool.
    """
    errors.require(hourly_part <= accounting.WAD, "pool: hourly part")
    ownable.__init__()
    erc20.__init__("pool share", "share", staticcall IERC20Detailed(asset_).decimals() + 6, name_, "1")
    settings.__init__(
        governance_blueprint, curator_, guardian_, timelock, deposit_cap_, reserve_factor_, required_reserve
    )
    borrowers.__init__(hourly_part)
    accounting.__init__(asset_, rate_model_, deposit_cap_, reserve_factor_ // setting_bounds.BASIS_POINT)
    NAME = name_
    SYMBOL = symbol_
    asset = asset_


# ------------------------------------------------------------------ ERC-20


@external
@view
@reentrant
def name() -> String[32]:
    """
    @notice Name of the share; open during an operation.
    @return Name of the share.
    """
    return NAME


@external
@view
@reentrant
def symbol() -> String[16]:
    """
    @notice Symbol of the share; open during an operation.
    @return Symbol of the share.
    """
    return SYMBOL


@external
@view
def totalSupply() -> uint256:
    """
    @notice ERC-20; locked during an operation.
    @return Shares, the queued ones included.
    """
    return erc20.totalSupply


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice Moves shares of the caller; locked during an operation.
    @param receiver Who gets them.
    @param amount Shares.
    @return True.
    """
    accounting._check_receiver(receiver)
    erc20._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice Moves shares on the caller's allowance; locked during an operation.
    @param owner Whose shares.
    @param receiver Who gets them.
    @param amount Shares.
    @return True.
    """
    accounting._check_receiver(receiver)
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, receiver, amount)
    return True


# ------------------------------------------------------------------ ERC-4626, acts


@external
def deposit(assets: uint256, receiver: address) -> uint256:
    """
    @notice Takes exactly `assets`, gives shares.
    @param assets Asset units, taken from the caller.
    @param receiver Who gets the shares.
    @return Shares, rounded down. Errors as in `_enter`.
    """
    b: accounting.State = accounting._accrued()
    shares: uint256 = accounting._to_shares_down(b, assets)
    self._enter(b, assets, shares, receiver)
    return shares


@external
def mint(shares: uint256, receiver: address) -> uint256:
    """
    @notice Gives exactly `shares`, takes assets.
    @param shares Shares.
    @param receiver Who gets the shares.
    @return Asset units taken from the caller, rounded up. Errors as in `_enter`.
    """
    b: accounting.State = accounting._accrued()
    assets: uint256 = accounting._to_assets_up(b, shares)
    self._enter(b, assets, shares, receiver)
    return assets


@external
def withdraw(assets: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Pays exactly `assets`, burns shares.
    @param assets Asset units, at most the free cash.
    @param receiver Who gets the assets.
    @param owner Whose shares, on the caller's allowance if it is not the caller.
    @return Shares burned, rounded up. Errors as in `_leave`.
    """
    b: accounting.State = accounting._accrued()
    shares: uint256 = accounting._to_shares_up(b, assets)
    self._leave(b, assets, shares, receiver, owner)
    return shares


@external
def redeem(shares: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Burns exactly `shares`, pays assets.
    @param shares Shares, worth at most the free cash.
    @param receiver Who gets the assets.
    @param owner Whose shares, on the caller's allowance if it is not the caller.
    @return Asset units paid, rounded down. Errors as in `_leave`.
    """
    b: accounting.State = accounting._accrued()
    assets: uint256 = accounting._to_assets_down(b, shares)
    self._leave(b, assets, shares, receiver, owner)
    return assets


# ------------------------------------------------------------------ ERC-4626, views


@external
@view
def totalAssets() -> uint256:
    """
    @notice ERC-4626: what lenders own.
    @return Lenders' assets with interest up to now.
    """
    return accounting._total_assets(accounting._current())


@external
@view
def convertToShares(assets: uint256) -> uint256:
    """
    @notice ERC-4626: shares for assets at the price now.
    @param assets Asset units.
    @return Shares, rounded down.
    """
    return self._shares_down(assets)


@external
@view
def convertToAssets(shares: uint256) -> uint256:
    """
    @notice ERC-4626: assets for shares at the price now.
    @param shares Shares.
    @return Asset units, rounded down.
    """
    return self._assets_down(shares)


@external
@view
def previewDeposit(assets: uint256) -> uint256:
    """
    @notice ERC-4626: exact within the block.
    @param assets Asset units.
    @return Shares that `deposit` gives now.
    """
    return self._shares_down(assets)


@external
@view
def previewMint(shares: uint256) -> uint256:
    """
    @notice ERC-4626: exact within the block.
    @param shares Shares.
    @return Asset units that `mint` takes now.
    """
    return accounting._to_assets_up(accounting._current(), shares)


@external
@view
def previewWithdraw(assets: uint256) -> uint256:
    """
    @notice ERC-4626: exact within the block.
    @param assets Asset units.
    @return Shares that `withdraw` burns now.
    """
    return accounting._to_shares_up(accounting._current(), assets)


@external
@view
def previewRedeem(shares: uint256) -> uint256:
    """
    @notice ERC-4626: exact within the block.
    @param shares Shares.
    @return Asset units that `redeem` pays now.
    """
    return self._assets_down(shares)


@external
@view
def maxDeposit(receiver: address) -> uint256:
    """
    @notice ERC-4626: what the cap and the bound on the supply leave.
    @param receiver Without influence.
    @return Most asset units that `deposit` accepts now; 0 if none.
    """
    b: accounting.State = accounting._current()
    room: uint256 = min(self._room(b), accounting._to_assets_down(b, self._share_room(b)))
    return room if accounting._to_shares_down(b, room) != 0 else 0


@external
@view
def maxMint(receiver: address) -> uint256:
    """
    @notice ERC-4626: what the cap and the bound on the supply leave.
    @param receiver Without influence.
    @return Most shares that `mint` accepts now; 0 if none.
    """
    b: accounting.State = accounting._current()
    return min(accounting._to_shares_down(b, self._room(b)), self._share_room(b))


@external
@view
def maxWithdraw(owner: address) -> uint256:
    """
    @notice ERC-4626: the owner's worth, as far as cash is free.
    @param owner Whose shares.
    @return Most asset units that `withdraw` pays now.
    """
    b: accounting.State = accounting._current()
    return min(accounting._to_assets_down(b, erc20.balanceOf[owner]), accounting._free_cash(b))


@external
@view
def maxRedeem(owner: address) -> uint256:
    """
    @notice ERC-4626: the owner's shares, as far as cash is free.
    @param owner Whose shares.
    @return Most shares that `redeem` burns now; 0 if they are worth nothing.
    """
    b: accounting.State = accounting._current()
    shares: uint256 = erc20.balanceOf[owner]
    free_cash: uint256 = accounting._free_cash(b)
    if accounting._to_assets_down(b, shares) > free_cash:
        shares = accounting._to_shares_down(b, free_cash)
    return shares if accounting._to_assets_down(b, shares) != 0 else 0


# ------------------------------------------------------------------ borrowers


@external
def accrue() -> uint256:
    """
    @notice Books the interest up to now. Anyone may call; utilization is not sampled
            anew, so calling often changes nothing but rounding (POOL-TIME-01).
    @return Debt of msg.sender, rounded up.
    """
    b: accounting.State = accounting._accrued()
    if b.time != block.timestamp:
        accounting._save(b, b.utilization)
    return borrowers._debt_of(msg.sender, b.index, b.ending)


@external
def borrow(amount: uint256, receiver: address, partial: bool) -> (uint256, uint256):
    """
    @notice Lends to the caller, a token of the factory with a limit.
    @param amount Asset units wanted, not 0.
    @param receiver Who gets the asset units.
    @param partial True: lend what there is, at most `amount`, not 0; False: all or revert.
    @return Asset units lent, and the caller's debt afterwards, rounded up.
    """
    if amount == 0:
        errors.revert("borrow: zero")
    b: accounting.State = accounting._accrued()
    if block.timestamp < b.paused_until:
        errors.revert("pool: borrowing paused")
    if borrowers._is_winding(msg.sender, b.ending):
        errors.revert("borrow: winding down")
    own: borrowers.Borrower = borrowers._borrower(msg.sender)

    lent: uint256 = amount
    if partial:
        lent = min(amount, borrowers._borrowable(own, b))
        if lent == 0:
            errors.revert("borrow: nothing to lend")
    else:
        if amount > borrowers._limit_room(own, b.index):
            errors.revert("borrow: limit")
        if amount > borrowers._allowance(own):
            errors.revert("borrow: hourly allowance")
        if amount > accounting._free_cash(b):
            errors.revert("borrow: no free cash")
    shares: uint256 = rounding.mul_div_up(lent, accounting.RAY, b.index)
    own.shares += shares
    own.drained_at = max(own.drained_at, block.timestamp << 15)
    own.drained_at += rounding.mul_div_up(lent, borrowers.HOUR, own.hourly)
    borrowers._store_borrower(msg.sender, own)
    b.debt_shares += shares
    b.debt = accounting._owed(b.debt_shares, b.index)
    b.cash -= lent
    log ILendingPool.Borrow(borrower=msg.sender, amount=lent)
    accounting._sample_and_save(b)
    accounting._send(receiver, lent)
    return lent, accounting._owed(own.shares, b.index)


@external
def repay(amount: uint256) -> uint256:
    """
    @notice Books `amount` units that the caller has already had sent here. What comes
            above the carried value of an impaired debt is the lenders', as long as more is
            lost than the reserve covered, and then refills it. The last unit ends a wind-down.
    @param amount Asset units, at most the caller's debt; 0 only accrues.
    @return The caller's debt afterwards, rounded up.
    """
    b: accounting.State = accounting._accrued()
    own: borrowers.Borrower = borrowers._borrower(msg.sender)
    winding: bool = borrowers._is_winding(msg.sender, b.ending)
    nominal: uint256 = 0
    carried: uint256 = 0
    recovery: uint256 = 0
    if winding:
        nominal, carried = borrowers._impairment(msg.sender)
    debt: uint256 = nominal if nominal != 0 else accounting._owed(own.shares, b.index)
    if amount > debt:
        errors.revert("repay: above debt")

    if nominal != 0:
        # carried <= nominal before and after, so nothing is carried when nothing is owed
        recovery = amount - min(carried, amount)
        b = borrowers._set_impairment(msg.sender, b, nominal - amount, carried - (amount - recovery))
        b = accounting._absorbed(b, 0, recovery)
        debt -= amount
    else:
        # rounding down leaves at least the debt that is reported as left
        shares: uint256 = own.shares if amount == debt else rounding.mul_div_down(amount, accounting.RAY, b.index)
        own.shares -= shares
        b.debt_shares -= shares
        if winding:
            b.ending_shares -= shares
        b.debt = accounting._owed(b.debt_shares, b.index)
        debt = accounting._owed(own.shares, b.index)
    if winding and debt == 0:
        borrowers._clear_wind_down(msg.sender)

    if own.hourly != 0:
        own.drained_at -= min(own.drained_at, rounding.mul_div_down(amount, borrowers.HOUR, own.hourly))
    borrowers._store_borrower(msg.sender, own)
    b.cash = min(b.cash + amount, accounting.MASK_96)
    accounting._check_received(b.cash)
    log ILendingPool.Repay(borrower=msg.sender, amount=amount, recovery=recovery)
    if amount == 0:
        accounting._save(b, b.utilization)
    else:
        accounting._sample_and_save(b)
    return debt


@external
def begin_wind_down():
    """
    @notice From a borrower whose wind-down starts: its debt counts as one whose loss may
            be open (POOL-LOSS-01). Does nothing for an account without debt, or a second time.
    """
    b: accounting.State = accounting._accrued()
    debt: uint256 = borrowers._debt_of(msg.sender, b.index, b.ending)
    if debt != 0 and not borrowers._is_winding(msg.sender, b.ending):
        borrowers._set_winding(msg.sender)
        b.ending_shares += borrowers._borrower(msg.sender).shares
        log ILendingPool.WindDown(borrower=msg.sender, debt=debt)
    accounting._save(b, b.utilization)


@external
def end_wind_down():
    """
    @notice From a borrower that is open again: its debt is one like others. Does nothing
            for one that is not in wind-down; a booked loss cannot be taken back.
    """
    b: accounting.State = accounting._accrued()
    if borrowers._is_winding(msg.sender, b.ending):
        errors.require(borrowers._impairment(msg.sender)[0] == 0, "borrower: loss booked")
        borrowers._clear_wind_down(msg.sender)
        b.ending_shares -= borrowers._borrower(msg.sender).shares
        log ILendingPool.WindDownEnd(borrower=msg.sender)
    accounting._save(b, b.utilization)


@external
def impair(carried: uint256):
    """
    @notice From a borrower in wind-down, about itself only: its debt stops earning and
            lenders count it at `carried`, more or less than now. Does nothing while
            nothing stops.
    @param carried Asset units, at most what is owed.
    """
    self._book(carried, False)


@external
def write_off():
    """
    @notice From a borrower in wind-down, about itself only: its debt is gone, what
            lenders still counted is the loss (reserve first), its limit becomes 0.
    """
    self._book(0, True)


# ------------------------------------------------------------------ views


@external
@view
def debt_of(borrower: address) -> uint256:
    """
    @notice What a borrower owes.
    @param borrower Whose debt.
    @return Debt now with interest, impaired debt as owed, rounded up.
    """
    b: accounting.State = accounting._current()
    return borrowers._debt_of(borrower, b.index, b.ending)


@external
@view
def limit_of(borrower: address) -> uint256:
    """
    @notice What the curator lets a borrower owe.
    @param borrower Whose limit.
    @return Most asset units that it may owe after a borrow.
    """
    return borrowers._borrower(borrower).limit


@external
@view
def cash() -> uint256:
    """
    @notice The cash that the books count.
    @return Asset units counted as held; a plain transfer to the pool is not.
    """
    return accounting._cash()


@external
@view
def rate_model() -> address:
    """
    @notice Who sets the borrow rate.
    @return The IRateModel in force.
    """
    return accounting._rate_model()


@external
@view
def deposit_cap() -> uint256:
    """
    @notice The bound on deposits.
    @return Most asset units that deposits may bring the pool to.
    """
    return accounting._deposit_cap()


@external
@view
def reserve_factor() -> uint256:
    """
    @notice What the first-loss reserve gets of the interest.
    @return Share of the interest that goes to the reserve, 1e18.
    """
    return accounting._factor() * setting_bounds.BASIS_POINT


@external
@view
def paused_until() -> uint256:
    """
    @notice The end of the guardian's last pause; 0 before the first.
    @return New borrowing is refused before this second.
    """
    return accounting._current().paused_until


@external
@view
def pool_state() -> ILendingPool.PoolState:
    """
    @notice Everything that is counted.
    @return The whole pool, with interest up to now.
    """
    b: accounting.State = accounting._current()
    return ILendingPool.PoolState(
        cash=b.cash,
        debt=b.debt,
        reserve=b.reserve,
        claimable=b.claimable,
        carried=b.carried,
        nominal=b.nominal,
        index=b.index,
        rate=b.rate,
        utilization=b.utilization * accounting.BILLION,
        free_cash=accounting._free_cash(b),
        total_assets=accounting._total_assets(b),
        supply=erc20.totalSupply,
        queued=b.queued,
        ending=b.ending,
        covered=b.covered,
        stops=b.stops,
        paused_until=b.paused_until,
    )


@external
@view
def loan_state(account: address) -> ILendingPool.LoanState:
    """
    @notice What one borrower owes and may still borrow.
    @param account Whose side.
    @return It, with interest up to now.
    """
    b: accounting.State = accounting._current()
    own: borrowers.Borrower = borrowers._borrower(account)
    nominal: uint256 = 0
    carried: uint256 = 0
    nominal, carried = borrowers._impairment(account)
    winding: bool = borrowers._is_winding(account, b.ending)
    open: bool = not winding and block.timestamp >= b.paused_until
    return ILendingPool.LoanState(
        debt=borrowers._debt_of(account, b.index, b.ending),
        limit=own.limit,
        borrowable=borrowers._borrowable(own, b) if open else 0,
        nominal=nominal,
        carried=carried,
        winding=winding,
    )


# ------------------------------------------------------------------ losses


@internal
def _book(carried: uint256, is_last: bool):
    """
    @dev What lenders count of the caller's debt from now on; under the line nothing is booked but the last word.
    """
    b: accounting.State = accounting._accrued()
    errors.require(borrowers._is_winding(msg.sender, b.ending), "borrower: not winding down")
    if not (b.stops or is_last):
        accounting._save(b, b.utilization)
        return
    b = borrowers._stop_earning(msg.sender, b)
    nominal: uint256 = 0
    counted: uint256 = 0
    nominal, counted = borrowers._impairment(msg.sender)
    errors.require(carried <= nominal, "impair: above nominal")
    b = borrowers._set_impairment(msg.sender, b, 0 if is_last else nominal, carried)
    b = accounting._absorbed(b, counted, carried)
    if is_last:
        borrowers._clear_wind_down(msg.sender)
        settings._clear_limit(msg.sender)
        log ILendingPool.WriteOff(borrower=msg.sender, nominal=nominal, loss=counted, reserve=b.reserve)
    else:
        log ILendingPool.Impair(borrower=msg.sender, nominal=nominal, carried=carried, reserve=b.reserve)
    accounting._sample_and_save(b)


# ------------------------------------------------------------------ lenders


@internal
def _enter(b: accounting.State, assets: uint256, shares: uint256, receiver: address):
    # no assets would give no shares
    if shares == 0:
        errors.revert("deposit: zero")
    # what comes back of a loss belongs to those who bear it
    if b.stops:
        errors.revert("deposit: loss not settled")
    if assets > self._room(b):
        errors.revert("deposit: above cap")
    if shares > self._share_room(b):
        errors.revert("deposit: too many shares")
    accounting._check_receiver(receiver)
    if not extcall IERC20(asset).transferFrom(msg.sender, self, assets, default_return_value=True):
        errors.revert("pool: transfer in failed")
    entered: accounting.State = b
    entered.cash += assets
    accounting._check_received(entered.cash)
    erc20._mint(receiver, shares)
    log IERC4626.Deposit(sender=msg.sender, owner=receiver, assets=assets, shares=shares)
    accounting._sample_and_save(entered)


@internal
def _leave(b: accounting.State, assets: uint256, shares: uint256, receiver: address, owner: address):
    is_dead: bool = accounting._is_dead(b)
    # no shares would be worth no assets
    if assets == 0 and not is_dead:
        errors.revert("withdraw: zero")
    if assets > accounting._free_cash(b):
        errors.revert("withdraw: no free cash")
    # shares that losses left worthless are in the way of new ones: anyone may redeem them for their owner
    if owner != msg.sender and not (is_dead and receiver == owner):
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    left: accounting.State = b
    left.cash -= assets
    log IERC4626.Withdraw(sender=msg.sender, receiver=receiver, owner=owner, assets=assets, shares=shares)
    accounting._sample_and_save(left)
    accounting._send(receiver, assets)


@internal
@view
def _room(b: accounting.State) -> uint256:
    if b.stops:
        return 0
    deposit_cap: uint256 = accounting._deposit_cap()
    return min(deposit_cap - min(deposit_cap, accounting._total_assets(b)), accounting.MASK_96 - b.cash)


@internal
@view
def _share_room(b: accounting.State) -> uint256:
    return 0 if accounting._is_dead(b) else MAX_SUPPLY - erc20.totalSupply


@internal
@view
def _shares_down(assets: uint256) -> uint256:
    return accounting._to_shares_down(accounting._current(), assets)


@internal
@view
def _assets_down(shares: uint256) -> uint256:
    return accounting._to_assets_down(accounting._current(), shares)
