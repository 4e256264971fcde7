# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a router pays with and pays out: an ERC-20, or the native coin as its wrapper
@license AGPL-3.0-only
@notice What is pulled is pulled from the caller of the running operation, within the amount
        that their order names. Every operation starts with `begin`: transient storage lasts
        as long as the transaction, in which several accounts may act.
"""
from ethereum.ercs import IERC20

from ..interfaces import IWrappedNative
from ..libraries import errors
from . import uniswap


struct Permit:
    deadline: uint256  # of the signature; 0: there is none
    v: uint8
    r: bytes32
    s: bytes32


# the wrapped native coin
WRAPPED_NATIVE: public(immutable(address))

asset: transient(address)  # paid with or paid out
native: transient(bool)
payer: transient(address)
budget: transient(uint256)  # what may still be pulled from the payer


@deploy
def __init__(wrapped_native: address):
    """
    @param wrapped_native WETH9 of this chain.
    """
    WRAPPED_NATIVE = wrapped_native


@external
@payable
@reentrant
def __default__():
    """
    @notice Only the wrapped native coin pays in, when it is unwrapped.
    """
    errors.require(msg.sender == WRAPPED_NATIVE, "router: no plain payments")


# ------------------------------------------------------------------ for the router


@internal
def begin(asset: address):
    """
    @notice An operation of the caller, who may not be charged yet.
    @param asset Paid with or paid out; empty: the native coin.
    """
    self.payer = msg.sender
    self.budget = 0
    self.native = asset == empty(address)
    self.asset = WRAPPED_NATIVE if self.native else asset


@internal
@payable
def allow(amount: uint256, permit: Permit):
    """
    @notice Lets this operation charge the caller.
    @param amount Most units; the native coin sent must equal it.
    @param permit Of the asset; the native coin needs none.
    """
    errors.require(msg.value == (amount if self.native else 0), "router: wrong value sent")
    self.budget = amount
    if not self.native:
        self.permit(self.asset, amount, permit)


@internal
def fund(to: address, amount: uint256):
    """
    @notice From the payer straight to where it is owed, within the amount of their order.
    """
    if amount == 0:
        return
    errors.require(amount <= self.budget, "router: above amount")
    self.budget -= amount
    if self.native:
        extcall IWrappedNative(WRAPPED_NATIVE).deposit(value=amount)
        uniswap.send(WRAPPED_NATIVE, to, amount)
    else:
        errors.require(
            extcall IERC20(self.asset).transferFrom(self.payer, to, amount, default_return_value=True),
            "router: payment failed",
        )


@internal
def pay_out(to: address, amount: uint256):
    """
    @notice Units of the asset that this contract holds.
    """
    if self.native:
        extcall IWrappedNative(WRAPPED_NATIVE).withdraw(amount)
        self.send_native(to, amount)
    else:
        uniswap.send(self.asset, to, amount)


@internal
def send_native(to: address, amount: uint256):
    """
    @notice Native coins that this contract holds.
    """
    errors.require(raw_call(to, b"", value=amount, revert_on_failure=False), "router: native coin refused")


@internal
def permit(asset: address, amount: uint256, permit: Permit):
    """
    @dev A permit may have been used already by somebody who saw it: what counts is the allowance.
    """
    if permit.deadline == 0:
        return
    done: bool = raw_call(
        asset,
        abi_encode(
            msg.sender,
            self,
            amount,
            permit.deadline,
            permit.v,
            permit.r,
            permit.s,
            method_id=method_id("permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"),
        ),
        revert_on_failure=False,
    )
    if not done:
        errors.require(staticcall IERC20(asset).allowance(msg.sender, self) >= amount, "router: permit refused")
