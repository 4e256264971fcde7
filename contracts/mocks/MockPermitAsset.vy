# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An ERC-20 with a symbol and permits that anyone may mint
@license AGPL-3.0-only
@notice What stands for a dollar on a local chain; `version` is that of its signing domain, "2" for USDC.
"""

from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (
    erc20.name, erc20.symbol, erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.approve, erc20.totalSupply,
    erc20.transfer, erc20.transferFrom, erc20.permit, erc20.nonces, erc20.DOMAIN_SEPARATOR
)


@deploy
def __init__(name: String[25], symbol: String[5], decimals: uint8, version: String[20]):
    ownable.__init__()
    erc20.__init__(name, symbol, decimals, name, version)


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates units.
    """
    erc20._mint(receiver, amount)
