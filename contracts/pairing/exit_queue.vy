# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The exit queue of one share: at most two epochs wait, one record each
@license AGPL-3.0-only
@notice An epoch takes requests for one notice from its first, and may be paid one notice
        after its last. A request binds a quarter of an hour before that, so that nobody
        chooses between prices that they already see; until then it may be cancelled.
        Counts only; the share moves shares and units of U.
"""
from snekmate.utils import math

from ..libraries import errors


struct Epoch:
    shares: uint256  # raw, those that were cancelled aside
    first: uint256  # time of the first request
    last: uint256  # time of the last request
    paid: uint256  # units of U for all of them


HOUR: constant(uint256) = 3_600  # that a ripe epoch waits at most for a rebalance of its own
BINDING: constant(uint256) = 900  # seconds before it may be paid in which a request cannot be cancelled
WAITING: constant(uint256) = 2  # epochs that may wait at once

notice: public(immutable(uint256))
head: public(uint256)  # first epoch that waits
request: public(HashMap[address, HashMap[uint256, uint256]])  # raw shares by owner and epoch
_epochs: HashMap[uint256, Epoch]


@deploy
def __init__(seconds: uint256):
    """
    @param seconds Of notice.
    """
    notice = seconds


@external
@view
def epoch(number: uint256) -> (uint256, uint256, uint256, bool, uint256):
    """
    @notice One epoch, waiting or paid.
    @param number Counted from 0.
    @return Raw shares, times of the first and the last request, whether it was paid, units of U paid.
    """
    found: Epoch = self._epochs[number]
    return found.shares, found.first, found.last, self._is_paid(number, found), found.paid


# ------------------------------------------------------------------ for the share


@internal
def _join(owner: address, shares: uint256) -> uint256:
    # to the epoch that is open
    number: uint256 = self.head
    joined: Epoch = self._epochs[number]
    if joined.shares != 0 and block.timestamp >= joined.first + notice:
        number += 1
        joined = self._epochs[number]
    if joined.shares == 0:
        self._epochs[number].first = block.timestamp
    self._epochs[number].last = block.timestamp
    self._epochs[number].shares = joined.shares + shares
    self.request[owner][number] += shares
    return number


@internal
def _cancel(owner: address, number: uint256) -> uint256:
    shares: uint256 = self.request[owner][number]
    errors.require(shares != 0, "queue: no request")
    left: Epoch = self._epochs[number]
    waits: bool = not self._is_paid(number, left) and block.timestamp + BINDING < left.last + notice
    errors.require(waits, "queue: request binds")
    self.request[owner][number] = 0
    self._epochs[number].shares = left.shares - shares
    # an emptied head must not hold up the epoch after it
    if left.shares == shares and number == self.head and self._epochs[number + 1].shares != 0:
        self.head = number + 1
    return shares


@internal
def _pay(number: uint256, amount: uint256) -> uint256:
    # the head with `amount`; returns the shares that leave
    self._epochs[number].paid = amount
    self.head = number + 1
    return self._epochs[number].shares


@internal
def _claim(owner: address, number: uint256) -> uint256:
    # the owner's part, rounded down, once
    shares: uint256 = self.request[owner][number]
    errors.require(shares != 0, "claim: no request")
    served: Epoch = self._epochs[number]
    errors.require(self._is_paid(number, served), "claim: epoch still waits")
    self.request[owner][number] = 0
    return math._mul_div(served.paid, shares, served.shares, False)


@internal
@view
def _outlook() -> (uint256[WAITING], uint256, bool):
    # raw shares that wait, how many epochs are ripe, whether a ripe one has waited for an hour
    shares: uint256[WAITING] = [0, 0]
    ripe: uint256 = 0
    is_due: bool = False
    head: uint256 = self.head
    for i: uint256 in range(WAITING):
        shares[i] = self._epochs[head + i].shares
        # behind an empty head nobody waits
        if shares[i] == 0:
            break
        if ripe == i and block.timestamp >= self._epochs[head + i].last + notice:
            ripe += 1
            is_due = is_due or block.timestamp >= self._epochs[head + i].first + HOUR
    return shares, ripe, is_due


@internal
@view
def _is_paid(number: uint256, found: Epoch) -> bool:
    # an emptied one is passed over, not paid
    return number < self.head and found.shares != 0
