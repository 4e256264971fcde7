# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A price source whose spot and mean are told apart, with its faults
@license AGPL-3.0-only
@notice Every price is a round of its own. A mean of 0 stands for a history that is too short.
"""
from ..interfaces import IPriceSource

QUOTE: public(address)
deviation: public(uint256)

_last: IPriceSource.Reading
_mean: uint256
_prices: HashMap[uint256, uint256]
_times: HashMap[uint256, uint256]
_is_broken: bool
_is_endless: bool
_is_short: bool


@external
def put(price: uint256, mean: uint256):
    """
    @notice A new round now, fresh for an hour.
    """
    self._put(price, mean, block.timestamp, block.timestamp + 3_600)


@external
def put_at(price: uint256, mean: uint256, updated_at: uint256, fresh_until: uint256):
    """
    @notice A new round of any time.
    """
    self._put(price, mean, updated_at, fresh_until)


@external
def set_faults(is_broken: bool, is_endless: bool, is_short: bool):
    """
    @notice From now on it refuses, or takes all gas there is, or `latest` answers half a reading.
    """
    self._is_broken = is_broken
    self._is_endless = is_endless
    self._is_short = is_short


@external
@view
@raw_return
def latest() -> Bytes[128]:
    """
    @return As IPriceSource.
    """
    self._check()
    return slice(abi_encode(self._last), 0, 64 if self._is_short else 128)


@external
@view
def latest_and_mean(window: uint256) -> (IPriceSource.Reading, uint256):
    """
    @return As IPriceSource.
    """
    self._check()
    assert block.timestamp <= self._last.fresh_until, "oracle: stale"
    assert self._mean != 0, "twap: history too short"
    return self._last, self._mean


@external
@view
def price_of(round: uint256) -> (uint256, uint256):
    """
    @return As IPriceSource.
    """
    assert self._prices[round] != 0, "oracle: no such round"
    return self._prices[round], self._times[round]


@internal
@view
def _check():
    assert not self._is_broken, "source: broken"
    if self._is_endless:
        for _: uint256 in range(2**64):
            assert msg.gas != 0


@internal
def _put(price: uint256, mean: uint256, updated_at: uint256, fresh_until: uint256):
    round: uint256 = self._last.round + 1
    self._last = IPriceSource.Reading(price=price, round=round, updated_at=updated_at, fresh_until=fresh_until)
    self._mean = mean
    self._prices[round] = price
    self._times[round] = updated_at
