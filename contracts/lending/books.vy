# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The pool's books: what is counted, and the interest on it
@license AGPL-3.0-only
@notice State in four packed words; every operation loads them, changes a copy and saves it.
        Saturating counters: cash, reserve, index (a repayment must never revert; the bounds
        on supplies keep them far away).
"""

from ethereum.ercs import IERC20
from snekmate.tokens import erc20
from snekmate.utils import math

from ..interfaces import ILendingPool
from ..libraries import fault
from ..libraries import rounding

uses: erc20

# operations of the event PoolState; its account and amount in brackets
ACCRUE: constant(uint256) = 1  # (caller, 0)
DEPOSIT: constant(uint256) = 2  # (receiver, assets)
WITHDRAW: constant(uint256) = 3  # (owner, assets)
BORROW: constant(uint256) = 4  # (borrower, assets)
REPAY: constant(uint256) = 5  # (borrower, assets)
WIND_DOWN: constant(uint256) = 6  # (borrower, its debt)
IMPAIR: constant(uint256) = 7  # (borrower, loss)
WRITE_OFF: constant(uint256) = 8  # (borrower, loss)
ENQUEUE: constant(uint256) = 9  # (owner, shares)
PROCESS: constant(uint256) = 10  # (caller, assets)
CLAIM: constant(uint256) = 11  # (owner, assets)
APPLY: constant(uint256) = 12  # (target, amount of the setting)

WAD: constant(uint256) = 10**18
RAY: constant(uint256) = 10**27
# a debt share starts at a thousandth of a unit, so that debt is exact to the unit
FIRST_INDEX: constant(uint256) = RAY // 1000
# makes inflating the price of the first share cost the attacker a million times his gain
VIRTUAL_SHARES: constant(uint256) = 10**6

MAX_RATE: constant(uint256) = 3 * WAD // 31_536_000  # 300% a year, per second
MAX_EXPONENT: constant(uint256) = 2 * WAD  # debt grows at most e**2 = 7.4-fold in one accrual
MODEL_GAS: constant(uint256) = 60_000
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1
MASK_60: constant(uint256) = 2**60 - 1
MASK_80: constant(uint256) = 2**80 - 1
MASK_96: constant(uint256) = 2**96 - 1
MASK_112: constant(uint256) = 2**112 - 1
MASK_120: constant(uint256) = 2**120 - 1
MASK_160: constant(uint256) = 2**160 - 1

ASSET: immutable(address)


struct Books:
    cash: uint256
    reserve: uint256
    claimable: uint256
    index: uint256
    utilization: uint256
    rate: uint256
    time: uint256
    factor: uint256  # reserve factor in basis points
    debt_shares: uint256
    queued: uint256
    winding: uint256
    nominal: uint256
    carried: uint256
    rate_model: address
    deposit_cap: uint256


_money: uint256  # cash 96 | reserve 80 | claimable 80
_interest: uint256  # index 112 | utilization 60 | rate 40 | time 32 | reserve factor 12
_shares: uint256  # debt shares 120 | queued 120 | winding 16
_terms: uint256  # rate model 160 | deposit cap 96
_impaired: uint256  # nominal 128 | carried 128; read only while a borrower winds down


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
    self._interest = FIRST_INDEX | (block.timestamp << 212) | (factor << 244)


@internal
@view
def _load() -> Books:
    """
    @return The books as stored, without the interest since.
    """
    money: uint256 = self._money
    interest: uint256 = self._interest
    shares: uint256 = self._shares
    terms: uint256 = self._terms
    b: Books = Books(
        cash=money & MASK_96,
        reserve=(money >> 96) & MASK_80,
        claimable=money >> 176,
        index=interest & MASK_112,
        utilization=(interest >> 112) & MASK_60,
        rate=(interest >> 172) & MASK_40,
        time=(interest >> 212) & MASK_32,
        factor=interest >> 244,
        debt_shares=shares & MASK_120,
        queued=(shares >> 120) & MASK_120,
        winding=shares >> 240,
        nominal=0,
        carried=0,
        rate_model=convert(terms & MASK_160, address),
        deposit_cap=terms >> 160,
    )
    if b.winding != 0:
        impaired: uint256 = self._impaired
        b.nominal = impaired & (2**128 - 1)
        b.carried = impaired >> 128
    return b


@internal
def _accrued() -> Books:
    """
    @return The books with interest up to now; the rate model's state moves on.
    """
    b: Books = self._load()
    if b.time == block.timestamp:
        return b
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        b.rate_model,
        abi_encode(b.utilization, block.timestamp - b.time, method_id=method_id("accrue(uint256,uint256)")),
        max_outsize=64,
        gas=MODEL_GAS,
        revert_on_failure=False,
    )
    return self._grown(b, ok, answer)


@internal
@view
def _current() -> Books:
    """
    @return What `_accrued` would return.
    """
    b: Books = self._load()
    if b.time == block.timestamp:
        return b
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        b.rate_model,
        abi_encode(
            self, b.utilization, block.timestamp - b.time, method_id=method_id("mean_rate(address,uint256,uint256)")
        ),
        max_outsize=64,
        gas=MODEL_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return self._grown(b, ok, answer)


@internal
@view
def _grown(b: Books, ok: bool, answer: Bytes[64]) -> Books:
    """
    @dev One step of exp(rate * time). A model that fails or answers nonsense leaves the
         last rate in force.
    """
    # A call keeps a 64th of the gas: if less than MODEL_GAS / 63 is left after a failure,
    # the model may not have had its full allowance, and the caller chose that.
    fault.need(ok or msg.gas > MODEL_GAS // 63, "pool: no gas for rate model")
    grown: Books = b
    if ok and len(answer) == 32:
        rate: uint256 = extract32(answer, 0, output_type=uint256)
        if rate <= MAX_RATE:
            grown.rate = rate
    exponent: uint256 = min(grown.rate * (block.timestamp - b.time), MAX_EXPONENT)
    factor: uint256 = convert(math._wad_exp(convert(exponent, int256)), uint256)
    grown.index = min(rounding.mul_div_up(b.index, factor, WAD), MASK_112)
    interest: uint256 = self._debt(grown) - self._debt(b)
    # rounded down: the odd unit is the lenders'
    grown.reserve = min(b.reserve + rounding.mul_div_down(interest, b.factor, 10_000), MASK_80)
    grown.time = block.timestamp
    return grown


@internal
def _sample_and_save(b: Books, operation: uint256, account: address, amount: uint256):
    """
    @dev For operations that moved cash or principal: only they sample utilization.
    """
    sampled: Books = b
    debt: uint256 = self._debt(b)
    capital: uint256 = debt + b.cash - b.claimable
    sampled.utilization = rounding.mul_div_down(debt, WAD, capital) if capital != 0 else 0
    self._save(sampled, operation, account, amount)


@internal
def _save(b: Books, operation: uint256, account: address, amount: uint256):
    self._money = b.cash | (b.reserve << 96) | (b.claimable << 176)
    self._interest = b.index | (b.utilization << 112) | (b.rate << 172) | (b.time << 212) | (b.factor << 244)
    self._shares = b.debt_shares | (b.queued << 120) | (b.winding << 240)
    log ILendingPool.PoolState(
        operation=operation,
        account=account,
        amount=amount,
        cash=b.cash,
        debt=self._debt(b),
        reserve=b.reserve,
        claimable=b.claimable,
        carried=b.carried,
        index=b.index,
        supply=erc20.totalSupply,
    )


@internal
@pure
def _debt(b: Books) -> uint256:
    return rounding.mul_div_up(b.debt_shares, b.index, RAY)


@internal
@pure
def _total_assets(b: Books) -> uint256:
    """
    @dev Never below zero: claimable is part of the cash, the reserve grows by a part of
         the interest only, and every loss takes the reserve first.
    """
    return b.cash + self._debt(b) + b.carried - b.reserve - b.claimable


@internal
@view
def _free_cash(b: Books) -> uint256:
    """
    @dev What may leave: queued shares come first, so nobody jumps the queue.
    """
    owed: uint256 = b.claimable + self._to_assets_up(b, b.queued)
    return b.cash - min(b.cash, owed)


@internal
@view
def _to_shares_down(b: Books, assets: uint256) -> uint256:
    return rounding.mul_div_down(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_shares_up(b: Books, assets: uint256) -> uint256:
    return rounding.mul_div_up(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_assets_down(b: Books, shares: uint256) -> uint256:
    return rounding.mul_div_down(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


@internal
@view
def _to_assets_up(b: Books, shares: uint256) -> uint256:
    return rounding.mul_div_up(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


@internal
@view
def _check_received(counted: uint256):
    """
    @dev Refuses assets that charge for transfers or shrink. The same unit cannot be
         counted twice, as a deposit and as a repayment.
    """
    fault.need(staticcall IERC20(ASSET).balanceOf(self) >= counted, "pool: not received")


@internal
def _send(receiver: address, amount: uint256):
    fault.need(
        extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True), "pool: transfer out failed"
    )


@internal
def _set_terms(rate_model: address, deposit_cap: uint256):
    self._terms = convert(rate_model, uint256) | (deposit_cap << 160)


@internal
def _set_impaired(b: Books):
    self._impaired = b.nominal | (b.carried << 128)
