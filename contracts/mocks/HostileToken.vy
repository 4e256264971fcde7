# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A leveraged token that poses as the pool of whoever redeems it
@license AGPL-3.0-only
@notice Its redeem asks the router for `demand` units of the debt asset, as a V3 pool would.
"""


interface IRouter:
    def uniswapV3SwapCallback(change0: int256, change1: int256, data: Bytes[32]): nonpayable


COLLATERAL: public(immutable(address))
DEBT_ASSET: public(immutable(address))
LENT: immutable(uint256)
DEMAND: immutable(uint256)


@deploy
def __init__(collateral: address, debt_asset: address, lent: uint256, demand: uint256):
    COLLATERAL = collateral
    DEBT_ASSET = debt_asset
    LENT = lent
    DEMAND = demand


@external
def mint(shares: uint256, receiver: address, debt_receiver: address, data: Bytes[1024]) -> (uint256, uint256, uint256):
    """
    @notice Claims to have lent what the order before wanted.
    """
    return 0, LENT, 0


@external
def redeem(shares: uint256, owner: address, receiver: address, data: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Calls back as a pool.
    """
    extcall IRouter(msg.sender).uniswapV3SwapCallback(convert(LENT + DEMAND, int256), -1, b"")
    return 0, 0
