# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A lending pool that reports any debt it is told to
@license AGPL-3.0-only
@notice The side of ILendingPool that a leveraged token uses to rebalance; no asset moves.
"""

asset: public(address)
debt_before: public(uint256)
debt_after: public(uint256)
cash: public(uint256)


@deploy
def __init__(asset: address):
    self.asset = asset


@external
def set_debt(before: uint256, after: uint256):
    """
    @param before Reported when an operation begins.
    @param after Reported after any borrowing or repayment.
    """
    self.debt_before = before
    self.debt_after = after


@external
@view
def accrue() -> uint256:
    """
    @return The debt before.
    """
    return self.debt_before


@external
@view
def debt_of(borrower: address) -> uint256:
    """
    @return The debt before.
    """
    return self.debt_before


@external
@view
def borrow(amount: uint256, receiver: address, partial: bool) -> (uint256, uint256):
    """
    @return All of the amount, and the debt after.
    """
    return amount, self.debt_after


@external
@view
def repay(amount: uint256) -> uint256:
    """
    @return The debt after.
    """
    return self.debt_after
