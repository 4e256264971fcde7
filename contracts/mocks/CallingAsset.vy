# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An ERC-20 that calls somebody whenever it moves
@license AGPL-3.0-only
@notice Anyone may mint. The planned call may fail without the transfer failing.
"""

decimals: public(uint8)
totalSupply: public(uint256)
balanceOf: public(HashMap[address, uint256])
allowance: public(HashMap[address, HashMap[address, uint256]])

calls: public(uint256)
is_done: public(bool)  # whether the last call succeeded
answer: public(Bytes[1024])  # of the last call, or the revert's data
_target: address
_data: Bytes[1024]


@deploy
def __init__(decimals: uint8):
    self.decimals = decimals


@external
def plan(target: address, data: Bytes[1024]):
    """
    @notice The call of every transfer from now on.
    """
    self._target = target
    self._data = data


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates units.
    """
    self.totalSupply += amount
    self.balanceOf[receiver] += amount


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self.allowance[msg.sender][spender] = amount
    return True


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, with the call.
    """
    self._move(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, with the call.
    """
    self.allowance[owner][msg.sender] -= amount
    self._move(owner, receiver, amount)
    return True


@internal
def _move(owner: address, receiver: address, amount: uint256):
    self.balanceOf[owner] -= amount
    self.balanceOf[receiver] += amount
    if self._target != empty(address):
        self.calls += 1
        self.is_done, self.answer = raw_call(self._target, self._data, max_outsize=1024, revert_on_failure=False)
