# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title An oracle that answers what it is told, or reverts
@license AGPL-3.0-only
@notice Each of its functions that prices can be set apart; 0 makes a function revert.
"""
from ..interfaces import IPriceOracle

implements: IPriceOracle

_price: uint256
_price_with_round: uint256
_rescue_price: uint256
_round: uint256
alive_at: public(uint256)


@deploy
def __init__(price: uint256):
    self._price = price
    self._price_with_round = price
    self._rescue_price = price
    self._round = 1


@external
def set_price(price: uint256):
    """
    @notice All functions answer `price`, in a new round.
    @param price Scaled by 1e36.
    """
    self._price = price
    self._price_with_round = price
    self._rescue_price = price
    self._round += 1


@external
def set_alive_at(time: uint256):
    """
    @param time What `alive_at` answers.
    """
    self.alive_at = time


@external
def set_answers(price: uint256, price_with_round: uint256, rescue_price: uint256):
    """
    @notice Each function answers for itself, in a new round.
    @param price Answer of `price()`.
    @param price_with_round Answer of `price_and_round()`.
    @param rescue_price Answer of `rescue_price()`.
    """
    self._price = price
    self._price_with_round = price_with_round
    self._rescue_price = rescue_price
    self._round += 1


@external
@view
def price() -> uint256:
    """
    @return What was set.
    """
    assert self._price != 0
    return self._price


@external
@view
def price_and_round() -> (uint256, uint256):
    """
    @return What was set, and the round.
    """
    assert self._price_with_round != 0
    return self._price_with_round, self._round


@external
@view
def rescue_price() -> (uint256, uint256):
    """
    @return What was set, and the round.
    """
    assert self._rescue_price != 0
    return self._rescue_price, self._round
