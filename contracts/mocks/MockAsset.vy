# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A plain ERC-20 that anyone may mint and burn, and that may charge for transfers
@license AGPL-3.0-only
@notice The refusals are snekmate's, and the order of the checks.
"""

from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.approve, erc20.totalSupply)

fee: public(uint256)  # units that every transferFrom loses on its way


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
    @notice Destroys anybody's units, as a shrinking token would.
    """
    erc20._burn(owner, amount)


@external
def set_fee(fee: uint256):
    """
    @notice From now on every transferFrom loses `fee` units on its way.
    """
    self.fee = fee


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    erc20._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, less the fee.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, receiver, amount)
    if self.fee != 0:
        erc20._burn(receiver, min(self.fee, amount))
    return True
