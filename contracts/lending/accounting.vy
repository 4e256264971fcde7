# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The pool's books: what is counted, and the interest on it
@license AGPL-3.0-only
@notice Two packed words that every operation loads, changes in a copy and saves, and three
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
MASK_12: constant(uint256) = 2**12 - 1
MASK_16: constant(uint256) = 2**16 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_39: constant(uint256) = 2**39 - 1
MASK_80: constant(uint256) = 2**80 - 1
MASK_96: constant(uint256) = 2**96 - 1
MASK_112: constant(uint256) = 2**112 - 1
MASK_120: constant(uint256) = 2**120 - 1
MASK_160: constant(uint256) = 2**160 - 1
IS_BUSY: constant(uint256) = 1

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
    winding: uint256
    paused_until: uint256
    nominal: uint256
    carried: uint256


# the two words that every operation needs; debt shares stay under 2**106: a thousand for
# each unit that the deposit cap ever let in
_loans: uint256  # is busy 1 | rate 39 | reserve factor 12 | cash 96 | debt shares 108
_interest: uint256  # index 112 | reserve 80 | utilization 32 | time 32
# what most pools have nothing of; counts only while `_loans` says busy
_waiting: uint256  # queued 120 | claimable 80 | winding 16 | paused until 40
_impaired: uint256  # nominal 128 | carried 128; read only while a borrower winds down
_terms: uint256  # rate model 160 | deposit cap 96


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
    self._loans = factor << 40
    self._interest = FIRST_INDEX | (block.timestamp << 224)


@internal
def _accrued() -> State:
    """
    @return The books with interest up to now; the rate model's state moves on.
    """
    interest: uint256 = self._interest
    elapsed: uint256 = block.timestamp - (interest >> 224)
    if elapsed == 0:
        return self._grown(interest, NO_RATE)
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        self._rate_model(),
        abi_encode(self._utilization(interest), elapsed, method_id=method_id("accrue(uint256,uint256)")),
        max_outsize=64,
        gas=MODEL_GAS,
        revert_on_failure=False,
    )
    b: State = self._grown(interest, self._judged(ok, answer))
    log ILendingPool.Accrue(debt=b.debt, reserve=b.reserve, index=b.index)
    return b


@internal
@view
def _current() -> State:
    """
    @return What `_accrued` would return.
    """
    interest: uint256 = self._interest
    elapsed: uint256 = block.timestamp - (interest >> 224)
    if elapsed == 0:
        return self._grown(interest, NO_RATE)
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        self._rate_model(),
        abi_encode(
            self, self._utilization(interest), elapsed, method_id=method_id("mean_rate(address,uint256,uint256)")
        ),
        max_outsize=64,
        gas=MODEL_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return self._grown(interest, self._judged(ok, answer))


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
def _grown(interest: uint256, rate: uint256) -> State:
    """
    @dev The interest since the last accrual in one step of exp(rate * time).
    @param interest The word of that name.
    @param rate Mean over that time; if above the maximum, the last rate stays in force.
    @return The books with it.
    """
    loans: uint256 = self._loans
    b: State = empty(State)
    b.rate = (loans >> 1) & MASK_39
    b.factor = (loans >> 40) & MASK_12
    b.cash = (loans >> 52) & MASK_96
    b.debt_shares = loans >> 148
    b.index = interest & MASK_112
    b.reserve = (interest >> 112) & MASK_80
    b.utilization = (interest >> 192) & MASK_32
    b.time = interest >> 224
    if loans & IS_BUSY != 0:
        waiting: uint256 = self._waiting
        b.queued = waiting & MASK_120
        b.claimable = (waiting >> 120) & MASK_80
        b.winding = (waiting >> 200) & MASK_16
        b.paused_until = waiting >> 216
        if b.winding != 0:
            impaired: uint256 = self._impaired
            b.nominal = impaired & (2**128 - 1)
            b.carried = impaired >> 128
    b.debt = self._owed(b.debt_shares, b.index)
    if b.time != block.timestamp:
        if rate <= MAX_RATE:
            b.rate = rate
        growth: int256 = math._wad_exp(convert(min(b.rate * (block.timestamp - b.time), MAX_EXPONENT), int256))
        b.index = min(rounding.mul_div_up(b.index, convert(growth, uint256), WAD), MASK_112)
        before: uint256 = b.debt
        b.debt = self._owed(b.debt_shares, b.index)
        # rounded down: the odd unit is the lenders'
        b.reserve = min(b.reserve + rounding.mul_div_down(b.debt - before, b.factor, 10_000), MASK_80)
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
    loans: uint256 = (b.rate << 1) | (b.factor << 40) | (b.cash << 52) | (b.debt_shares << 148)
    waiting: uint256 = b.queued | (b.claimable << 120) | (b.winding << 200) | (b.paused_until << 216)
    if waiting != 0:
        loans |= IS_BUSY
        self._waiting = waiting
    self._loans = loans
    self._interest = b.index | (b.reserve << 112) | (utilization << 192) | (block.timestamp << 224)


@internal
@pure
def _owed(debt_shares: uint256, index: uint256) -> uint256:
    return rounding.mul_div_up(debt_shares, index, RAY)


@internal
@pure
def _utilization(interest: uint256) -> uint256:
    """
    @param interest The word of that name.
    @return Utilization as last sampled, 1e18.
    """
    return ((interest >> 192) & MASK_32) * BILLION


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
def _send(receiver: address, amount: uint256):
    if not extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True):
        errors.revert("pool: transfer out failed")


@internal
@view
def _cash() -> uint256:
    return (self._loans >> 52) & MASK_96


@internal
@view
def _factor() -> uint256:
    return (self._loans >> 40) & MASK_12


@internal
@view
def _rate_model() -> address:
    return convert(self._terms & MASK_160, address)


@internal
@view
def _deposit_cap() -> uint256:
    return self._terms >> 160


@internal
def _set_terms(rate_model: address, deposit_cap: uint256):
    self._terms = convert(rate_model, uint256) | (deposit_cap << 160)


@internal
def _set_impaired(b: State):
    self._impaired = b.nominal | (b.carried << 128)
