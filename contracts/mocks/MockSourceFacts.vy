# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A price source that answers what it is told, whatever it was made with
@license AGPL-3.0-only
@notice Only for what reads a source before there is any trade. It has no history and no
        rounds: its mean is its price.
"""
from ..interfaces import IPriceSource

implements: IPriceSource

ASSET: public(address)
QUOTE: public(address)
IS_INVERSE: public(bool)
deviation: public(uint256)
price: public(uint256)
cost: public(uint256)
is_broken: public(bool)


@external
def set_facts(asset: address, quote: address, is_inverse: bool, deviation: uint256):
    """
    @notice Changes what a source never changes.
    """
    self.ASSET = asset
    self.QUOTE = quote
    self.IS_INVERSE = is_inverse
    self.deviation = deviation


@external
def set_price(price: uint256, cost: uint256):
    """
    @param price Answer of every price function, 1e36; fresh now.
    @param cost Answer of `cost_to_move`.
    """
    self.price = price
    self.cost = cost


@external
def set_broken(is_broken: bool):
    """
    @notice True: prices are refused, with "source: broken".
    """
    self.is_broken = is_broken


@external
@view
def latest() -> IPriceSource.Reading:
    """
    @return The price, of now.
    """
    return self._reading()


@external
@view
def latest_and_mean(window: uint256) -> (IPriceSource.Reading, uint256):
    """
    @return The price, of now, twice.
    """
    return self._reading(), self.price


@external
@view
def price_of(round: uint256) -> (uint256, uint256):
    """
    @return The price, now.
    """
    return self.price, block.timestamp


@external
@view
def cost_to_move(by: uint256, window: uint256) -> uint256:
    """
    @return What was set.
    """
    return self.cost


@internal
@view
def _reading() -> IPriceSource.Reading:
    assert not self.is_broken, "source: broken"
    return IPriceSource.Reading(
        price=self.price, round=1, updated_at=block.timestamp, fresh_until=block.timestamp + 3_600
    )
