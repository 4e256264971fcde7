# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An asset that has decimals and a supply of any size, or refuses to say
@license AGPL-3.0-only
@notice Nothing moves: only for what reads an asset before it has any of it.
"""

_decimals: uint256
_supply: uint256
_has_decimals: bool
_has_supply: bool


@deploy
def __init__(decimals: uint256, supply: uint256):
    self._set(decimals, supply, True, True)


@external
def set_facts(decimals: uint256, supply: uint256, has_decimals: bool, has_supply: bool):
    """
    @param decimals Answer of `decimals()`.
    @param supply Answer of `totalSupply()`.
    @param has_decimals False: `decimals()` reverts.
    @param has_supply False: `totalSupply()` reverts.
    """
    self._set(decimals, supply, has_decimals, has_supply)


@external
@view
def decimals() -> uint256:
    """
    @return What was set.
    """
    assert self._has_decimals
    return self._decimals


@external
@view
def totalSupply() -> uint256:
    """
    @return What was set.
    """
    assert self._has_supply
    return self._supply


@external
@pure
def approve(spender: address, amount: uint256) -> bool:
    """
    @return True; there is nothing to spend.
    """
    return True


@internal
def _set(decimals: uint256, supply: uint256, has_decimals: bool, has_supply: bool):
    self._decimals = decimals
    self._supply = supply
    self._has_decimals = has_decimals
    self._has_supply = has_supply
