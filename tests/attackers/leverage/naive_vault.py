# SPDX-License-Identifier: Apache-2.0
"""The obvious vault, which counts what it holds and has no virtual shares: what the first depositor is said to rob."""

NAIVE_VAULT = """
# pragma version 0.4.3
from ethereum.ercs import IERC20

asset: IERC20
supply: uint256
balanceOf: public(HashMap[address, uint256])

@deploy
def __init__(asset: address):
    self.asset = IERC20(asset)

@external
def deposit(assets: uint256, receiver: address) -> uint256:
    held: uint256 = staticcall self.asset.balanceOf(self)
    shares: uint256 = assets
    if self.supply != 0:
        shares = assets * self.supply // held
    self.supply += shares
    self.balanceOf[receiver] += shares
    extcall self.asset.transferFrom(msg.sender, self, assets)
    return shares

@external
def redeem(shares: uint256, receiver: address, owner: address) -> uint256:
    assets: uint256 = shares * staticcall self.asset.balanceOf(self) // self.supply
    self.supply -= shares
    self.balanceOf[owner] -= shares
    extcall self.asset.transfer(receiver, assets)
    return assets
"""
