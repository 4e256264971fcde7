# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An ERC-20 whose issuer blocks accounts, as Circle's dollar does
@license AGPL-3.0-only
@notice A blocked account sends, receives, moves and approves nothing. Anyone may mint, burn and block.
"""

from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.totalSupply)

is_blocked: public(HashMap[address, bool])


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
def burn_of(owner: address, amount: uint256):
    """
    @notice Destroys units of anybody, as an asset that shrinks.
    """
    erc20._burn(owner, amount)


@external
def set_blocked(account: address, is_blocked: bool):
    """
    @notice From now on, or no longer.
    """
    self.is_blocked[account] = is_blocked


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self._check(msg.sender)
    self._check(spender)
    erc20._approve(msg.sender, spender, amount)
    return True


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self._check(msg.sender)
    self._check(receiver)
    erc20._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self._check(msg.sender)
    self._check(owner)
    self._check(receiver)
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, receiver, amount)
    return True


@internal
@view
def _check(account: address):
    assert not self.is_blocked[account], "asset: blocked"
