# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The account of one leveraged token: four packed words, the counters, the event
@license AGPL-3.0-only
@notice Owns the stored state of the token. An operation opens the account (unpacks it and
        adds the management fee up to now), works on the copy in memory and closes it,
        which packs it again and writes the one summary event. Counters saturate: a
        counter must never stand in the way of an exit.
"""
from snekmate.tokens import erc20

from ..interfaces import ILeveragedToken
from ..libraries import errors
from ..libraries import rounding

uses: erc20


struct Account:
    collateral: uint256
    debt: uint256  # read from the pool, not stored
    supply: uint256  # minted shares and fees owed
    fees_owed: uint256  # in FEE_UNIT
    fees_earned: uint256  # by this operation, shares; not stored
    fee_time: uint256
    last_on_target: uint256
    state: uint256


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

# state flags
REBALANCING: constant(uint256) = 1
STARTED: constant(uint256) = 2
CONFIRMED: constant(uint256) = 4
DEAD_ORACLE: constant(uint256) = 8
WINDING: constant(uint256) = STARTED | CONFIRMED  # every step of a wind-down

FEE_UNIT: constant(uint256) = 10**9  # fees owed are kept in gwei of a share
WAD: constant(uint256) = 10**18
YEAR: constant(uint256) = 31_536_000

M8: constant(uint256) = 2**8 - 1
M32: constant(uint256) = 2**32 - 1
M40: constant(uint256) = 2**40 - 1
M72: constant(uint256) = 2**72 - 1
M80: constant(uint256) = 2**80 - 1
M96: constant(uint256) = 2**96 - 1
M112: constant(uint256) = 2**112 - 1
M128: constant(uint256) = 2**128 - 1
M120: constant(uint256) = 2**120 - 1

# Where each part of a word begins, counted in bits from the lowest; the first one begins at 0,
# a part ends where the next begins. steelyard.model.layout has the same, and a test reads both.
LAST_ON_TARGET_AT: constant(uint256) = 112
FEE_TIME_AT: constant(uint256) = 144
STATE_AT: constant(uint256) = 176
FEES_OWED_AT: constant(uint256) = 184

FEE_SHARES_AT: constant(uint256) = 128
LAST_PRICE_AT: constant(uint256) = 96

ROUND_AT: constant(uint256) = 40
DEAD_SINCE_AT: constant(uint256) = 120

_account: uint256  # collateral, last on target, fee time, state, fees owed
_counters: uint256  # borrowed less repaid (plus 2**127), cumulative fee shares
_costs: uint256  # cumulative rebalance cost (plus 2**95), last price
_clock: uint256  # since, round, dead since


@deploy
def __init__():
    self._account = (block.timestamp << LAST_ON_TARGET_AT) | (block.timestamp << FEE_TIME_AT)
    self._counters = 2**127
    self._costs = 2**95


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
        last_on_target=(word >> LAST_ON_TARGET_AT) & M32,
        state=(word >> STATE_AT) & M8,
    )
    account.supply = erc20.totalSupply + account.fees_owed * FEE_UNIT
    if management_fee == 0 or account.supply == 0 or account.state & WINDING != 0:
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
        | (account.last_on_target << LAST_ON_TARGET_AT)
        | (account.fee_time << FEE_TIME_AT)
        | (account.state << STATE_AT)
        | (account.fees_owed << FEES_OWED_AT)
    )
    word: uint256 = self._counters
    principal: uint256 = word & M128
    if operation <= RELEVERAGE:
        principal = min(principal + debt_moved, M128)
    else:
        principal -= min(principal, debt_moved)
    word = principal | (min((word >> FEE_SHARES_AT) + account.fees_earned, M128) << FEE_SHARES_AT)
    self._counters = word
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
        state=account.state,
        interest=self._interest(account.debt, word),
        fee_shares=word >> FEE_SHARES_AT,
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


# ------------------------------------------------------------------ counters and clocks


@internal
@view
def last_price() -> uint256:
    return self._costs >> LAST_PRICE_AT


@internal
def set_last_price(price: uint256):
    self._costs = (self._costs & M96) | (price << LAST_PRICE_AT)


@internal
def add_cost(moved: uint256, cost: int256, price: uint256):
    """
    @dev Cost truncated toward zero.
    """
    spent: int256 = convert(self._costs & M96, int256) + convert(moved, int256) * cost // 10**18
    self._costs = convert(min(max(spent, 0), 2**96 - 1), uint256) | (price << LAST_PRICE_AT)


@internal
@view
def since() -> uint256:
    return self._clock & M40


@internal
@view
def round() -> uint256:
    return (self._clock >> ROUND_AT) & M80


@internal
@view
def dead_since() -> uint256:
    return self._clock >> DEAD_SINCE_AT


@internal
def start_clock(oracle_round: uint256):
    self._clock = (self.dead_since() << DEAD_SINCE_AT) | ((oracle_round & M80) << ROUND_AT) | block.timestamp


@internal
def set_dead_since(time: uint256):
    self._clock = (self._clock & M120) | (time << DEAD_SINCE_AT)


# ------------------------------------------------------------------ views


@internal
@view
def balance_sheet(account: Account) -> ILeveragedToken.BalanceSheet:
    counters: uint256 = self._counters
    return ILeveragedToken.BalanceSheet(
        collateral=account.collateral,
        debt=account.debt,
        supply=account.supply,
        fees_owed=account.fees_owed * FEE_UNIT,
        state=account.state,
        last_on_target=account.last_on_target,
        since=self.since(),
        round=self.round(),
        dead_since=self.dead_since(),
        last_price=self.last_price(),
        interest=self._interest(account.debt, counters),
        fee_shares=counters >> FEE_SHARES_AT,
        rebalance_cost=convert(self._costs & M96, int256) - 2**95,
    )


@internal
@pure
def _interest(debt: uint256, counters: uint256) -> uint256:
    """
    @return Debt less what was borrowed and not repaid: the interest of all time.
    """
    return convert(max(convert(debt, int256) + 2**127 - convert(counters & M128, int256), 0), uint256)
