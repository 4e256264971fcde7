# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The account of one leveraged token: packed words, the counters, the event
@license AGPL-3.0-only
@notice Owns the stored state of the token. An operation opens the account (unpacks it and
        adds the management fee up to now), works on the copy in memory and closes it,
        which packs it again and writes the one summary event. What an ending remembers beyond
        stage, price and time lies in two words of its own, which are read and written only where
        it is asked. Counters saturate: a counter must never stand in the way of an exit.
"""
from snekmate.tokens import erc20

from ..interfaces import ILeveragedToken
from ..interfaces import ILifecycle
from ..libraries import errors
from ..libraries import rounding
from . import lifecycle

uses: erc20


struct Account:
    collateral: uint256
    debt: uint256  # read from the pool, not stored
    supply: uint256  # minted shares and fees owed
    fees_owed: uint256  # in FEE_UNIT
    fees_earned: uint256  # by this operation, shares; not stored
    fee_time: uint256
    stage: uint256
    last_price: uint256  # last good one, and when it was read
    last_read: uint256


# operations, as the State event names them; the first two borrow, the others repay or move no debt
MINT: constant(uint256) = 0
RELEVERAGE: constant(uint256) = 1
REDEEM: constant(uint256) = 2
DELEVERAGE: constant(uint256) = 3
START_WIND_DOWN: constant(uint256) = 4
CONFIRM_WIND_DOWN: constant(uint256) = 5
CANCEL_WIND_DOWN: constant(uint256) = 6
REPORT_ORACLE: constant(uint256) = 7
IMPAIR: constant(uint256) = 8
WRITE_OFF: constant(uint256) = 9
COLLECT_FEES: constant(uint256) = 10
GIFT: constant(uint256) = 11
DECLARE_DEAD: constant(uint256) = 12

FEE_UNIT: constant(uint256) = 10**9  # fees owed are kept in gwei of a share
WAD: constant(uint256) = 10**18
YEAR: constant(uint256) = 31_536_000

M8: constant(uint256) = 2**8 - 1
M32: constant(uint256) = 2**32 - 1
M72: constant(uint256) = 2**72 - 1
M96: constant(uint256) = 2**96 - 1
M112: constant(uint256) = 2**112 - 1
M160: constant(uint256) = 2**160 - 1

# Where each part of a word begins, counted in bits from the lowest; the first one begins at 0,
# a part ends where the next begins. steelyard.model.layout has the same, and a test reads both.
LAST_READ_AT: constant(uint256) = 112
FEE_TIME_AT: constant(uint256) = 144
STAGE_AT: constant(uint256) = 176
FEES_OWED_AT: constant(uint256) = 184

LAST_PRICE_AT: constant(uint256) = 96

FEE_SHARES_AT: constant(uint256) = 96

_account: uint256  # collateral, last read, fee time, stage, fees owed
_principal: uint256  # borrowed less repaid (plus 2**95), last good price
_counters: uint256  # cumulative rebalance cost (plus 2**95), cumulative fee shares
_clocks: uint256  # see ILifecycle.Stored; 0 while open
_offers: uint256


@deploy
def __init__():
    self._account = block.timestamp << FEE_TIME_AT
    self._principal = 2**95
    self._counters = 2**95


# ------------------------------------------------------------------ the account


@internal
@view
def opened(debt: uint256, management_fee: uint256) -> Account:
    """
    @dev The fee since the last one is added in whole FEE_UNITs, rounded down; its time
         moves only when the fee did, so frequent calls do not avoid it.
    @param debt Debt now.
    @param management_fee Of the supply per year, 1e18.
    """
    word: uint256 = self._account
    account: Account = Account(
        collateral=word & M112,
        debt=debt,
        supply=0,
        fees_owed=word >> FEES_OWED_AT,
        fees_earned=0,
        fee_time=(word >> FEE_TIME_AT) & M32,
        stage=(word >> STAGE_AT) & M8,
        last_price=self._principal >> LAST_PRICE_AT,
        last_read=(word >> LAST_READ_AT) & M32,
    )
    account.supply = erc20.totalSupply + account.fees_owed * FEE_UNIT
    if management_fee == 0 or account.supply == 0 or not lifecycle.may(account.stage, lifecycle.FEES):
        account.fee_time = block.timestamp
        return account
    elapsed: uint256 = block.timestamp - account.fee_time
    fee: uint256 = rounding.mul_div_down(account.supply, management_fee * elapsed, YEAR * WAD) // FEE_UNIT
    fee = min(fee, M72 - account.fees_owed)
    if fee != 0:
        account.fees_owed += fee
        account.fees_earned = fee * FEE_UNIT
        account.supply += account.fees_earned
        account.fee_time = block.timestamp
    return account


@internal
def close(
    account: Account,
    operation: uint256,
    collateral_moved: uint256,
    debt_moved: uint256,
    shares_moved: uint256,
    price: uint256,
):
    errors.require(account.collateral <= M112, "token: too much collateral")
    self._account = (
        account.collateral
        | (account.last_read << LAST_READ_AT)
        | (account.fee_time << FEE_TIME_AT)
        | (account.stage << STAGE_AT)
        | (account.fees_owed << FEES_OWED_AT)
    )
    principal: uint256 = self._principal & M96
    if operation <= RELEVERAGE:
        principal = min(principal + debt_moved, M96)
    else:
        principal -= min(principal, debt_moved)
    self._principal = principal | (account.last_price << LAST_PRICE_AT)
    counters: uint256 = self._counters
    if account.fees_earned != 0:
        fee_shares: uint256 = min((counters >> FEE_SHARES_AT) + account.fees_earned, M160)
        counters = (counters & M96) | (fee_shares << FEE_SHARES_AT)
        self._counters = counters
    log ILeveragedToken.State(
        operation=operation,
        account=msg.sender,
        collateral=account.collateral,
        debt=account.debt,
        supply=account.supply,
        collateral_moved=collateral_moved,
        debt_moved=debt_moved,
        shares_moved=shares_moved,
        price=price,
        state=account.stage,
        interest=self._interest(account.debt, principal),
        fee_shares=counters >> FEE_SHARES_AT,
    )


@internal
def close_unmoved(account: Account, operation: uint256, price: uint256):
    """
    @dev For operations that move nothing.
    """
    self.close(account, operation, 0, 0, 0, price)


@internal
@view
def collateral() -> uint256:
    """
    @return Collateral counted before the operation that runs.
    """
    return self._account & M112


@internal
def add_cost(moved: uint256, cost: int256):
    """
    @dev Cost truncated toward zero.
    """
    word: uint256 = self._counters
    spent: int256 = convert(word & M96, int256) + convert(moved, int256) * cost // 10**18
    self._counters = (word >> FEE_SHARES_AT << FEE_SHARES_AT) | convert(min(max(spent, 0), 2**96 - 1), uint256)


# ------------------------------------------------------------------ the end


@internal
@view
def ending(account: Account, whole: bool) -> ILifecycle.Stored:
    """
    @param whole Whether a report is asked for; else, while open, nothing but price and time counts.
    """
    e: ILifecycle.Stored = ILifecycle.Stored(
        stage=account.stage, last_price=account.last_price, last_read=account.last_read, clocks=0, offers=0
    )
    if whole or account.stage != lifecycle.OPEN:
        e.clocks = self._clocks
        e.offers = self._offers
    return e


@internal
def with_ending(account: Account, before: ILifecycle.Stored, after: ILifecycle.Stored) -> Account:
    """
    @return The account with the ending `after`; of the two words what differs from `before` is stored.
    """
    changed: Account = account
    changed.stage = after.stage
    changed.last_price = after.last_price
    changed.last_read = after.last_read
    if after.clocks != before.clocks:
        self._clocks = after.clocks
    if after.offers != before.offers:
        self._offers = after.offers
    return changed


@internal
def settled(account: Account) -> Account:
    """
    @return The account after a change of its debt.
    """
    changed: Account = account
    changed.stage = lifecycle.settled(account.stage, account.debt)
    if changed.stage == lifecycle.OPEN and account.stage != lifecycle.OPEN:
        self._clocks = 0
    return changed


@internal
@view
def with_price(account: Account, price: uint256) -> Account:
    """
    @return The account that remembers a good price. Errors: "oracle: price out of range".
    """
    errors.require(lifecycle.is_price(price), "oracle: price out of range")
    changed: Account = account
    changed.last_price = price
    changed.last_read = block.timestamp
    return changed


# ------------------------------------------------------------------ views


@internal
@view
def balance_sheet(account: Account) -> ILeveragedToken.BalanceSheet:
    counters: uint256 = self._counters
    e: ILifecycle.Ending = lifecycle.unpacked(self.ending(account, True))
    return ILeveragedToken.BalanceSheet(
        collateral=account.collateral,
        debt=account.debt,
        supply=account.supply,
        fees_owed=account.fees_owed * FEE_UNIT,
        state=e.stage,
        last_price=e.last_price,
        last_read=e.last_read,
        reported=e.reported,
        since=e.since,
        round=e.round,
        clock=e.clock,
        ramp=e.ramp,
        under=e.under,
        bound=e.bound,
        refused=e.refused,
        interest=self._interest(account.debt, self._principal & M96),
        fee_shares=counters >> FEE_SHARES_AT,
        rebalance_cost=convert(counters & M96, int256) - 2**95,
    )


@internal
@pure
def _interest(debt: uint256, principal: uint256) -> uint256:
    """
    @param principal Borrowed less repaid, plus 2**95.
    @return Debt less what was borrowed and not repaid: the interest of all time.
    """
    return convert(max(convert(debt, int256) + 2**95 - convert(principal, int256), 0), uint256)
