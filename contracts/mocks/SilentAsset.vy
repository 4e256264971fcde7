# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An ERC-20 that returns nothing, as USDT does, or answers False and moves nothing
@license AGPL-3.0-only
@notice Anyone may mint.
"""

decimals: public(uint8)
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])
is_refusing: public(bool)


@deploy
def __init__(decimals: uint8):
    self.decimals = decimals


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates units.
    """
    self.totalSupply += amount
    self.balanceOf[receiver] += amount


@external
def set_refusing(is_refusing: bool):
    """
    @notice True: every transfer answers False from now on.
    """
    self.is_refusing = is_refusing


@external
def approve(spender: address, amount: uint256):
    """
    @notice ERC-20, but for the answer.
    """
    self.allowance[msg.sender][spender] = amount


@external
@raw_return
def transfer(receiver: address, amount: uint256) -> Bytes[32]:
    """
    @notice ERC-20, but for the answer.
    """
    return self._move(msg.sender, receiver, amount)


@external
@raw_return
def transferFrom(owner: address, receiver: address, amount: uint256) -> Bytes[32]:
    """
    @notice ERC-20, but for the answer.
    """
    if not self.is_refusing:
        self.allowance[owner][msg.sender] -= amount
    return self._move(owner, receiver, amount)


@internal
def _move(owner: address, receiver: address, amount: uint256) -> Bytes[32]:
    if self.is_refusing:
        return concat(empty(bytes32), b"")
    self.balanceOf[owner] -= amount
    self.balanceOf[receiver] += amount
    return b""
