# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title What mainnet's dollar costs: an implementation that reads what FiatTokenV2_2 reads
@license Apache-2.0
@notice A pause word, the black list's flag in the balance's top bit, checked for the
        caller and both sides. Used behind `FiatTokenProxy`.
"""

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256


BLACKLISTED: constant(uint256) = 2**255

_balances: HashMap[address, uint256]  # blacklisted 1 | balance 255
allowance: public(HashMap[address, HashMap[address, uint256]])
totalSupply: public(uint256)
paused: public(bool)


@external
@view
def decimals() -> uint8:
    """
    @notice ERC-20.
    """
    return 6


@external
@view
def balanceOf(account: address) -> uint256:
    """
    @notice ERC-20.
    """
    return self._balances[account] & (BLACKLISTED - 1)


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates units. Anyone may call.
    """
    self._balances[receiver] += amount
    self.totalSupply += amount


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self._require_open()
    self._require_clean(self._balances[msg.sender])
    self._require_clean(self._balances[spender])
    self.allowance[msg.sender][spender] = amount
    return True


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20.
    """
    self._move(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20; an unlimited allowance stays.
    """
    allowed: uint256 = self.allowance[owner][msg.sender]
    if allowed != max_value(uint256):
        self.allowance[owner][msg.sender] = allowed - amount
    self._require_clean(self._balances[msg.sender])
    self._move(owner, receiver, amount)
    return True


@internal
def _move(owner: address, receiver: address, amount: uint256):
    self._require_open()
    left: uint256 = self._balances[owner]
    self._require_clean(left)
    self._balances[owner] = left - amount
    held: uint256 = self._balances[receiver] + amount
    self._require_clean(held)
    self._balances[receiver] = held
    log Transfer(sender=owner, receiver=receiver, amount=amount)


@internal
@view
def _require_open():
    assert not self.paused


@internal
@pure
def _require_clean(word: uint256):
    assert word < BLACKLISTED
