# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The pool's books: what is counted, and the interest on it
@license AGPL-3.0-only
@notice Two packed words that every operation loads, changes in a copy and saves, and four
        that few need.
        Saturating counters: cash, reserve, index (a repayment must never revert; the bounds
        on supplies keep them far away).
"""

from ethereum.ercs import IERC20
from snekmate.tokens import erc20
from snekmate.utils import math

from ..interfaces import ILendingPool
from ..libraries import errors
from ..libraries import rounding

uses: erc20

WAD: constant(uint256) = 10**18
RAY: constant(uint256) = 10**27
# a debt share starts at a thousandth of a unit, so that debt is exact to the unit
FIRST_INDEX: constant(uint256) = RAY // 1000
# makes inflating the price of the first share cost the attacker a million times their gain
VIRTUAL_SHARES: constant(uint256) = 10**6

MAX_RATE: constant(uint256) = 3 * WAD // 31_536_000  # 300% a year, per second
MAX_EXPONENT: constant(uint256) = 2 * WAD  # debt grows at most e**2 = 7.4-fold in one accrual
BILLION: constant(uint256) = 10**9
MODEL_GAS: constant(uint256) = 60_000
NO_RATE: constant(uint256) = MAX_RATE + 1
# debts in wind-down under one part in so many of the lenders' assets stop nothing
LINE: constant(uint256) = 10_000
# Shares for a unit, times ten to the decimals of a share, above which new ones hardly fit: of an asset with 18 decimals
# a share is then worth a millionth of what it began with, of one with 6 decimals much less.
DEAD_SHARES: constant(uint256) = 10**36
MASK_12: constant(uint256) = 2**12 - 1
MASK_30: constant(uint256) = 2**30 - 1
MASK_37: constant(uint256) = 2**37 - 1
MASK_96: constant(uint256) = 2**96 - 1
MASK_101: constant(uint256) = 2**101 - 1
MASK_106: constant(uint256) = 2**106 - 1
MASK_120: constant(uint256) = 2**120 - 1
MASK_127: constant(uint256) = 2**127 - 1
MASK_128: constant(uint256) = 2**128 - 1
MASK_160: constant(uint256) = 2**160 - 1
IS_BUSY: constant(uint256) = 1
IS_ENDING: constant(uint256) = 2

# Where each part of a word begins, counted in bits from the lowest; the first one begins at 0,
# a part ends where the next begins. steelyard.model.layout has the same, and a test reads both.
IS_ENDING_AT: constant(uint256) = 1
CASH_AT: constant(uint256) = 2
RESERVE_AT: constant(uint256) = 98
UTILIZATION_AT: constant(uint256) = 194
TIME_AT: constant(uint256) = 224

FACTOR_AT: constant(uint256) = 37
DEBT_SHARES_AT: constant(uint256) = 49
INDEX_AT: constant(uint256) = 155

CLAIMABLE_AT: constant(uint256) = 127
PAUSED_UNTIL_AT: constant(uint256) = 223

CARRIED_AT: constant(uint256) = 128

COVERED_AT: constant(uint256) = 128
DEPOSIT_CAP_AT: constant(uint256) = 160

ASSET: immutable(address)


struct State:
    cash: uint256
    debt_shares: uint256
    debt: uint256  # of the debt shares, rounded up
    rate: uint256
    factor: uint256  # reserve factor in basis points
    index: uint256
    reserve: uint256
    utilization: uint256  # in billionths
    time: uint256  # of the last accrual before this one
    queued: uint256
    claimable: uint256
    paused_until: uint256
    nominal: uint256
    carried: uint256
    ending_shares: uint256  # debt shares of borrowers in wind-down whose debt still earns
    covered: uint256  # what the reserve paid for losses that are still open
    ending: uint256  # owed by borrowers in wind-down, as loaded
    stops: bool  # whether a loss may be open, as loaded


# The two words that every operation needs. Debt shares stay under 2**106: a thousand for each unit that the deposit
# cap ever let in. With the bound on the index no debt reaches 2**118.
_funds: uint256  # is busy, is ending, cash, reserve, utilization, time
_loans: uint256  # rate, reserve factor, debt shares, index
# what most pools have nothing of; counts only while `_funds` says busy
_waiting: uint256  # queued, claimable, paused until
# count only while `_funds` says that a borrower winds down
_impaired: uint256  # nominal, carried
_ending: uint256  # ending shares, covered
_terms: uint256  # rate model, deposit cap


@deploy
def __init__(asset: address, rate_model: address, deposit_cap: uint256, factor: uint256):
    """
    @param asset What is lent.
    @param rate_model IRateModel.
    @param deposit_cap Asset units.
    @param factor Reserve factor in basis points.
    """
    ASSET = asset
    self._set_terms(rate_model, deposit_cap)
    self._funds = block.timestamp << TIME_AT
    self._loans = (factor << FACTOR_AT) | (FIRST_INDEX << INDEX_AT)


@internal
def _accrued() -> State:
    """
    @return The books with interest up to now; the rate model's state moves on.
    """
    funds: uint256 = self._funds
    elapsed: uint256 = block.timestamp - (funds >> TIME_AT)
    if elapsed == 0:
        return self._grown(funds, NO_RATE)
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        self._rate_model(),
        abi_encode(self._utilization(funds), elapsed, method_id=method_id("accrue(uint256,uint256)")),
        max_outsize=64,
        gas=MODEL_GAS,
        revert_on_failure=False,
    )
    b: State = self._grown(funds, self._judged(ok, answer))
    log ILendingPool.Accrue(debt=b.debt, reserve=b.reserve, index=b.index)
    return b


@internal
@view
def _current() -> State:
    """
    @return What `_accrued` would return.
    """
    funds: uint256 = self._funds
    elapsed: uint256 = block.timestamp - (funds >> TIME_AT)
    if elapsed == 0:
        return self._grown(funds, NO_RATE)
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        self._rate_model(),
        abi_encode(self, self._utilization(funds), elapsed, method_id=method_id("mean_rate(address,uint256,uint256)")),
        max_outsize=64,
        gas=MODEL_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return self._grown(funds, self._judged(ok, answer))


@internal
@view
def _judged(ok: bool, answer: Bytes[64]) -> uint256:
    """
    @return The rate that the model answers; none if it fails or answers nonsense.
    """
    if ok and len(answer) == 32:
        return extract32(answer, 0, output_type=uint256)
    # A call keeps a 64th of the gas: if less than MODEL_GAS / 63 is left after a failure,
    # the model may not have had its full allowance, and the caller chose that.
    errors.require(ok or msg.gas > MODEL_GAS // 63, "pool: no gas for rate model")
    return NO_RATE


@internal
@view
def _grown(funds: uint256, rate: uint256) -> State:
    """
    @dev The interest since the last accrual in one step of exp(rate * time).
    @param funds The word of that name.
    @param rate Mean over that time; if above the maximum, the last rate stays in force.
    @return The books with it.
    """
    loans: uint256 = self._loans
    b: State = empty(State)
    b.rate = loans & MASK_37
    b.factor = (loans >> FACTOR_AT) & MASK_12
    b.debt_shares = (loans >> DEBT_SHARES_AT) & MASK_106
    b.index = loans >> INDEX_AT
    b.cash = (funds >> CASH_AT) & MASK_96
    b.reserve = (funds >> RESERVE_AT) & MASK_96
    b.utilization = (funds >> UTILIZATION_AT) & MASK_30
    b.time = funds >> TIME_AT
    if funds & IS_BUSY != 0:
        waiting: uint256 = self._waiting
        b.queued = waiting & MASK_127
        b.claimable = (waiting >> CLAIMABLE_AT) & MASK_96
        b.paused_until = waiting >> PAUSED_UNTIL_AT
    b.debt = self._owed(b.debt_shares, b.index)
    if b.time != block.timestamp:
        if rate <= MAX_RATE:
            b.rate = rate
        growth: int256 = math._wad_exp(convert(min(b.rate * (block.timestamp - b.time), MAX_EXPONENT), int256))
        b.index = min(rounding.mul_div_up(b.index, convert(growth, uint256), WAD), MASK_101)
        before: uint256 = b.debt
        b.debt = self._owed(b.debt_shares, b.index)
        # rounded down: the odd unit is the lenders'
        b.reserve = min(b.reserve + rounding.mul_div_down(b.debt - before, b.factor, 10_000), MASK_96)
    if funds & IS_ENDING != 0:
        impaired: uint256 = self._impaired
        b.nominal = impaired & MASK_128
        b.carried = impaired >> CARRIED_AT
        ending: uint256 = self._ending
        b.ending_shares = ending & MASK_128
        b.covered = ending >> COVERED_AT
        b.ending = self._owed(b.ending_shares, b.index) + b.nominal
        # a booked loss stops to its last unit
        b.stops = b.nominal != 0 or b.ending * LINE >= self._total_assets(b)
    return b


@internal
def _sample_and_save(b: State):
    """
    @dev For operations that moved cash or principal: only they sample utilization.
    """
    capital: uint256 = max(b.debt + b.cash - b.claimable, 1)
    self._save(b, rounding.mul_div_down(b.debt, BILLION, capital))


@internal
def _save(b: State, utilization: uint256):
    funds: uint256 = (
        (b.cash << CASH_AT) | (b.reserve << RESERVE_AT) | (utilization << UTILIZATION_AT) | (block.timestamp << TIME_AT)
    )
    waiting: uint256 = b.queued | (b.claimable << CLAIMABLE_AT) | (b.paused_until << PAUSED_UNTIL_AT)
    if waiting != 0:
        funds |= IS_BUSY
        self._waiting = waiting
    if b.ending_shares | b.nominal != 0:
        funds |= IS_ENDING
        self._impaired = b.nominal | (b.carried << CARRIED_AT)
        self._ending = b.ending_shares | ((b.covered if b.nominal != 0 else 0) << COVERED_AT)
    self._funds = funds
    self._loans = b.rate | (b.factor << FACTOR_AT) | (b.debt_shares << DEBT_SHARES_AT) | (b.index << INDEX_AT)


@internal
@pure
def _owed(debt_shares: uint256, index: uint256) -> uint256:
    return rounding.mul_div_up(debt_shares, index, RAY)


@internal
@pure
def _utilization(funds: uint256) -> uint256:
    """
    @param funds The word of that name.
    @return Utilization as last sampled, 1e18.
    """
    return ((funds >> UTILIZATION_AT) & MASK_30) * BILLION


@internal
@pure
def _total_assets(b: State) -> uint256:
    """
    @dev Never below zero: claimable is part of the cash, the reserve grows by a part of
         the interest only, and every loss takes the reserve first. No term reaches 2**240.
    """
    return unsafe_add(unsafe_add(b.cash, b.debt), b.carried) - unsafe_add(b.reserve, b.claimable)


@internal
@view
def _is_dead(b: State) -> bool:
    """
    @return Whether losses, all of them settled, left so little for each share that new ones would hardly fit.
    """
    shares: uint256 = (erc20.totalSupply + VIRTUAL_SHARES) * 10**convert(erc20.decimals, uint256)
    return not b.stops and shares > (self._total_assets(b) + 1) * DEAD_SHARES


@internal
@pure
def _absorbed(b: State, before: uint256, after: uint256) -> State:
    """
    @dev What lenders count of a debt has changed, and `b` says so: the reserve covers a loss as far as it goes. It gets
         back what it covered beyond the losses that are still open, so that it bears the first part of whatever is
         lost in the end, and lenders the rest. What a write-off ends has been paid for good.
    """
    changed: State = b
    if after < before:
        covered: uint256 = min(b.reserve, before - after)
        changed.reserve -= covered
        changed.covered += covered
    kept: uint256 = min(changed.covered, b.nominal - b.carried)
    if after > before:
        changed.reserve = min(b.reserve + changed.covered - kept, MASK_96)
    changed.covered = kept
    return changed


@internal
@view
def _free_cash(b: State) -> uint256:
    """
    @dev What may leave: queued shares come first, so nobody jumps the queue.
    """
    owed: uint256 = b.claimable
    if b.queued != 0:
        owed += self._to_assets_up(b, b.queued)
    return b.cash - min(b.cash, owed)


@internal
@view
def _to_shares_down(b: State, assets: uint256) -> uint256:
    return rounding.mul_div_down(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_shares_up(b: State, assets: uint256) -> uint256:
    return rounding.mul_div_up(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_assets_down(b: State, shares: uint256) -> uint256:
    return rounding.mul_div_down(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


@internal
@view
def _to_assets_up(b: State, shares: uint256) -> uint256:
    return rounding.mul_div_up(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


@internal
@view
def _check_received(counted: uint256):
    """
    @dev Refuses assets that charge for transfers or shrink. The same unit cannot be
         counted twice, as a deposit and as a repayment.
    """
    if staticcall IERC20(ASSET).balanceOf(self) < counted:
        errors.revert("pool: not received")


@internal
@view
def _check_receiver(receiver: address):
    errors.require(receiver != self, "pool: own address")


@internal
def _send(receiver: address, amount: uint256):
    self._check_receiver(receiver)
    if not extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True):
        errors.revert("pool: transfer out failed")


@internal
@view
def _cash() -> uint256:
    return (self._funds >> CASH_AT) & MASK_96


@internal
@view
def _factor() -> uint256:
    return (self._loans >> FACTOR_AT) & MASK_12


@internal
@view
def _rate_model() -> address:
    return convert(self._terms & MASK_160, address)


@internal
@view
def _deposit_cap() -> uint256:
    return self._terms >> DEPOSIT_CAP_AT


@internal
def _set_terms(rate_model: address, deposit_cap: uint256):
    self._terms = convert(rate_model, uint256) | (deposit_cap << DEPOSIT_CAP_AT)
