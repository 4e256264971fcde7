# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An ERC-20 with a symbol and permits that anyone may mint
@license AGPL-3.0-only
@notice What stands for a dollar on a local chain; `version` is that of its signing domain, "2" for USDC. May
        refuse, like USDT, a new allowance over an old one.
"""

from snekmate.auth import ownable
from snekmate.tokens import erc20

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (
    erc20.name,
    erc20.symbol,
    erc20.decimals,
    erc20.balanceOf,
    erc20.allowance,
    erc20.totalSupply,
    erc20.transfer,
    erc20.transferFrom,
    erc20.permit,
    erc20.nonces,
    erc20.DOMAIN_SEPARATOR,
)

zero_first: public(bool)


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


@external
def set_zero_first(zero_first: bool):
    """
    @notice True: an allowance must be taken back before another is given.
    """
    self.zero_first = zero_first


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    if self.zero_first:
        assert amount == 0 or erc20.allowance[msg.sender][spender] == 0, "approve: zero first"
    erc20._approve(msg.sender, spender, amount)
    return True
