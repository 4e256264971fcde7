# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A caller that pushes part of what it owes in its callback
@license AGPL-3.0-only
@notice Pushes what it was told to, deposits into the pool what it was told to, and
        lets the token pull the rest.
"""
from ethereum.ercs import IERC20

from ..interfaces import ILeverageCallback
from ..interfaces import ILeveragedToken

implements: ILeverageCallback


interface IDeposit:
    def deposit(assets: uint256, receiver: address) -> uint256: nonpayable


_asset: address
_place: address
_pushed: uint256
_deposited: uint256


@external
def approve(asset: address, spender: address):
    """
    @notice Lets `spender` pull.
    """
    extcall IERC20(asset).approve(spender, max_value(uint256))


@external
def plan(asset: address, place: address, pushed: uint256, deposited: uint256):
    """
    @notice What the next callback does: `pushed` units of `asset` to `place`, and a
            deposit of `deposited` units into `place` before it.
    """
    self._asset = asset
    self._place = place
    self._pushed = pushed
    self._deposited = deposited


@external
def mint(token: address, shares: uint256) -> (uint256, uint256, uint256):
    """
    @notice Mints for itself, with a callback.
    """
    return extcall ILeveragedToken(token).mint(shares, self, self, b"push")


@external
def redeem(token: address, shares: uint256) -> (uint256, uint256):
    """
    @notice Redeems its own shares, with a callback.
    """
    return extcall ILeveragedToken(token).redeem(shares, self, self, b"push")


@external
def deleverage(token: address, maximum: uint256, cost: int256) -> (uint256, uint256):
    """
    @notice Fills, with a callback.
    """
    return extcall ILeveragedToken(token).deleverage(maximum, cost, self, b"push")


@external
def releverage(token: address, maximum: uint256, cost: int256) -> (uint256, uint256):
    """
    @notice Fills, with a callback.
    """
    return extcall ILeveragedToken(token).releverage(maximum, cost, self, b"push")


@external
def on_leverage(sent: uint256, owed: uint256, data: Bytes[1024]):
    """
    @notice Does what was planned.
    """
    if self._deposited != 0:
        extcall IDeposit(self._place).deposit(self._deposited, self)
    if self._pushed != 0:
        extcall IERC20(self._asset).transfer(self._place, self._pushed)
