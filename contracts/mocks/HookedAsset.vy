# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A plain ERC-20 that calls one account whenever that account receives units
@license AGPL-3.0-only
@notice As a token with receiver hooks does. Anyone may mint.
"""
from snekmate.auth import ownable
from snekmate.tokens import erc20

from ..interfaces import ILeverageCallback

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.approve, erc20.totalSupply)

hooked: public(address)


@deploy
def __init__(decimals_: uint8):
    ownable.__init__()
    erc20.__init__("asset", "asset", decimals_, "asset", "1")


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates units.
    """
    erc20._mint(receiver, amount)


@external
def set_hooked(account: address):
    """
    @notice From now on a transfer to `account` calls its `on_leverage`.
    """
    self.hooked = account


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, with the hook.
    """
    erc20._transfer(msg.sender, receiver, amount)
    self._tell(receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, with the hook.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, receiver, amount)
    self._tell(receiver, amount)
    return True


@internal
def _tell(receiver: address, amount: uint256):
    if receiver == self.hooked:
        extcall ILeverageCallback(receiver).on_leverage(amount, 0, b"")
