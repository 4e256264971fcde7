# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A plain ERC-20 that may answer False to approvals, and then allows nothing
@license AGPL-3.0-only
@notice Anyone may mint. Transfers answer True or revert.
"""
from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.totalSupply, erc20.transfer, erc20.transferFrom)

is_denying: public(bool)


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
def set_denying(is_denying: bool):
    """
    @notice True: every approval answers False from now on.
    """
    self.is_denying = is_denying


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20, unless it denies.
    """
    if self.is_denying:
        return False
    erc20._approve(msg.sender, spender, amount)
    return True
