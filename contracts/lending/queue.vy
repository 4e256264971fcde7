# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The queue of lenders whose cash is out
@license AGPL-3.0-only
@notice Shares wait in the pool, at risk and earning, until they are served from the head
        at the price of that moment. Repayments and deposits never loop over it.
"""

from snekmate.tokens import erc20

from ..interfaces import ILendingPool
from ..libraries import errors
from . import accounting

uses: erc20
uses: accounting

QUEUE_PART: constant(uint256) = 10_000  # a ticket is at least this part of the supply: no dust queue
MAX_TICKETS: constant(uint256) = 100  # served by one call


struct Ticket:
    owner: address
    shares: uint256


tickets: public(HashMap[uint256, Ticket])
head: public(uint256)  # first ticket not yet served
tail: public(uint256)  # number of the next ticket
claims: public(HashMap[address, uint256])  # asset units served and not yet claimed


@external
def enqueue(shares: uint256) -> uint256:
    """
    @notice Queues shares of the caller that the free cash cannot pay. They stay at risk
            and keep earning until served, and cannot be taken back.
    @param shares At least 1/10,000 of the supply, worth more than the free cash.
    @return Number of the ticket.
    """
    b: accounting.State = accounting._accrued()
    errors.require(not b.stops, "queue: loss not settled")
    errors.require(shares != 0 and shares * QUEUE_PART >= erc20.totalSupply, "queue: too few shares")
    errors.require(accounting._to_assets_down(b, shares) > accounting._free_cash(b), "queue: free cash suffices")
    erc20._transfer(msg.sender, self, shares)
    b.queued += shares
    ticket: uint256 = self.tail
    self.tickets[ticket] = Ticket(owner=msg.sender, shares=shares)
    self.tail = ticket + 1
    log ILendingPool.Queue(ticket=ticket, owner=msg.sender, shares=shares)
    accounting._save(b, b.utilization)
    return ticket


@external
def process_queue(count: uint256) -> uint256:
    """
    @notice Serves tickets from the head at the price of this moment, the last one
            perhaps in part. Anyone may call; while a loss may be open only whose ticket
            it is (POOL-LOSS-01).
    @param count Most tickets to serve; at most 100 are.
    @return Asset units made claimable, rounded down; reverts if no share could be burned.
    """
    b: accounting.State = accounting._accrued()
    number: uint256 = self.head
    total: uint256 = 0
    burned: uint256 = 0
    for i: uint256 in range(min(count, MAX_TICKETS), bound=MAX_TICKETS):
        ticket: Ticket = self.tickets[number]
        if b.stops and ticket.owner != msg.sender:
            break
        available: uint256 = b.cash - b.claimable
        shares: uint256 = ticket.shares
        assets: uint256 = accounting._to_assets_down(b, shares)
        if assets > available:
            assets = available
            shares = accounting._to_shares_up(b, available)
        if shares == 0:
            break
        erc20._burn(self, shares)
        b.queued -= shares
        b.claimable += assets
        self.claims[ticket.owner] += assets
        self.tickets[number].shares = ticket.shares - shares
        total += assets
        burned += shares
        log ILendingPool.QueuePaid(ticket=number, owner=ticket.owner, shares=shares, assets=assets)
        if shares != ticket.shares:
            break
        number += 1
    errors.require(burned != 0, "queue: nothing to serve")
    self.head = number
    accounting._sample_and_save(b)
    return total


@external
def claim(receiver: address) -> uint256:
    """
    @notice Pays what the queue has served to the caller.
    @param receiver Who gets the asset units.
    @return Asset units paid.
    """
    return self._claim(msg.sender, receiver)


@external
def claim_for(owner: address) -> uint256:
    """
    @notice Pays what the queue has served to `owner`, to itself. Anyone may call.
    @param owner Whose claim.
    @return Asset units paid.
    """
    return self._claim(owner, owner)


@internal
def _claim(owner: address, receiver: address) -> uint256:
    """
    @dev Utilization counts no claimable cash, so it does not move.
    """
    assets: uint256 = self.claims[owner]
    errors.require(assets != 0, "claim: nothing")
    b: accounting.State = accounting._accrued()
    self.claims[owner] = 0
    b.claimable -= assets
    b.cash -= assets
    log ILendingPool.Claim(owner=owner, receiver=receiver, assets=assets)
    accounting._save(b, b.utilization)
    accounting._send(receiver, assets)
    return assets
